import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookItem, SimulationResult, StepItem } from '../../../src/contract/playbook.ts';
import { addDays } from '../../../src/lib/period.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import '../style/insight.css';
import { Card } from '../ui/card.tsx';
import { count, dayText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { RunTag } from './state-tag.tsx';
import { useCauseText, useStepOutcome } from './use-words.ts';

const shownEntries = 100;

function Months({ months }: Pick<SimulationResult, 'months'>) {
  const { t } = useTranslation('playbook');
  const most = Math.max(1, ...months.map(({ entered }) => entered));
  return (
    <Card title={t('past.months')}>
      <div className="pb-months" aria-hidden>{months.map(({ month, entered }) => <i key={month} style={{ height: `${(100 * entered) / most}%` }} title={`${month}: ${count(entered)}`} />)}</div>
      <details className="asTable"><summary>{t('past.asTable')}</summary><div className="scroll" tabIndex={0} role="region" aria-label={t('past.months')}><table className="table"><thead><tr><th scope="col">{t('past.month')}</th><th scope="col" className="r">{t('past.entries')}</th></tr></thead><tbody>{months.map(({ month, entered }) => <tr key={month}><td>{month}</td><td className="r">{count(entered)}</td></tr>)}</tbody></table></div></details>
    </Card>
  );
}

function Split({ title, parts }: { title: string; parts: readonly [string, number][] }) {
  return <Card title={title}><ul className="pb-plain pad num">{parts.length === 0 ? <li>–</li> : parts.toSorted((a, b) => b[1] - a[1]).map(([label, n]) => <li key={label} className="row"><span>{label}</span><span className="grow" /><b>{count(n)}</b></li>)}</ul></Card>;
}

function Result({ result, steps }: { result: SimulationResult; steps: readonly StepItem[] }) {
  const { t } = useTranslation('playbook');
  const cause = useCauseText();
  const ended = useStepOutcome();
  const labels = new Map(steps.map(({ id, label }) => [id, label]));
  const outcome = (id: string) => (id === 'running' ? t('past.running') : t(`run.outcome.${id as 'done'}`));
  const shown = result.items.slice(0, shownEntries);
  return (
    <>
      <section className="card"><div className="kpi-row num">{([['entries', result.entries], ['accounts', result.accounts], ['most', result.most], ['looked', result.looked]] as const).map(([id, n]) => <div key={id}><span className="l">{t(`past.${id}`)}</span><span className="v">{count(n)}</span></div>)}</div>
        <p className="pad t2" style={{ margin: 0, paddingTop: 12 }}>{t('past.assumption')}: {result.assumption} {t('past.looks', { count: result.everyDays })} {result.notShown.length > 0 && t('past.notShown', { list: result.notShown.join(', ') })}</p></section>
      {result.entries === 0 ? <Empty title={t('past.none')} /> : <><Months months={result.months} /><div className="two"><Split title={t('past.outcomes')} parts={Object.entries(result.outcomes).map(([id, n]) => [outcome(id), n])} /><Split title={t('past.effects')} parts={Object.entries(result.effects).map(([id, n]) => [t(`kind.${id as 'task'}`), n])} /></div></>}
      {Object.keys(result.refused).length > 0 && <Split title={t('past.refused')} parts={Object.entries(result.refused).map(([id, n]) => [cause(id), n])} />}
      {shown.length > 0 && <Card title={t('past.entries')} note={result.entries > shown.length ? t('past.first', { count: shown.length }) : undefined}>
        <PlainTable label={t('past.entries')} rows={shown} keyOf={(one) => `${one.accountId} ${one.at}`} columns={[
          { label: t('past.day'), cell: (one) => <span className="num">{dayText(one.at)}</span> },
          { label: t('run.account'), cell: (one) => <Link to="/account/$id" params={{ id: one.accountId }} className="link">{one.accountName}</Link> },
          { label: t('run.trigger'), cell: (one) => one.reason },
          { label: t('past.steps'), cell: (one) => <span className="t2">{one.steps.map((step) => `${labels.get(step.stepId) ?? step.stepId} (${ended(step.outcome)})`).join(' → ')}</span> },
          { label: t('run.state'), cell: (one) => <RunTag status={one.status} outcome={one.outcome} /> },
        ]} />
      </Card>}
    </>
  );
}

/** Plays a playbook over past days and shows who would have entered and how it would have gone. */
export function PastView({ playbook, steps }: { playbook: PlaybookItem; steps: readonly StepItem[] }) {
  const { t } = useTranslation('playbook');
  const { today } = useReading();
  const [span, setSpan] = useState({ from: addDays(today, -180), to: addDays(today, -1) });
  const [asked, setAsked] = useState<{ from: string; to: string } | null>(null);
  const read = useOperation('playbook.simulate', { id: playbook.id, ...(asked ?? span) }, { enabled: asked !== null });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked({ ...span });
  };
  return (
    <div className="section">
      <p className="t2" style={{ margin: 0 }}>{t('past.text')}</p>
      <form className="pb-form" onSubmit={submit}>
        {(['from', 'to'] as const).map((id) => <TextInput key={id} type="date" label={t(`past.${id}`)} required value={span[id]} max={addDays(today, -1)} onChange={(event) => setSpan({ ...span, [id]: event.currentTarget.value })} />)}
        <Button type="submit" variant="filled" loading={read.isFetching}>{t('past.go')}</Button>
      </form>
      {asked === null ? <Empty title={t('past.ready')} /> : <div aria-live="polite"><Loaded read={read} skeleton={<RowsSkeleton rows={6} label={t('past.playing')} />}>{(result) => <div className="stack" style={{ gap: 16 }}><Result result={result} steps={steps} /></div>}</Loaded></div>}
    </div>
  );
}
