import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoubtItem } from '../api/operations.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { count } from '../ui/format.ts';
import { Empty, Failure, Loaded } from '../ui/state.tsx';

// The answers a doubt takes, by its code; the others are to be known, not answered.
const choicesByCode = {
  ambiguous_date_order: ['dmy', 'mdy'],
  mixed_date_order: ['dmy', 'mdy'],
  amount_period: ['month', 'quarter', 'year', 'bill', 'term'],
  amount_in_minor_units: ['minor', 'major'],
  price_net_or_gross: ['net', 'gross'],
  end_inclusive: ['inclusive', 'exclusive'],
  end_meaning: ['term', 'cancelled'],
  line_snapshot: ['0', '1'],
} as const;
type Choice = (typeof choicesByCode)[keyof typeof choicesByCode][number];
const written = { unknown_currency: 'currency', snapshot_date: 'day' } as const;

function exampleText(example: unknown): string {
  if (example === null || example === undefined) return '';
  if (typeof example !== 'object') return String(example);
  if (Array.isArray(example)) return example.map((one) => exampleText(one)).join(', ');
  return Object.entries(example).map(([name, value]) => `${name} ${exampleText(value)}`).join(', ');
}

function WrittenAnswer({ doubt, kind, busy, onAnswer }: { doubt: DoubtItem; kind: 'currency' | 'day'; busy: boolean; onAnswer: (choice: string) => void }) {
  const { t } = useTranslation('data');
  const [text, setText] = useState(doubt.choice ?? '');
  return (
    <form className="row" onSubmit={(event) => { event.preventDefault(); onAnswer(kind === 'currency' ? text.toUpperCase() : text); }}>
      <TextInput size="xs" w={kind === 'currency' ? 80 : 140} type={kind === 'day' ? 'date' : 'text'} aria-label={t(`doubt.${kind}`)} maxLength={kind === 'currency' ? 3 : undefined} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Button type="submit" size="xs" loading={busy} disabled={text === '' || text === doubt.choice}>{t('doubt.answer')}</Button>
    </form>
  );
}

function Answer({ doubt, busy, onAnswer }: { doubt: DoubtItem; busy: boolean; onAnswer: (choice: string) => void }) {
  const { t } = useTranslation('data');
  const kind = written[doubt.code as keyof typeof written];
  if (kind) return <WrittenAnswer doubt={doubt} kind={kind} busy={busy} onAnswer={onAnswer} />;
  const choices: readonly Choice[] = choicesByCode[doubt.code as keyof typeof choicesByCode] ?? [];
  if (choices.length === 0) return null;
  return <SegmentedControl aria-label={doubt.message} disabled={busy} value={doubt.choice ?? ''} data={choices.map((value) => ({ value, label: t(`doubt.choice.${value}`) }))} onChange={onAnswer} />;
}

function Doubt({ doubt, loaded }: { doubt: DoubtItem; loaded: boolean }) {
  const { t } = useTranslation('data');
  const answer = useChange('doubt.answer', ['doubt.', 'import.']);
  const example = exampleText(doubt.example);
  const state = doubt.state === 'answered' ? t('doubt.answered') : doubt.choice ? t('doubt.assumed') : t('doubt.open');
  return (
    <li style={{ gridTemplateColumns: 'minmax(0,1fr) auto' }}>
      <div style={{ minWidth: 0 }}>
        <b style={{ fontWeight: 550 }}>{doubt.message}</b> <span className="t3 num">{t('rows', { count: doubt.count, text: count(doubt.count) })}</span>
        <p>{doubt.remedy}</p>
        <div className="t3" style={{ fontSize: 12 }}>{[doubt.file?.split('/').at(-1), doubt.field].filter(Boolean).join(', ')} {example && <>{t('doubt.example')}: <span className="mono">{example}</span></>}</div>
        {loaded && answer.isSuccess && <div className="t2" role="status" style={{ fontSize: 12 }}>{t('doubt.later')}</div>}
        {answer.error && <Failure error={answer.error} compact />}
      </div>
      <div>
        <Answer key={doubt.choice ?? ''} doubt={doubt} busy={answer.isPending} onAnswer={(choice) => answer.mutate({ id: doubt.id, choice })} />
        <div className="t3" style={{ fontSize: 12, textAlign: 'right' }}>{state}</div>
      </div>
    </li>
  );
}

/** Doubts with what is assumed, each to be answered. Of files that are loaded, an answer counts the next time. */
export function DoubtList({ doubts, loaded = true }: { doubts: readonly DoubtItem[]; loaded?: boolean }) {
  return <ul className="tl">{doubts.map((doubt) => <Doubt key={doubt.id} doubt={doubt} loaded={loaded} />)}</ul>;
}

/** The doubts report over all imports. */
export function DoubtsTab() {
  const { t } = useTranslation('data');
  const read = useOperation('doubt.list', { limit: 500, state: 'all' });
  return (
    <Card title={t('doubt.title')} note={read.data ? count(read.data.total) : ''}>
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title={t('doubt.none')} /> : <DoubtList doubts={items} />)}</Loaded>
    </Card>
  );
}
