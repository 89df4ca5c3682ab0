import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngagementAssumption, EngagementDetail } from '../../../src/contract/engagement.ts';
import { useChange } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { dayText } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';
import { assumptionText, optionText } from './engagement-text.ts';
import { touched } from './run-parts.tsx';

function Correct({ run, assumption, onDone }: { run: string; assumption: EngagementAssumption; onDone: () => void }) {
  const { t } = useTranslation('engagement');
  const change = useChange('engagement.confirm', touched);
  const [value, setValue] = useState('');
  const [note, setNote] = useState('');
  const label = t('assumptions.instead');
  const save = () => change.mutate({ id: run, assumptions: [assumption.id], value, version: assumption.version, ...(note.trim() ? { note: note.trim() } : {}) }, { onSuccess: onDone });
  return (
    <form className="stack eng-correct" style={{ gap: 10, paddingBlock: 6 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <Group gap={10} align="flex-end" grow preventGrowOverflow={false}>
        {assumption.answer === 'option' && <Select label={label} value={value || null} onChange={(next) => setValue(next ?? '')} data={assumption.options.map((one) => ({ value: one.value, label: optionText(t, assumption, one.value) }))} allowDeselect={false} data-autofocus />}
        {assumption.answer === 'days' && <NumberInput label={label} min={1} max={1000} allowDecimal={false} value={value === '' ? '' : Number(value)} onChange={(next) => setValue(next === '' ? '' : String(next))} data-autofocus />}
        {assumption.answer === 'day' && <TextInput type="date" label={label} value={value} onChange={(event) => setValue(event.currentTarget.value)} data-autofocus />}
        <TextInput label={t('assumptions.note')} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      </Group>
      {change.error && <Failure error={change.error} compact />}
      <Group gap={8}><Button type="submit" variant="filled" size="compact-sm" disabled={value === ''} loading={change.isPending}>{t('assumptions.save')}</Button><Button size="compact-sm" variant="subtle" color="gray" onClick={onDone}>{t('keep')}</Button></Group>
    </form>
  );
}

function Line({ run, assumption, mayAnswer, isLive, acted }: { run: string; assumption: EngagementAssumption; mayAnswer: boolean; isLive: boolean; acted: boolean }) {
  const { t } = useTranslation('engagement');
  const confirm = useChange('engagement.confirm', touched);
  const [correcting, setCorrecting] = useState(false);
  const { state, kind, accountId, accountName, evidence, decidedBy, decidedAt, value, note } = assumption;
  const mayCorrect = mayAnswer && isLive && !acted && state !== 'moot' && assumption.answer !== 'none';
  const stand = state === 'corrected' ? t('assumptions.corrected', { value: optionText(t, assumption, value ?? '') }) : state === 'open' ? '' : t(`assumptions.${state}`);
  return (
    <li>
      <span>{accountId ? <Link to="/account/$id" params={{ id: accountId }} className="aname">{accountName}</Link> : <b style={{ fontWeight: 550 }}>{t('assumptions.whole')}</b>}: {assumptionText(t, assumption)}</span>
      <Group gap={6} wrap="nowrap" align="flex-start">
        {state === 'open' && mayAnswer && <Button size="compact-sm" variant="filled" loading={confirm.isPending} aria-label={`${t('assumptions.confirm')}: ${assumptionText(t, assumption)}`} onClick={() => confirm.mutate({ id: run, assumptions: [assumption.id], version: assumption.version })}>{t('assumptions.confirm')}</Button>}
        {mayCorrect && !correcting && <Button size="compact-sm" aria-label={`${t('assumptions.correct')}: ${assumptionText(t, assumption)}`} onClick={() => setCorrecting(true)}>{t('assumptions.correct')}</Button>}
      </Group>
      <span className="t3 eng-basis">{stand && `${stand}${decidedBy ? ` ${t('assumptions.by', { name: decidedBy, day: decidedAt ? dayText(decidedAt) : '' })}` : ''}${note ? `: ${note}` : ''}. `}{t(`basis.${kind as 'goal_risk'}`)}{evidence.length > 0 && <span title={evidence.map((one) => `${one.kind} ${one.id}`).join('\n')}> {t('assumptions.evidence', { records: evidence.map(({ label }) => label).join(', ') })}.</span>}</span>
      {confirm.error && <div className="eng-correct"><Failure error={confirm.error} compact /></div>}
      {correcting && <Correct run={run} assumption={assumption} onDone={() => setCorrecting(false)} />}
    </li>
  );
}

/** What a run takes for true: what waits for a person first, then what is settled. */
export function AssumptionCard({ run, mayAnswer }: { run: EngagementDetail; mayAnswer: boolean }) {
  const { t } = useTranslation('engagement');
  const all = useChange('engagement.confirm', touched);
  const isLive = run.status === 'running' || run.status === 'waiting';
  const open = run.assumptions.filter(({ state }) => state === 'open');
  const rest = run.assumptions.filter(({ state }) => state !== 'open');
  const actedOn = new Set(run.accounts.filter(({ state }) => state === 'acted').map(({ accountId }) => accountId));
  const line = (assumption: EngagementAssumption) => <Line key={assumption.id} run={run.id} assumption={assumption} mayAnswer={mayAnswer} isLive={isLive} acted={assumption.accountId !== null && actedOn.has(assumption.accountId)} />;
  return (
    <Card title={t('assumptions.title')} note={open.length ? t('asks', { count: open.length }) : undefined} tools={open.length > 1 && mayAnswer && <Button size="compact-sm" loading={all.isPending} onClick={() => all.mutate({ id: run.id, all: true })}>{t('assumptions.confirmAll')}</Button>}>
      {all.error && <Failure error={all.error} compact />}
      {run.assumptions.length === 0 && <p className="pad t2">{t('assumptions.none')}</p>}
      {open.length > 0 && <ul className="eng-asks">{open.map(line)}</ul>}
      {rest.length > 0 && <details open={open.length === 0 && rest.length < 6}><summary className="eng-part">{t('assumptions.settled')} ({rest.length})</summary><ul className="eng-asks">{rest.map(line)}</ul></details>}
    </Card>
  );
}
