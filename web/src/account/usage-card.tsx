import { SegmentedControl, Skeleton, useComputedColorScheme } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { UsageSeries } from '../../../src/contract/account.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { Chart } from '../ui/chart.tsx';
import { count, percent } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { featureColor, usageLabel, usageOption } from './usage-chart.ts';

type View = 'features' | 'users';

function seatNote(usage: UsageSeries | undefined): string {
  const users = usage?.activeUsers.findLast((n) => n !== null);
  if (users == null) return '';
  return usage?.seats ? `${count(users)} of ${count(usage.seats)} seats, ${percent(users / usage.seats, 0)}` : `${count(users)} active users last week`;
}

function UsagePlot({ usage, view, height }: { usage: UsageSeries; view: View; height: number }) {
  const scheme = useComputedColorScheme('light');
  const build = useCallback(() => usageOption(usage, view), [usage, view, scheme]);
  if (usage.grain === 'none') return <Empty title="No usage data is loaded for this account.">Usage drivers are unknown, not bad. Send events, or import a usage file.</Empty>;
  const names = view === 'users' ? ['Active users'] : usage.features.length ? usage.features.map(({ name }) => name) : ['Events'];
  return (
    <>
      <div className="legend">
        {names.map((name, index) => <span key={name}><i className="swatch" style={{ background: featureColor(index) }} />{name}</span>)}
        {view === 'users' && usage.seats !== null && <span>╌ Licensed seats</span>}
        {usage.grain !== 'event' && <span className="t3">{usage.grain === 'period' ? 'from period totals' : 'events and period totals'}</span>}
      </div>
      <Chart build={build} label={usageLabel(usage)} height={height} />
    </>
  );
}

/** Weekly usage by feature or by active users against the seats. */
export function UsageCard({ accountId, height = 290 }: { accountId: string; height?: number }) {
  const { asOf } = useReading();
  const [weeks, setWeeks] = useState('52');
  const [view, setView] = useState<View>('features');
  const read = useOperation('account.usage', { id: accountId, weeks: Number(weeks), ...asOf }, { keep: true });
  const tools = (
    <>
      <SegmentedControl aria-label="Shown" value={view} onChange={(next) => setView(next as View)} data={[{ value: 'features', label: 'Features' }, { value: 'users', label: 'Users' }]} />
      <SegmentedControl aria-label="Weeks back" value={weeks} onChange={setWeeks} data={['12', '26', '52'].map((value) => ({ value, label: `${value} w` }))} />
    </>
  );
  return (
    <Card title="Weekly usage" note={seatNote(read.data)} tools={tools}>
      <Loaded read={read} skeleton={<div style={{ padding: 16 }}><Skeleton height={height} /></div>}>{(usage) => <UsagePlot usage={usage} view={view} height={height} />}</Loaded>
    </Card>
  );
}
