import { Button, Group, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceItem } from '../../../src/contract/source.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { useSession } from '../app/reading.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, momentText, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';

const stateBand: Record<SourceItem['state'], 'good' | 'unknown' | 'risk'> = { live: 'good', idle: 'unknown', failed: 'risk' };
const namedKinds = ['file', 'tracking', 'sample', 'manual', 'mailbox', 'calendar'] as const;

function SampleCard() {
  const { t } = useTranslation('data');
  const { instance } = useSession();
  const remove = useChange('sample.remove', ['']);
  if (!instance.sample) return null;
  return (
    <Card title={t('sample.title')} note={t('sample.note')}>
      <div className="pad row">
        <Button loading={remove.isPending} onClick={() => remove.mutate({})}>{t('sample.remove')}</Button>
        <span className="t2">{t('sample.stays')}</span>
      </div>
      {remove.error && <div className="pad"><Failure error={remove.error} compact /></div>}
    </Card>
  );
}

function RemoveForm({ source, onClose }: { source: SourceItem; onClose: () => void }) {
  const { t } = useTranslation('data');
  const [name, setName] = useState('');
  const remove = useChange('source.remove', ['']);
  const end = () => remove.mutate({ source: source.id, confirm: name }, {
    onSuccess: ({ accounts }) => {
      notifications.show({ message: t('source.removed', { count: accounts, text: count(accounts) }), closeButtonProps: { 'aria-label': t('close') } });
      onClose();
    },
  });
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); end(); }}>
      <p className="t2" style={{ margin: 0 }}>{t('source.removeText')}</p>
      <TextInput label={t('source.removeConfirm', { name: source.name })} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus autoComplete="off" />
      {remove.error && <Failure error={remove.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" color="red.9" disabled={name !== source.name} loading={remove.isPending}>{t('source.removeDo')}</Button></Group>
    </form>
  );
}

/** Every source, how much came from it, and how fresh it is; administrators take one out with all it brought. */
export function SourcesTab() {
  const { t } = useTranslation('data');
  const isAdmin = useMay()('admin');
  const read = useOperation('source.list', {});
  const [leaving, setLeaving] = useState<SourceItem>();
  const never = <span className="t3">{t('never')}</span>;
  const kindText = (kind: string) => { const known = namedKinds.find((one) => one === kind); return known ? t(`source.kinds.${known}`) : words(kind); };
  const act = (source: SourceItem) => source.kind !== 'sample' && <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" aria-label={t('source.removeOf', { name: source.name })} onClick={() => setLeaving(source)}>{t('source.remove')}</Button>;
  return (
    <>
      <Card title={t('source.title')} tools={<span className="row">{isAdmin && <Link to="/settings/$part" params={{ part: 'sources' }} className="link">{t('source.connect')}</Link>}<Link to="/data" search={{ tab: 'import' }} className="link">{t('source.import')}</Link></span>}>
        <Loaded read={read}>
          {({ items }) => items.length === 0 ? <Empty title={t('source.empty')} action={<Link to="/start" className="link">{t('source.bring')}</Link>} /> : (
            <PlainTable label={t('source.title')} rows={items} keyOf={(source) => source.id} columns={[
              { label: t('source.name'), cell: (source) => <><b style={{ fontWeight: 550 }}>{source.name}</b>{source.note && <div className="t2" style={{ fontSize: 12 }}>{source.note}</div>}</> },
              { label: t('source.kind'), cell: (source) => kindText(source.kind) },
              { label: t('source.state'), cell: (source) => <span className="row"><BandMark band={stateBand[source.state]} size={9} />{t(`source.${source.state}`)}</span> },
              { label: t('source.records'), right: true, cell: (source) => count(source.records) },
              { label: t('source.received'), cell: (source) => (source.lastReceivedAt ? momentText(source.lastReceivedAt) : never) },
              { label: t('source.newest'), cell: (source) => (source.lastHappenedAt ? momentText(source.lastHappenedAt) : never) },
              { label: t('source.unresolved'), right: true, cell: (source) => (source.unresolved ? count(source.unresolved) : <span className="t3">–</span>) },
              ...(isAdmin ? [{ label: t('source.act'), cell: act }] : []),
            ]} />
          )}
        </Loaded>
      </Card>
      {isAdmin && <SampleCard />}
      <Modal opened={leaving !== undefined} onClose={() => setLeaving(undefined)} title={t('source.removeTitle', { name: leaving?.name ?? '' })}>{leaving && <RemoveForm key={leaving.id} source={leaving} onClose={() => setLeaving(undefined)} />}</Modal>
    </>
  );
}
