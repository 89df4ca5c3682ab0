import { Checkbox, SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SliceBy, UsageSlices } from '../../../src/contract/account-page.ts';
import type { UsageSeries } from '../../../src/contract/account.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { count, dayText, percent, words } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { SortedTable } from './sorted-table.tsx';
import { ToggleChips } from './toggle-chips.tsx';
import { markColor, type UsageMark } from './usage-chart.ts';
import { UsageCard, WeeksControl } from './usage-card.tsx';
import { UsagePlot } from './usage-plot.tsx';

type Slice = UsageSlices['slices'][number];

const drawnAtFirst = 4;
const drawnMost = 6;
const recentWeeks = 4;
const kinds: readonly UsageMark['kind'][] = ['person', 'contract', 'change', 'ticket', 'survey', 'feature'];

/** Events of the last four weeks against the four before, as a fraction; null without earlier ones. */
export function recentChange(events: readonly number[]): number | null {
  const sum = (part: readonly number[]) => part.reduce((total, n) => total + n, 0);
  const before = sum(events.slice(-2 * recentWeeks, -recentWeeks));
  return before === 0 || events.length < 2 * recentWeeks ? null : sum(events.slice(-recentWeeks)) / before - 1;
}

function labelOf({ label }: Slice, by: SliceBy): string {
  return by === 'feature' || by === 'module' ? words(label) : label;
}

function SliceTable({ slices, by, drawn, onDraw }: { slices: UsageSlices; by: SliceBy; drawn: readonly string[]; onDraw: (id: string) => void }) {
  const { t } = useTranslation('account');
  return (
    <SortedTable label={t(`usage.by_${by}`)} rows={slices.slices} keyOf={(slice) => slice.id} first="-total" columns={[
      { id: 'label', label: t(`usage.by_${by}`), by: (slice) => labelOf(slice, by), cell: (slice) => <Checkbox size="xs" checked={drawn.includes(slice.id)} disabled={!drawn.includes(slice.id) && drawn.length >= drawnMost} onChange={() => onDraw(slice.id)} label={labelOf(slice, by)} aria-label={t('usage.draw', { name: labelOf(slice, by) })} /> },
      ...(by === 'team' ? [{ id: 'users', label: t('usage.users'), right: true, by: (slice: Slice) => slice.users, cell: (slice: Slice) => (slice.users === null ? '–' : count(slice.users)) }] : []),
      { id: 'total', label: t('usage.events'), right: true, by: (slice) => slice.total, cell: (slice) => count(slice.total) },
      { id: 'share', label: t('usage.share'), right: true, cell: (slice) => percent(slices.total ? slice.total / slices.total : 0, 0) },
      { id: 'change', label: t('usage.change'), right: true, by: (slice) => recentChange(slice.events), cell: (slice) => { const change = recentChange(slice.events); return change === null ? <span className="t3">–</span> : <span className={change < 0 ? 'neg' : 'pos'}>{change > 0 ? '+' : ''}{percent(change, 0).replace('-', '−')}</span>; } },
      { id: 'last', label: t('usage.lastWeek'), right: true, by: (slice) => slice.lastWeek, cell: (slice) => (slice.lastWeek ? dayText(slice.lastWeek) : '–') },
    ]} />
  );
}

function Slices({ slices, by, marks, shownKinds }: { slices: UsageSlices; by: SliceBy; marks: UsageSeries['marks']; shownKinds: readonly string[] }) {
  const { t } = useTranslation('account');
  const [chosen, setChosen] = useState<string[]>();
  const drawn = chosen ?? slices.slices.slice(0, drawnAtFirst).map((slice) => slice.id);
  const shownMarks = useMemo(() => marks.filter((mark) => shownKinds.includes(mark.kind)), [marks, shownKinds]);
  const drawnKey = drawn.join('\n');
  const picture = useMemo(() => ({ weeks: slices.weeks, stacked: false, seats: null, marks: shownMarks, rows: slices.slices.filter((slice) => drawnKey.split('\n').includes(slice.id)).map((slice) => ({ name: labelOf(slice, by), events: slice.events })) }), [slices, by, shownMarks, drawnKey]);
  if (slices.grain === 'none') return <Empty title={t('usage.none')}>{t('usage.noneHint')}</Empty>;
  if (slices.slices.length === 0) return <Empty title={t(`usage.noSlices_${by === 'team' ? 'team' : 'user'}`)}>{t(`usage.noSlicesHint_${by === 'team' ? 'team' : 'user'}`)}</Empty>;
  return (
    <>
      {picture.rows.length > 0 ? <UsagePlot picture={picture} height={300} note={slices.grain === 'event' ? undefined : t(`usage.grain_${slices.grain}`)} /> : <Empty title={t('usage.chooseSlice')} />}
      {shownMarks.length > 0 && (
        <details className="asTable">
          <summary>{t('usage.marks', { count: shownMarks.length })}</summary>
          <ul className="marklist">{shownMarks.toReversed().map((mark, index) => <li key={index}><i className="swatch" style={{ background: markColor(mark.kind) }} /><span className="t3 num">{dayText(mark.day)}</span> {mark.label}</li>)}</ul>
        </details>
      )}
      <SliceTable slices={slices} by={by} drawn={drawn} onDraw={(id) => setChosen(drawn.includes(id) ? drawn.filter((one) => one !== id) : [...drawn, id])} />
      {slices.unattributed > 0 && <p className="t3 pad">{t(`usage.unattributed_${by === 'team' ? 'team' : 'user'}`, { count: Math.round(slices.unattributed) })}</p>}
    </>
  );
}

/** Usage cut by feature, module, team or user, with what happened meanwhile; and active users against the seats. */
export function UsageTab({ accountId }: { accountId: string }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const [by, setBy] = useState<SliceBy>('feature');
  const [weeks, setWeeks] = useState('52');
  const [shownKinds, setShownKinds] = useState<UsageMark['kind'][]>(['person', 'contract', 'change']);
  const input = { id: accountId, weeks: Number(weeks), ...asOf };
  const slices = useOperation('account.slices', { ...input, by }, { keep: true });
  const usage = useOperation('account.usage', input, { keep: true });
  const marks = usage.data?.marks ?? [];
  const present = kinds.filter((kind) => marks.some((mark) => mark.kind === kind));
  return (
    <>
      <Card title={t('usage.trend')} tools={<><SegmentedControl aria-label={t('usage.cutBy')} value={by} onChange={(next) => setBy(next as SliceBy)} data={(['feature', 'module', 'team', 'user'] as const).map((value) => ({ value, label: t(`usage.cut_${value}`) }))} /><WeeksControl value={weeks} onChange={setWeeks} /></>}>
        {present.length > 0 && <div className="pad"><ToggleChips label={t('usage.annotations')} chosen={shownKinds} onChange={setShownKinds} items={present.map((kind) => ({ id: kind, label: t(`mark.${kind}`), n: marks.filter((mark) => mark.kind === kind).length }))} /></div>}
        <Loaded read={slices} skeleton={<div style={{ padding: 16 }}><Skeleton height={300} /></div>}>{(data) => <Slices key={`${data.by}${accountId}`} slices={data} by={data.by} marks={marks} shownKinds={shownKinds} />}</Loaded>
      </Card>
      <UsageCard accountId={accountId} height={240} />
    </>
  );
}
