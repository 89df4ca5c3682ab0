import { useTranslation } from 'react-i18next';
import type { OutcomeItem } from '../../../src/contract/outcome.ts';
import { useEffectText } from './effect-text.ts';

const width = 240;

/** The effect as a dot on its interval; the dashed upright line is no effect. A line of dashes is observed, not by lot. */
export function Interval({ outcome: { effect, measure, verdict, method, noticeable } }: { outcome: OutcomeItem }) {
  const { t } = useTranslation('outcome');
  const text = useEffectText();
  if (!effect) return null;
  const reach = Math.max(Math.abs(effect.low), Math.abs(effect.high), noticeable * 2) * 1.1;
  const x = (value: number) => Math.round(((value + reach) / (2 * reach)) * width * 10) / 10;
  return (
    <svg className="out-bar" viewBox={`0 0 ${width} 22`} role="img" data-verdict={verdict} data-method={method} aria-label={t('intervalName', { effect: text(measure, effect.estimate), low: text(measure, effect.low), high: text(measure, effect.high) })}>
      <line className="zero" x1={x(0)} x2={x(0)} y1="0" y2="22" />
      <line className="span" x1={x(effect.low)} x2={x(effect.high)} y1="11" y2="11" />
      <circle className="dot" cx={x(effect.estimate)} cy="11" r="4.5" />
    </svg>
  );
}
