import { Button, Modal, Progress } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionItem, ConnectionObject, VendorItem } from '../../../src/contract/connection.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { useChange } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure } from '../ui/state.tsx';
import { AgainForm, ChangeForm, RemoveForm } from './connection-dialogs.tsx';
import { SampleView, StartView, useKindText } from './sample-view.tsx';

const SendBack = lazy(async () => ({ default: (await import('./send-back.tsx')).SendBack }));

const bands = { reading: 'good', fresh: 'good', late: 'watch', failing: 'risk', waiting: 'unknown', paused: 'unknown', disconnected: 'unknown' } as const;
type Dialog = 'again' | 'set' | 'remove' | 'test' | 'start';

function Facts({ connection }: { connection: ConnectionItem }) {
  const { t } = useTranslation('source');
  const never = <span className="t3">{t('fact.never')}</span>;
  const { lagSeconds, rates, dueAt, lastSyncAt, condition } = connection;
  const minutes = Math.round((lagSeconds ?? 0) / 60);
  const lag = lagSeconds === null ? never : minutes < 120 ? t('fact.minutes', { count: minutes }) : t('fact.hours', { count: Math.round(minutes / 60) });
  const isDue = dueAt !== null && dueAt <= systemClock().wall().toISOString();
  const facts: [string, ReactNode][] = [
    [t('fact.address'), <>{connection.baseUrl ?? connection.address}{connection.sandbox && <span className="t3"> ({t('fact.sandbox')})</span>}</>],
    [t('fact.last'), lastSyncAt ? momentText(lastSyncAt) : never],
    [t('fact.lag'), lag],
    [t('fact.next'), condition === 'reading' || (isDue && condition !== 'disconnected') ? t('fact.atOnce') : dueAt ? momentText(dueAt) : <span className="t3">–</span>],
    [t('fact.every'), t('fact.minutes', { count: connection.everyMinutes })],
    [t('fact.limits'), rates.length === 0 ? <span className="t3">{t('fact.unlimited')}</span> : rates.map(({ name, limit, remaining }) => <div key={name}>{t('fact.limit', { left: count(remaining), all: count(limit), name })}</div>)],
  ];
  if (connection.webhookPath) facts.push([t('fact.webhook'), <span className="mono" key="webhook">{window.location.origin}{connection.webhookPath}</span>]);
  return <dl className="src-facts">{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>;
}

function Reading({ object }: { object: ConnectionObject }) {
  const { t } = useTranslation('source');
  const { reading } = object;
  if (!object.chosen) return <span className="t3">{t('table.left')}</span>;
  if (!reading) return object.finishedAt ? <>{momentText(object.finishedAt)}</> : <span className="t3">{t('table.unread')}</span>;
  const text = reading.expected ? t('table.progress', { rows: count(reading.rows), all: count(Math.max(reading.rows, reading.expected)) }) : t('table.progressOpen', { rows: count(reading.rows) });
  return <div className="src-meter"><span>{text}</span>{reading.expected ? <Progress size="sm" aria-label={t('table.progressOf', { name: object.label })} value={Math.min(100, (reading.rows / reading.expected) * 100)} /> : null}</div>;
}

function Objects({ connection }: { connection: ConnectionItem }) {
  const { t } = useTranslation('source');
  const kindText = useKindText();
  const figure = (name: 'rows' | 'inserted' | 'updated' | 'unchanged' | 'duplicate' | 'quarantined') => ({ label: t(`table.${name}`), right: true, cell: (object: ConnectionObject) => (object[name] ? count(object[name]) : <span className="t3">–</span>) });
  return (
    <PlainTable label={t('table.label', { name: connection.name })} rows={connection.objects} keyOf={({ id }) => id} columns={[
      { label: t('table.object'), cell: ({ label }) => <b style={{ fontWeight: 550 }}>{label}</b> }, { label: t('table.becomes'), cell: ({ kind }) => kindText(kind) },
      figure('rows'), figure('inserted'), figure('updated'), figure('unchanged'), figure('duplicate'), figure('quarantined'), { label: t('table.read'), cell: (object) => <Reading object={object} /> },
    ]} />
  );
}

function Troubles({ connection }: { connection: ConnectionItem }) {
  const { t } = useTranslation('source');
  const { lastError, warning, tokenEndsAt, failures, openQuarantine } = connection;
  return (
    <>
      {lastError && <div className="src-error" role="status"><p><b style={{ fontWeight: 600 }}>{lastError.message}</b></p>{lastError.remedy && <p className="t2">{lastError.remedy}</p>}<p className="t3" style={{ fontSize: 12 }}>{momentText(lastError.at)} · {t('fact.failures', { count: failures })}</p></div>}
      {warning && <div className="src-error"><p>{warning === 'token' ? t('warning.token', { at: tokenEndsAt ? momentText(tokenEndsAt) : '' }) : t('warning.silent')}</p></div>}
      {openQuarantine > 0 && <p className="pad" style={{ margin: 0, paddingTop: 0 }}><Link to="/data" search={{ tab: 'quarantine' }} className="link">{t('fact.quarantine', { count: openQuarantine })}</Link></p>}
    </>
  );
}

function Acts({ connection, onOpen }: { connection: ConnectionItem; onOpen: (dialog: Dialog) => void }) {
  const { t } = useTranslation('source');
  const { vendor, condition, name } = connection;
  const [sync, pause, resume] = [useChange('source.sync', ['source.']), useChange('source.pause', ['source.']), useChange('source.resume', ['source.'])];
  const say = (message: string) => notifications.show({ message, closeButtonProps: { 'aria-label': t('close') } });
  const paused = condition === 'paused';
  const labelled = (label: string) => ({ 'aria-label': `${label}: ${name}` });
  const failure = sync.error ?? pause.error ?? resume.error;
  const isNew = paused && connection.lastSyncAt === null && connection.objects.every(({ finishedAt, reading }) => finishedAt === null && reading === null);
  return (
    <>
      {failure && <div className="pad"><Failure error={failure} compact /></div>}
      <div className="src-acts">
        {condition !== 'disconnected' && (
          <>
            {isNew ? <Button variant="filled" {...labelled(t('sample.start'))} onClick={() => onOpen('start')}>{t('sample.start')}</Button>
              : paused ? <Button {...labelled(t('act.resume'))} loading={resume.isPending} onClick={() => resume.mutate({ vendor })}>{t('act.resume')}</Button>
                : <Button {...labelled(t('act.pause'))} loading={pause.isPending} onClick={() => pause.mutate({ vendor }, { onSuccess: () => say(t('act.paused')) })}>{t('act.pause')}</Button>}
            {!paused && <Button {...labelled(t('act.sync'))} disabled={condition === 'reading'} loading={sync.isPending} onClick={() => sync.mutate({ vendor, wait: false }, { onSuccess: () => say(t('act.asked')) })}>{t('act.sync')}</Button>}
            {!isNew && <Button variant="subtle" color="gray" c="var(--tx)" {...labelled(t('act.test'))} onClick={() => onOpen('test')}>{t('act.test')}</Button>}
            <Button variant="subtle" color="gray" c="var(--tx)" {...labelled(t('act.set'))} onClick={() => onOpen('set')}>{t('act.set')}</Button>
            {!paused && <Button variant="subtle" color="gray" c="var(--tx)" {...labelled(t('act.again'))} disabled={condition === 'reading'} onClick={() => onOpen('again')}>{t('act.again')}</Button>}
          </>
        )}
        <Button variant="subtle" color="gray" c="var(--tx)" {...labelled(t('act.remove'))} disabled={condition === 'reading'} onClick={() => onOpen('remove')}>{t(condition === 'disconnected' ? 'remove.all' : 'act.remove')}</Button>
      </div>
    </>
  );
}

/** One connected vendor: what it does, how fresh it is, what it brought, and what can be done with it. */
export function ConnectionCard({ connection, vendor }: { connection: ConnectionItem; vendor: VendorItem }) {
  const { t } = useTranslation('source');
  const may = useMay();
  const isAdmin = may('admin');
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const { name, condition } = connection;
  const titles: Record<Dialog, string> = { again: t('again.title', { name }), set: t('set.title', { name }), remove: t('remove.title', { name }), test: t('sample.again'), start: t('connectTo', { name }) };
  return (
    <Card title={name} tools={<span className="row"><BandMark band={bands[condition]} size={9} />{t(`condition.${condition}`)}</span>}>
      <Facts connection={connection} />
      <Troubles connection={connection} />
      <Objects connection={connection} />
      {vendor.sendsBack && condition !== 'disconnected' && may('oversee') && <Suspense fallback={null}><SendBack vendor={connection.vendor} name={name} /></Suspense>}
      {isAdmin && <Acts connection={connection} onOpen={setDialog} />}
      <Modal opened={dialog !== undefined} onClose={close} title={dialog ? titles[dialog] : ''} size={dialog === 'test' || dialog === 'start' ? 'xl' : 'md'} closeButtonProps={{ 'aria-label': t('close') }}>
        {dialog === 'again' && <AgainForm connection={connection} onClose={close} />}
        {dialog === 'set' && <ChangeForm connection={connection} vendor={vendor} onClose={close} />}
        {dialog === 'remove' && <RemoveForm connection={connection} onClose={close} />}
        {dialog === 'test' && <SampleView vendor={connection.vendor} />}
        {dialog === 'start' && <StartView connection={connection} onClose={close} />}
      </Modal>
    </Card>
  );
}
