import { useTranslation } from 'react-i18next';
import type { OutcomeItem } from '../../../src/contract/outcome.ts';
import { decimal, percent } from '../ui/format.ts';

const withSign = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${decimal(Math.abs(value))}`;

/** An effect in the unit of its measure: points of a hundred, points of score, per cent of revenue. */
export function useEffectText(): (measure: OutcomeItem['measure'], value: number) => string {
  const { t } = useTranslation('outcome');
  return (measure, value) => (measure === 'health' ? t('unit.points', { value: withSign(value) }) : t(measure === 'revenue' ? 'unit.revenue' : 'unit.share', { value: withSign(Math.round(value * 1000) / 10) }));
}

/** The level of one arm, or one account's outcome: a share, points moved, or relative change. */
export function useLevelText(): (measure: OutcomeItem['measure'], value: number | null) => string {
  const effect = useEffectText();
  return (measure, value) => (value === null ? '–' : measure === 'retained' || measure === 'returned' ? percent(value) : effect(measure, value));
}
