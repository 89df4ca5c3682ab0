import '../style/source.css';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionItem, VendorItem } from '../../../src/contract/connection.ts';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Card } from '../ui/card.tsx';
import { Loaded } from '../ui/state.tsx';
import { ConnectForm } from './connect-form.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { MailboxPart } from './mailbox-part.tsx';
import { StartView, useKindText } from './sample-view.tsx';

const whileReadingMs = 1500;
const elseMs = 30_000;

function ConnectSteps({ vendor, connection, onClose }: { vendor: VendorItem; connection: ConnectionItem | undefined; onClose: () => void }) {
  const [connected, setConnected] = useState(false);
  return connected && connection ? <StartView connection={connection} onClose={onClose} /> : <ConnectForm vendor={vendor} onConnected={() => setConnected(true)} onClose={onClose} />;
}

function VendorChoice({ vendors, onConnect }: { vendors: readonly VendorItem[]; onConnect: (vendor: VendorItem) => void }) {
  const { t } = useTranslation('source');
  const isAdmin = useMay()('admin');
  const kindText = useKindText();
  return (
    <Card title={t('choose')} note={t('chooseNote')}>
      <div className="src-vendors">
        {vendors.map((vendor) => (
          <div key={vendor.vendor} className="src-vendor">
            <h3>{vendor.name}</h3>
            <p>{t('brings', { list: [...new Set(vendor.objects.map(({ kind }) => kindText(kind)))].join(', ') })}</p>
            <p className="t3" style={{ fontSize: 12 }}>{t(`proof.${vendor.proof}`)}</p>
            {isAdmin ? <div><Button aria-label={t('connectTo', { name: vendor.name })} onClick={() => onConnect(vendor)}>{t('connect')}</Button></div> : <p className="t2">{t('onlyAdmin')}</p>}
          </div>
        ))}
      </div>
    </Card>
  );
}

/** Settings > Sources: systems that are read again and again, and those that can be. */
export function SourcesPart() {
  const { t } = useTranslation('source');
  const vendors = useOperation('source.vendors', {});
  const [reading, setReading] = useState(false);
  const read = useOperation('source.status', {}, { refetchMs: reading ? whileReadingMs : elseMs });
  const isReading = read.data?.items.some(({ condition }) => condition === 'reading' || condition === 'waiting') ?? false;
  if (isReading !== reading) setReading(isReading);
  const [opened, setOpened] = useState<VendorItem>();
  return (
    <Loaded read={vendors}>
      {({ items: known }) => (
        <Loaded read={read}>
          {({ items }) => {
            const free = known.filter(({ connected }) => !connected);
            return (
              <>
                {items.map((connection) => { const vendor = known.find((one) => one.vendor === connection.vendor); return vendor && <ConnectionCard key={connection.vendor} connection={connection} vendor={vendor} />; })}
                <MailboxPart />
                {free.length > 0 && <VendorChoice vendors={free} onConnect={setOpened} />}
                <Modal opened={opened !== undefined} onClose={() => setOpened(undefined)} title={t('connectTo', { name: opened?.name ?? '' })} size="xl" closeButtonProps={{ 'aria-label': t('close') }}>
                  {opened && <ConnectSteps key={opened.vendor} vendor={opened} connection={items.find(({ vendor }) => vendor === opened.vendor)} onClose={() => setOpened(undefined)} />}
                </Modal>
              </>
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}
