import { useComputedColorScheme } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { MovementBridge, MovementStep } from '../../../src/contract/metric.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { Chart, tokenColor } from '../ui/chart.tsx';
import type { ChartOption } from '../ui/chart-engine.ts';
import { csvText, saveText } from '../ui/csv.ts';
import { count, dayText, money, moneyShort, shortDay } from '../ui/format.ts';
import { CsvButton } from '../ui/page-tools.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Loaded } from '../ui/state.tsx';

const shownAccounts = 200;
type Shape = Pick<MovementBridge, 'window' | 'openingMinor' | 'steps' | 'closingMinor'>;

/** Opening, steps and closing as floating columns: an invisible base and the visible height, in minor units. */
export function waterfallBars(bridge: Shape, nameOf: (id: MovementStep['id']) => string, arrOn: (day: string) => string): { name: string; base: number; height: number; signedMinor: number; total: boolean }[] {
  let level = bridge.openingMinor;
  const steps = bridge.steps.filter(({ minor }) => minor !== 0).map(({ id, minor }) => {
    const base = Math.min(level, level + minor);
    level += minor;
    return { name: nameOf(id), base, height: Math.abs(minor), signedMinor: minor, total: false };
  });
  return [{ name: arrOn(bridge.window.from), base: 0, height: bridge.openingMinor, signedMinor: bridge.openingMinor, total: true }, ...steps, { name: arrOn(bridge.window.to), base: 0, height: bridge.closingMinor, signedMinor: bridge.closingMinor, total: true }];
}

/** True when the opening and every step make the closing, to the minor unit. */
export function addsUp(shape: Shape): boolean {
  return shape.steps.reduce((sum, step) => sum + step.minor, shape.openingMinor) === shape.closingMinor;
}

const barsOf = (bridge: MovementBridge, t: TFunction<'target'>) => waterfallBars(bridge, (id) => t(`movements.kind.${id}`), (day) => t('movements.arrOn', { day: dayText(day) }));

function waterfallOption(bridge: MovementBridge, t: TFunction<'target'>): ChartOption {
  const bars = barsOf(bridge, t);
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
  const { t } = useTranslation('target');
  const scheme = useComputedColorScheme('light');
  const build = useCallback(() => waterfallOption(bridge, t), [bridge, scheme, t]);
  return <Chart build={build} height={300} label={`${t('movements.title')}: ${barsOf(bridge, t).map(({ name, signedMinor }) => `${name} ${moneyShort(signedMinor, bridge.currency)}`).join(', ')}`} />;
}

/** The steps as a table with the check that they add up. */
export function StepTable({ bridge }: { bridge: MovementBridge }) {
  const { t } = useTranslation('target');
  const sound = addsUp(bridge);
  return (
    <>
      <PlainTable label={t('movements.steps')} rows={bridge.steps.filter((step) => step.minor !== 0)} keyOf={(step) => step.id} columns={[
        { label: t('movements.step'), cell: (step) => t(`movements.kind.${step.id}`) },
        { label: t('movements.accounts'), right: true, cell: (step) => count(step.n) },
        { label: t('movements.amount'), right: true, cell: (step) => <span className={step.minor < 0 ? 'neg' : 'pos'}>{money(step.minor, bridge.currency)}</span> },
      ]} />
      <p className="check pad" style={{ paddingTop: 10 }}>{sound ? <IconCheck size={15} color="var(--pos)" aria-hidden /> : <IconAlertTriangle size={15} color="var(--neg)" aria-hidden />}<span>{sound ? t('movements.check', { opening: money(bridge.openingMinor, bridge.currency), closing: money(bridge.closingMinor, bridge.currency) }) : t('movements.wrong')}</span></p>
    </>
  );
}

function Months({ bridge }: { bridge: MovementBridge }) {
  const { t } = useTranslation('target');
  const ids = ['new', 'reactivation', 'expansion', 'contraction', 'churn'] as const;
  const of = (month: MovementBridge['monthly'][number], id: MovementStep['id']) => month.steps.find((step) => step.id === id)?.minor ?? 0;
  return (
    <Card title={t('movements.monthly')}>
      <PlainTable label={t('movements.monthly')} rows={bridge.monthly} keyOf={(month) => month.window.to} columns={[
        { label: t('movements.month'), cell: (month) => shortDay(month.window.to) },
        { label: t('movements.opening'), right: true, cell: (month) => moneyShort(month.openingMinor, bridge.currency) },
        ...ids.map((id) => ({ label: t(`movements.kind.${id}`), right: true, cell: (month: MovementBridge['monthly'][number]) => { const minor = of(month, id); return minor === 0 ? <span className="t3">–</span> : <span className={minor < 0 ? 'neg' : 'pos'}>{moneyShort(minor, bridge.currency)}</span>; } })),
        { label: t('movements.closing'), right: true, cell: (month) => moneyShort(month.closingMinor, bridge.currency) },
      ]} />
    </Card>
  );
}

function MovedAccounts({ bridge }: { bridge: MovementBridge }) {
  const { t } = useTranslation('target');
  const { asOf } = useReading();
  const moved = bridge.accounts.filter((row) => row.kind !== 'unchanged').toSorted((a, b) => Math.abs(b.changeMinor) - Math.abs(a.changeMinor));
  const kind = (name: string) => t(`movements.kind.${name as 'new'}`);
  const save = () => saveText('movements.csv', csvText(['account_id', 'account', 'movement', 'opening_minor', 'change_minor', 'transfer_minor', 'currency_effect_minor', 'closing_minor', 'currency'], bridge.accounts.map((row) => [row.accountId, row.accountName, row.kind, row.openingMinor, row.changeMinor, row.transferMinor, row.fxMinor, row.closingMinor, bridge.currency])), 'text/csv');
  return (
    <Card title={t('movements.moved')} note={count(moved.length)} tools={<CsvButton onSave={save} />}>
      <PlainTable label={t('movements.moved')} rows={moved.slice(0, shownAccounts)} keyOf={(row) => row.accountId} columns={[
        { label: t('movements.account'), cell: (row) => <><Link to="/account/$id" params={{ id: row.accountId }} search={asOf as never} className="aname">{row.accountName}</Link> {row.note && <span className="tag">{row.note}</span>}</> },
        { label: t('movements.movement'), cell: (row) => kind(row.kind) },
        { label: t('movements.opening'), right: true, cell: (row) => money(row.openingMinor, bridge.currency) },
        { label: t('movements.change'), right: true, cell: (row) => money(row.changeMinor, bridge.currency) },
        { label: t('movements.transfer'), right: true, cell: (row) => (row.transferMinor ? money(row.transferMinor, bridge.currency) : <span className="t3">–</span>) },
        { label: t('movements.currency'), right: true, cell: (row) => (row.fxMinor ? money(row.fxMinor, bridge.currency) : <span className="t3">–</span>) },
        { label: t('movements.closing'), right: true, cell: (row) => money(row.closingMinor, bridge.currency) },
      ]} />
      {moved.length > shownAccounts && <p className="t3 pad">{t('movements.listed', { text: count(shownAccounts) })}</p>}
    </Card>
  );
}

function Bridge({ bridge }: { bridge: MovementBridge }) {
  const { t } = useTranslation('target');
  const different = bridge.bridge.filter(({ differenceMinor }) => differenceMinor !== 0);
  return (
    <div className="section">
      <Card title={t('movements.title')} note={t('movements.note', { from: dayText(bridge.window.from), to: dayText(bridge.window.to) })}><Waterfall bridge={bridge} /><StepTable bridge={bridge} /></Card>
      <Months bridge={bridge} />
      {different.length > 0 && (
        <Card title={t('movements.twoViews')} note={t('movements.twoViewsNote')}>
          <PlainTable label={t('movements.twoViews')} rows={different} keyOf={(row) => row.id} columns={[
            { label: t('movements.movement'), cell: (row) => t(`movements.kind.${row.id}`) },
            { label: t('movements.endPoints'), right: true, cell: (row) => money(row.endPointsMinor, bridge.currency) },
            { label: t('movements.months'), right: true, cell: (row) => money(row.monthlyMinor, bridge.currency) },
            { label: t('movements.difference'), right: true, cell: (row) => money(row.differenceMinor, bridge.currency) },
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
