import { SegmentedControl } from '@mantine/core';
import type { DoubtItem } from '../api/operations.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { count, counted, words } from '../ui/format.ts';
import { Empty, Failure, Loaded } from '../ui/state.tsx';

// The answers a doubt takes, by its code; the others are to be known, not answered.
const choicesByCode: Record<string, readonly string[]> = {
  ambiguous_date_order: ['dmy', 'mdy'],
  mixed_date_order: ['dmy', 'mdy'],
  amount_period: ['month', 'quarter', 'year', 'bill', 'term'],
  price_net_or_gross: ['net', 'gross'],
  end_inclusive: ['inclusive', 'exclusive'],
  end_meaning: ['term', 'cancelled'],
  line_snapshot: ['0', '1'],
};
const choiceLabels: Record<string, string> = { dmy: 'Day first', mdy: 'Month first', '0': 'Contract lines', '1': 'Monthly snapshot' };

function exampleText(example: unknown): string {
  if (example === null || example === undefined) return '';
  if (typeof example !== 'object') return String(example);
  if (Array.isArray(example)) return example.map((one) => exampleText(one)).join(', ');
  return Object.entries(example).map(([name, value]) => `${name} ${exampleText(value)}`).join(', ');
}

function Doubt({ doubt }: { doubt: DoubtItem }) {
  const answer = useChange('doubt.answer', ['doubt.', 'import.']);
  const example = exampleText(doubt.example);
  const choices = choicesByCode[doubt.code] ?? [];
  return (
    <li style={{ gridTemplateColumns: 'minmax(0,1fr) auto' }}>
      <div style={{ minWidth: 0 }}>
        <b style={{ fontWeight: 550 }}>{doubt.message}</b> <span className="t3 num">{counted(doubt.count, 'row')}</span>
        <p>{doubt.remedy}</p>
        <div className="t3" style={{ fontSize: 12 }}>{[doubt.file?.split('/').at(-1), doubt.field].filter(Boolean).join(', ')}{example && <> {doubt.file ? 'for example' : 'For example'} <span className="mono">{example}</span></>}</div>
        {answer.error && <Failure error={answer.error} compact />}
      </div>
      <div>
        {choices.length > 1 && <SegmentedControl aria-label={doubt.message} disabled={answer.isPending} value={doubt.choice ?? ''} data={choices.map((value) => ({ value, label: choiceLabels[value] ?? words(value) }))} onChange={(choice) => answer.mutate({ id: doubt.id, choice })} />}
        <div className="t3" style={{ fontSize: 12, textAlign: 'right' }}>{doubt.state === 'answered' ? 'answered' : doubt.choice ? 'assumed' : 'open'}</div>
      </div>
    </li>
  );
}

/** Doubts with what is assumed, each to be answered. */
export function DoubtList({ doubts }: { doubts: readonly DoubtItem[] }) {
  return <ul className="tl">{doubts.map((doubt) => <Doubt key={doubt.id} doubt={doubt} />)}</ul>;
}

/** The doubts report over all imports. */
export function DoubtsTab() {
  const read = useOperation('doubt.list', { limit: 500, state: 'all' });
  return (
    <Card title="Doubts" note={read.data ? count(read.data.total) : ''}>
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title="The data raised no doubt." /> : <DoubtList doubts={items} />)}</Loaded>
    </Card>
  );
}
