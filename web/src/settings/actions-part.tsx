import { Button, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AutonomyLevel } from '../../../src/contract/action.ts';
import type { ActionSettings } from '../../../src/contract/action-setting.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { typeText } from '../approval/type-text.ts';
import { Card } from '../ui/card.tsx';
import { count, momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure, Loaded } from '../ui/state.tsx';
import { EndpointCard } from './endpoint-card.tsx';
import { ReplyCard } from './reply-card.tsx';
import { SuppressionCard } from './suppression-card.tsx';

const LimitsDialog = lazy(async () => ({ default: (await import('./limits-dialog.tsx')).LimitsDialog }));

const levels = ['off', 'suggest', 'draft', 'approve', 'auto_undo', 'auto'] as const;

function SwitchCard({ settings }: { settings: ActionSettings }) {
  const { t } = useTranslation('action');
  const may = useMay();
  const stop = useChange('action.stop-all', ['action.', 'audit.']);
  const resume = useChange('action.resume', ['action.', 'audit.']);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const go = () => stop.mutate({ reason }, { onSuccess: ({ waiting }) => { notifications.show({ message: t('settings.stoppedNote', { count: waiting }) }); setAsking(false); setReason(''); } });
  const state = settings.stopped ? t('settings.stopped', { who: settings.stoppedBy ?? '', at: settings.stoppedAt ? momentText(settings.stoppedAt) : '' }) : t('settings.running');
  return (
    <Card title={t('settings.switch')} tools={may('approve') && (settings.stopped ? <Button loading={resume.isPending} onClick={() => resume.mutate({})}>{t('settings.resume')}</Button> : <Button variant="filled" color="red.9" onClick={() => setAsking(true)}>{t('settings.stop')}</Button>)}>
      <div className="pad"><p role="status" style={{ margin: 0 }} className={settings.stopped ? 'neg' : 't2'}>{state} {settings.stopped && settings.stoppedReason}</p>{resume.error && <Failure error={resume.error} compact />}</div>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('settings.stopTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
        <div className="stack" style={{ gap: 12 }}>
          <p className="t2" style={{ margin: 0 }}>{t('settings.stopText')}</p>
          <Textarea label={t('settings.stopReason')} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
          {stop.error && <Failure error={stop.error} compact />}
          <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={() => setAsking(false)}>{t('cancel')}</Button><Button variant="filled" color="red.9" loading={stop.isPending} onClick={go}>{t('settings.stop')}</Button></Group>
        </div>
      </Modal>
    </Card>
  );
}

function AutonomyCard({ settings }: { settings: ActionSettings }) {
  const { t } = useTranslation('action');
  const mayChange = useMay()('admin');
  const set = useChange('action.autonomy', ['action.', 'audit.']);
  const choices = levels.map((value) => ({ value, label: t(`settings.levels.${value}`) }));
  return (
    <Card title={t('settings.autonomy')} note={mayChange ? t('settings.autonomyNote', { version: settings.version }) : t('settings.onlyAdmin')}>
      {set.error && <Failure error={set.error} compact />}
      {!settings.linksReach && settings.types.some(({ id, ready }) => id === 'send_email' && ready) && <p className="pad neg" style={{ margin: 0 }}>{t('settings.linksNote', { address: settings.linksTo ?? '' })}</p>}
      <PlainTable label={t('settings.autonomy')} rows={settings.types} keyOf={({ id }) => id} columns={[
        { label: t('settings.type'), cell: ({ id }) => <b style={{ fontWeight: 550 }}>{typeText(t, id)}</b> },
        { label: t('settings.reaches'), cell: ({ effect }) => t(`effect.${effect}`) },
        { label: t('settings.level'), cell: ({ id, autonomy }) => <NativeSelect aria-label={t('settings.levelOf', { type: typeText(t, id) })} value={autonomy} data={choices} disabled={!mayChange || set.isPending} onChange={(event) => set.mutate({ type: id, level: event.currentTarget.value as AutonomyLevel, version: settings.version })} /> },
        { label: t('settings.ready'), cell: ({ ready }) => <span className={ready ? '' : 't3'}>{t(ready ? 'settings.isReady' : 'settings.notReady')}</span> },
        { label: t('settings.uncertain'), cell: ({ afterUncertain }) => <span className="t2">{t(`settings.${afterUncertain}`)}</span> },
      ]} />
    </Card>
  );
}

function LimitsCard({ settings }: { settings: ActionSettings }) {
  const { t } = useTranslation('action');
  const mayPropose = useMay()('propose');
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<string>();
  const { cadence, quietHours, budgets, undoMinutes, approvalDays } = settings;
  const limits = (list: typeof cadence.person) => list.map(({ most, days }) => t('settings.most', { count: most, days })).join(', ');
  const rows = [
    [t('settings.perPerson'), limits(cadence.person)], [t('settings.perAccount'), limits(cadence.account)], [t('settings.perSurvey'), limits(cadence.survey)], [t('settings.quiet'), `${t('settings.quietText', { from: quietHours.from, to: quietHours.to })}${quietHours.weekends ? ` ${t('settings.weekends')}` : ''}`],
    [t('settings.budget'), t('settings.budgetText', { day: count(budgets.perDay), origin: count(budgets.perOriginPerDay) })], [t('settings.undoWindow'), t('settings.minutes', { count: undoMinutes })], [t('settings.decideWithin'), t('settings.days', { count: approvalDays })],
  ] as const;
  return (
    <Card title={t('settings.limits')} note={t('settings.limitsNote')} tools={mayPropose && <Button size="xs" onClick={() => setAsking(true)}>{t('settings.propose.open')}</Button>}>
      {made !== undefined && <p className="pad" role="status" style={{ margin: 0 }}>{t('settings.propose.made')} <Link to="/programme" search={{ view: 'open', open: made }} className="link">{t('settings.propose.see')}</Link></p>}
      <dl className="pad limits">{rows.map(([name, value]) => <div key={name} className="row" style={{ alignItems: 'baseline', gap: 12, padding: '3px 0' }}><dt className="t2" style={{ width: 150, flex: 'none' }}>{name}</dt><dd style={{ margin: 0 }}>{value}</dd></div>)}</dl>
      {asking && <Suspense fallback={null}><LimitsDialog settings={settings} opened onClose={() => setAsking(false)} onProposed={({ id }) => setMade(id)} /></Suspense>}
    </Card>
  );
}

/** Actions: the stop switch, who decides about what, limits, ways out, and who is not written to. */
export function ActionsPart() {
  const may = useMay();
  const read = useOperation('action.settings', {});
  return (
    <Loaded read={read}>{(settings) => (
      <>
        <SwitchCard settings={settings} />
        <AutonomyCard settings={settings} />
        <LimitsCard settings={settings} />
        {may('oversee') && <EndpointCard />}
        {may('oversee') && <ReplyCard />}
        <SuppressionCard />
      </>
    )}</Loaded>
  );
}
