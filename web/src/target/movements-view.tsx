import { useComputedColorScheme } from '@mantine/core';
import { useCallback } from 'react';
import { Link } from '@tanstack/react-router';
import type { MovementBridge } from '../../../src/contract/metric.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { Chart, tokenColor } from '../ui/chart.tsx';
import type { ChartOption } from '../ui/chart-engine.ts';
import { count, dayText, money, moneyShort, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Loaded } from '../ui/state.tsx';

const shownAccounts = 200;

/** Opening, steps and closing as floating columns: an invisible base and the visible height, in minor units. */
export function waterfallBars(bridge: MovementBridge): { name: string; base: number; height: number; signedMinor: number; total: boolean }[] {
  let level = bridge.openingMinor;
  const steps = bridge.steps.filter(({ minor }) => minor !== 0).map(({ label, minor }) => {
    const base = Math.min(level, level + minor);
    level += minor;
    return { name: label, base, height: Math.abs(minor), signedMinor: minor, total: false };
  });
  return [{ name: `ARR ${dayText(bridge.window.from)}`, base: 0, height: bridge.openingMinor, signedMinor: bridge.openingMinor, total: true }, ...steps, { name: `ARR ${dayText(bridge.window.to)}`, base: 0, height: bridge.closingMinor, signedMinor: bridge.closingMinor, total: true }];
}

function waterfallOption(bridge: MovementBridge): ChartOption {
  const bars = waterfallBars(bridge);
  const text = { color: tokenColor('--tx-3'), fontFamily: 'Inter Variable', fontSize: 11.5 };
  const colorOf = (bar: (typeof bars)[number]) => tokenColor(bar.total ? '--accent' : bar.signedMinor < 0 ? '--h-risk' : '--h-good');
  return {
    animation: false,
    grid: { left: 64, right: 20, top: 26, bottom: 34, outerBoundsMode: 'none' },
    xAxis: { type: 'category', data: bars.map(({ name }) => name), axisTick: { show: false }, axisLine: { lineStyle: { color: tokenColor('--line-strong') } }, axisLabel: { ...text, interval: 0 } },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { ...text, formatter: (value: number) => moneyShort(value, bridge.currency) }, splitLine: { lineStyle: { color: tokenColor('--line') } } },
    series: [
      { type: 'bar', stack: 'level', silent: true, itemStyle: { color: 'transparent' }, data: bars.map(({ base }) => base) },
      { type: 'bar', stack: 'level', barMaxWidth: 64, label: { show: true, position: 'top', fontFamily: 'Inter Variable', fontSize: 12, fontWeight: 600, color: tokenColor('--tx') }, data: bars.map((bar) => ({ value: bar.height, itemStyle: { color: colorOf(bar), borderRadius: 2 }, label: { formatter: `${!bar.total && bar.signedMinor > 0 ? '+' : ''}${moneyShort(bar.signedMinor, bridge.currency)}` } })) },
    ],
  };
}

function Waterfall({ bridge }: { bridge: MovementBridge }) {
  const scheme = useComputedColorScheme('light');
  const build = useCallback(() => waterfallOption(bridge), [bridge, scheme]);
  return <Chart build={build} height={300} label={`Revenue movements: ${waterfallBars(bridge).map(({ name, signedMinor }) => `${name} ${moneyShort(signedMinor, bridge.currency)}`).join(', ')}`} />;
}

function MovedAccounts({ bridge }: { bridge: MovementBridge }) {
  const { asOf } = useReading();
  const moved = bridge.accounts.filter((row) => row.kind !== 'unchanged').toSorted((a, b) => Math.abs(b.changeMinor) - Math.abs(a.changeMinor));
  return (
    <Card title="Accounts that moved" note={count(moved.length)}>
      <PlainTable label="Accounts that moved" rows={moved.slice(0, shownAccounts)} keyOf={(row) => row.accountId} columns={[
        { label: 'Account', cell: (row) => <><Link to="/account/$id" params={{ id: row.accountId }} search={asOf as never} className="aname">{row.accountName}</Link> {row.note && <span className="tag">{row.note}</span>}</> },
        { label: 'Movement', cell: (row) => words(row.kind) },
        { label: 'Opening', right: true, cell: (row) => money(row.openingMinor, bridge.currency) },
        { label: 'Change', right: true, cell: (row) => money(row.changeMinor, bridge.currency) },
        { label: 'Transfer', right: true, cell: (row) => (row.transferMinor ? money(row.transferMinor, bridge.currency) : <span className="t3">–</span>) },
        { label: 'Currency', right: true, cell: (row) => (row.fxMinor ? money(row.fxMinor, bridge.currency) : <span className="t3">–</span>) },
        { label: 'Closing', right: true, cell: (row) => money(row.closingMinor, bridge.currency) },
      ]} />
    </Card>
  );
}

function Bridge({ bridge }: { bridge: MovementBridge }) {
  const different = bridge.bridge.filter(({ differenceMinor }) => differenceMinor !== 0);
  return (
    <div className="section">
      <Card title="Revenue movements" note={`${dayText(bridge.window.from)} to ${dayText(bridge.window.to)}, end points`}><Waterfall bridge={bridge} /></Card>
      {different.length > 0 && (
        <Card title="End points and months" note="what moved to and fro inside the period">
          <PlainTable label="End points and months" rows={different} keyOf={(row) => row.id} columns={[
            { label: 'Movement', cell: (row) => words(row.id) },
            { label: 'Between the end points', right: true, cell: (row) => money(row.endPointsMinor, bridge.currency) },
            { label: 'Sum of months', right: true, cell: (row) => money(row.monthlyMinor, bridge.currency) },
            { label: 'Difference', right: true, cell: (row) => money(row.differenceMinor, bridge.currency) },
          ]} />
        </Card>
      )}
      {bridge.notes.map((note) => <p key={note} className="note" style={{ margin: 0 }}>{note}</p>)}
      <MovedAccounts bridge={bridge} />
    </div>
  );
}

/** How revenue moved: a waterfall whose steps add up, and the accounts behind each step. */
export function MovementsView() {
  const { asOf } = useReading();
  const read = useOperation('metric.movements', asOf, { keep: true });
  return <Loaded read={read}>{(bridge) => <Bridge bridge={bridge} />}</Loaded>;
}
