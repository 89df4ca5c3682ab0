import type { TFunction } from 'i18next';
import type { BoardItem, MetricItem, MetricPart } from '../../../src/contract/metric.ts';
import { count, decimal, figure, money } from '../ui/format.ts';

type Say = TFunction<'target'>;

/** The target in words, `Target > 95%`. */
export function targetText(t: Say, item: Pick<BoardItem, 'target' | 'unit' | 'variants'>): string {
  if (!item.target) return t('status.none');
  const variant = item.target.variant ? item.variants.find(({ id }) => id === item.target?.variant) : undefined;
  const value = figure(item.target.value, variant?.unit ?? item.unit);
  return variant ? t('aimVariant', { op: item.target.op, value, variant: lowerFirst(variant.label) }) : t('aim', { op: item.target.op, value });
}

/** The beginning of a label inside a sentence; short forms stay capitals. */
export function lowerFirst(label: string): string {
  return /^[A-Z][A-Z]/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** The last day that a window has data of: days to come are not shown as read. */
export function lastDay(window: { to: string }, today: string): string {
  return window.to > today ? today : window.to;
}

/** What n counts, `n = 9 answers`. */
export function sizeText(t: Say, item: Pick<BoardItem, 'n' | 'nOf'>): string {
  return t('nIs', { what: t(`n.${item.nOf}`, { count: item.n, text: count(item.n) }) });
}

/** A numerator or denominator: money for money, else a plain number. */
export function sideText(value: number, item: Pick<MetricItem, 'sideUnit'>): string {
  return /^[A-Z]{3}$/.test(item.sideUnit) ? money(value, item.sideUnit) : Number.isInteger(value) ? count(value) : decimal(value);
}

/** Sums of the parts, and whether they are the figure's own numerator and denominator. */
export function sumParts(parts: readonly MetricPart[], item: Pick<MetricItem, 'numerator' | 'denominator'>): { numerator: number; denominator: number; agrees: boolean } {
  let numerator = 0;
  let denominator = 0;
  for (const part of parts) {
    numerator += part.numerator;
    denominator += part.denominator;
  }
  const near = (a: number, b: number | null) => b === null || Math.abs(a - b) <= Math.max(1e-6, Math.abs(b) * 1e-9);
  return { numerator, denominator, agrees: near(numerator, item.numerator) && near(denominator, item.denominator) };
}
