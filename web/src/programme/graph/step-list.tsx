import { useTranslation } from 'react-i18next';
import { StepIcon } from '../../playbook/step-icon.tsx';
import { useWayWords } from './way-words.ts';
import { endId, type GraphStep, type Way } from './ways.ts';

/** The same as the drawing, as a list: every step with its ways, in the order of the text. */
export function StepList({ steps, ways, faults, selected, onSelect }: { steps: readonly GraphStep[]; ways: readonly Way[]; faults: readonly number[]; selected: string | undefined; onSelect: (id: string) => void }) {
  const { t } = useTranslation('programme');
  const say = useWayWords();
  const labels = new Map(steps.map(({ id, label }) => [id, label]));
  const name = (to: string) => (to === endId ? t('graph.end') : (labels.get(to) ?? to));
  return (
    <ol className="pg-list" aria-label={t('graph.list')}>
      {steps.map((step, index) => (
        <li key={`${index} ${step.id}`}>
          <button type="button" aria-current={step.id === selected} onClick={() => onSelect(step.id)}>
            <StepIcon kind={step.kind} /><b className="ell">{step.label}</b>{(faults[index] ?? 0) > 0 && <span className="neg">{t('form.problems', { count: faults[index] ?? 0 })}</span>}
            <span className="t3 pg-ways">{ways.filter(({ from }) => from === step.id).map((way) => `${say(way)} → ${name(way.to)}`.trim()).join(' · ')}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
