import type { SignalItem } from '../../../src/contract/signal.ts';
import { useTranslation } from 'react-i18next';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
const level: Record<SignalItem['severity'], number> = { info: 1, low: 1, medium: 2, high: 3, critical: 4 };

/** A severity as bars and a word. */
export function Severity({ severity, family }: Pick<SignalItem, 'severity' | 'family'>) {
  const { t } = useTranslation('signal');
  const color = family !== 'risk' ? 'var(--h-good)' : level[severity] > 2 ? 'var(--h-risk)' : 'var(--h-watch)';
  return (
    <span className="sev">
      <span className="sev-bars" aria-hidden="true">{[1, 2, 3, 4].map((step) => <i key={step} style={{ height: 2 + step * 2.2, ...(step <= level[severity] ? { background: color } : {}) }} />)}</span>
      {t(`severity.${severity}`)}
    </span>
  );
}
