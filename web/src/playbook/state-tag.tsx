import { useTranslation } from 'react-i18next';
import type { PlaybookItem, RunItem } from '../../../src/contract/playbook.ts';

/** Whether a playbook is at work. */
export function PlaybookTag({ status }: Pick<PlaybookItem, 'status'>) {
  const { t } = useTranslation('playbook');
  return <span className="tag pb-state" data-status={status}>{t(`status.${status}`)}</span>;
}

/** Where a run stands: how it ended, once it has. */
export function RunTag({ status, outcome }: Pick<RunItem, 'status' | 'outcome'>) {
  const { t } = useTranslation('playbook');
  return <span className="tag pb-state" data-status={outcome === 'achieved' ? 'active' : status === 'running' ? undefined : status}>{outcome ? t(`run.outcome.${outcome}`) : t(`run.states.${status}`)}</span>;
}
