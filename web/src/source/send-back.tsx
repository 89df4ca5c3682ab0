import { Button, Checkbox, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WriteBackItem } from '../../../src/contract/write-back.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { count, momentText } from '../ui/format.ts';
import { Failure, Loaded } from '../ui/state.tsx';
import { SendBackFields } from './send-back-fields.tsx';
import { SendBackRows } from './send-back-rows.tsx';

const states = ['written', 'held', 'refused', 'waiting', 'trying', 'equal', 'gone'] as const;

function Values({ item }: { item: WriteBackItem }) {
  const { t } = useTranslation('writeback');
  const said = item.on ? t('onBy', { who: item.approvedBy ?? '', at: item.approvedAt ? momentText(item.approvedAt) : '' }) : item.map.length ? t('off') : t('unmapped');
  const counted = states.filter((state) => (item.counts[state] ?? 0) > 0);
  return (
    <dl className="src-facts">
      <div><dt>{t('values')}</dt><dd>{said}</dd></div>
      {item.map.map(({ name, label }) => <div key={name}><dt>{t(`value.${name}`)}</dt><dd>{label}</dd></div>)}
      {item.on && <div><dt>{t('lastRun')}</dt><dd>{item.lastRunAt ? momentText(item.lastRunAt) : t('never')}</dd></div>}
      {counted.map((state) => <div key={state}><dt>{t(`state.${state}`)}</dt><dd className="num">{count(item.counts[state] ?? 0)}</dd></div>)}
    </dl>
  );
}

function Troubles({ item }: { item: WriteBackItem }) {
  const { t } = useTranslation('writeback');
  const { held, lastError } = item;
  return (
    <>
      {item.on && held && <div className="src-error" role="status"><p><b style={{ fontWeight: 600 }}>{t('held', { message: held.message })}</b></p><p className="t2">{held.remedy}</p></div>}
      {lastError && !held && <div className="src-error" role="status"><p><b style={{ fontWeight: 600 }}>{lastError.message}</b></p>{lastError.remedy && <p className="t2">{lastError.remedy}</p>}<p className="t3" style={{ fontSize: 12 }}>{momentText(lastError.at)}</p></div>}
    </>
  );
}

/** What goes back to one connected vendor: what it takes, which values are written, how they stand. */
export function SendBack({ vendor, name }: { vendor: string; name: string }) {
  const { t } = useTranslation('writeback');
  const mayApprove = useMay()('approve');
  const read = useOperation('writeback.show', { vendor });
  const [records, stop] = [useChange('writeback.records', ['writeback.', 'action.settings']), useChange('writeback.stop', ['writeback.'])];
  const [wish, setWish] = useState<boolean>();
  const [opened, setOpened] = useState<'fields' | 'rows'>();
  const close = () => setOpened(undefined);
  const take = (on: boolean) => {
    setWish(on);
    const settle = () => setWish(undefined);
    records.mutate({ vendor, on }, { onSuccess: settle, onError: settle });
  };
  return (
    <section aria-label={`${t('title')}: ${name}`} className="src-back">
      <h3>{t('title')}</h3>
      <Loaded read={read}>
        {(item) => {
          const label = item.types.includes('ticket_note') ? t('records.label_tickets') : t('records.label');
          return (
            <>
              <Checkbox className="src-back-take" label={label} description={t('records.note')} checked={wish ?? item.records} disabled={!mayApprove} onChange={(event) => take(event.currentTarget.checked)} />
              {item.takesFields && <Values item={item} />}
              <Troubles item={item} />
              {(records.error ?? stop.error) && <div className="pad"><Failure error={(records.error ?? stop.error) as Error} compact /></div>}
              {item.takesFields && (
                <div className="src-acts">
                  <Button aria-label={`${t('open')}: ${item.name}`} onClick={() => setOpened('fields')}>{t('open')}</Button>
                  {Object.values(item.counts).some((n) => (n ?? 0) > 0) && <Button variant="subtle" color="gray" c="var(--tx)" aria-label={`${t('list')}: ${item.name}`} onClick={() => setOpened('rows')}>{t('list')}</Button>}
                  {item.on && mayApprove && <Button variant="subtle" color="gray" c="var(--tx)" aria-label={`${t('stop')}: ${item.name}`} loading={stop.isPending} onClick={() => stop.mutate({ vendor }, { onSuccess: () => notifications.show({ message: t('stopped'), closeButtonProps: { 'aria-label': t('close') } }) })}>{t('stop')}</Button>}
                </div>
              )}
              <Modal opened={opened !== undefined} onClose={close} title={opened === 'rows' ? t('rows.title', { name: item.name }) : t('map.title', { name: item.name })} size="xl" closeButtonProps={{ 'aria-label': t('close') }}>
                {opened === 'fields' && <SendBackFields item={item} onStarted={close} />}
                {opened === 'rows' && <SendBackRows item={item} />}
              </Modal>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
