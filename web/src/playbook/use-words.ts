import { useTranslation } from 'react-i18next';
import { words } from '../ui/format.ts';

/** Why an occasion let nobody enter, in the reader's words. */
export function useCauseText(): (id: string) => string {
  const { t, i18n } = useTranslation('playbook');
  return (id) => (i18n.exists(`cause.${id}`, { ns: 'playbook' }) ? t(`cause.${id}` as 'cause.running') : words(id));
}

/** How a step ended, in the reader's words. */
export function useStepOutcome(): (outcome: string | null) => string {
  const { t, i18n } = useTranslation('playbook');
  return (outcome) => {
    if (outcome === null) return t('run.stepOutcome.now');
    return i18n.exists(`run.stepOutcome.${outcome}`, { ns: 'playbook' }) ? t(`run.stepOutcome.${outcome}` as 'run.stepOutcome.sent') : words(outcome);
  };
}
