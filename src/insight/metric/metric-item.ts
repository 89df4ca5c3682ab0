import type { MetricGroup, MetricItem, MetricPart } from '../../contract/metric.ts';
import type { Period } from '../../lib/period.ts';
import { sumOf, type Figure } from './figure.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { MetricAccount } from './metric-store.ts';

/** Ratios over fewer units say little. */
const fewUnits = 10;
const revenueRatios = new Set(['nrr', 'grr', 'renewalRate']);
const countedOf: Record<string, MetricItem['nOf']> = { nps: 'answer', csat: 'answer', ces: 'answer', firstResponse: 'ticket', resolutionTime: 'ticket', renewalRate: 'renewal' };

/** Whether the target is met; null without a value. */
export function targetMet(target: NonNullable<MetricDefinition['target']>, figure: Figure): boolean | null {
  const value = target.variant === undefined ? figure.value : (figure.variants.find((variant) => variant.id === target.variant)?.value ?? null);
  if (value === null) return null;
  return target.op === '>' ? value > target.value : value < target.value;
}

/** A figure as surfaces show it, with the definition's version and the target. */
export function metricItemOf(definition: MetricDefinition, window: Period, figure: Figure, baseCurrency: string): MetricItem {
  const { target } = definition;
  const unit = definition.unit === 'currency' ? (figure.currency ?? baseCurrency) : definition.unit;
  return {
    id: definition.id,
    label: definition.label,
    value: figure.value,
    unit,
    numerator: figure.numerator,
    denominator: figure.denominator,
    window,
    n: figure.n,
    nOf: countedOf[definition.id] ?? 'account',
    few: figure.denominator !== null && figure.n > 0 && figure.n < fewUnits,
    sideUnit: definition.unit === 'currency' || revenueRatios.has(definition.id) ? baseCurrency : 'count',
    definitionVersion: definition.version,
    definition: definition.formula,
    target: target && { op: target.op, value: target.value, met: targetMet(target, figure), variant: target.variant ?? null },
    unavailable: figure.unavailable,
    variants: figure.variants.map((variant) => ({ ...variant, unit: variant.unit ?? unit })),
    notes: [...figure.notes],
  };
}

/** The accounts behind a figure: for a ratio those that cost it most first, for a sum the largest first. */
export function metricPartsOf(figure: Figure, accounts: ReadonlyMap<string, MetricAccount>): MetricPart[] {
  const weight = figure.denominator === null ? (part: Figure['parts'][number]) => part.numerator : (part: Figure['parts'][number]) => part.denominator - part.numerator;
  return figure.parts
    .map((part) => ({ accountId: part.accountId, accountName: accounts.get(part.accountId)?.name ?? part.accountId, numerator: part.numerator, denominator: part.denominator, note: part.note, weight: weight(part) }))
    .sort((a, b) => b.weight - a.weight || (a.accountName < b.accountName ? -1 : 1))
    .map(({ weight: _, ...part }) => part);
}

export const groupings = ['segment', 'tier', 'industry', 'country', 'region', 'owner'] as const;

/** The figure by an attribute of its accounts. Groups' numerators and denominators add up to the figure's; accounts without the attribute are "(none)". */
export function metricGroupsOf(figure: Figure, accounts: ReadonlyMap<string, MetricAccount>, by: (typeof groupings)[number]): MetricGroup[] {
  const isSum = figure.denominator === null;
  return [...Map.groupBy(figure.parts, (part) => accounts.get(part.accountId)?.[by] ?? '(none)')].map(([group, parts]) => {
    const numerator = sumOf(parts, (part) => part.numerator);
    const denominator = sumOf(parts, (part) => part.denominator);
    return { group, numerator, denominator, accounts: parts.length, value: isSum ? numerator : denominator > 0 ? (figure.scale * numerator) / denominator : null };
  }).sort((a, b) => (a.group < b.group ? -1 : 1));
}
