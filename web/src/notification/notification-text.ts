import type { TFunction } from 'i18next';
import type { NotificationItem } from '../../../src/contract/notification.ts';
import { capital, dayText } from '../ui/format.ts';

type T = TFunction<'notification'>;

/** What is told in one line when there is much of it at once. */
const gathered = ['signal', 'band', 'approval', 'renewal'] as const;
const manyOf = ({ kind, facts }: NotificationItem) => (facts.count === undefined ? undefined : gathered.find((one) => one === kind));

/** What happened, in one line. */
export function titleOf(t: T, item: NotificationItem): string {
  const { kind, account: name, facts } = item;
  const account = name ?? '';
  const many = manyOf(item);
  if (many) return t(`many.${many}`, { count: facts.count ?? 0 });
  switch (kind) {
    case 'signal': return t('says.signal', { account, label: capital(facts.label ?? '') });
    case 'band': return t('says.band', { account });
    case 'approval': return t('says.approval', { account });
    case 'mention': return t('says.mention', { by: facts.by ?? '', task: facts.task ?? '' });
    case 'renewal': return t(facts.due === 'end' ? 'says.end' : 'says.opt_out', { account, on: facts.on ? dayText(facts.on) : '' });
    case 'handover': return name ? t('says.handoverOne', { account }) : t('says.handover', { count: facts.count ?? 0 });
    case 'engagement': return facts.action === 'done' ? t('says.runDone', { count: facts.count ?? 0 }) : t(facts.action === 'failed' ? 'says.runFailed' : 'says.runWaits');
    case 'import': return t('says.import', { count: facts.count ?? 0 });
  }
}

/** What is to be said beyond it; null when that is all. */
export function detailOf(t: T, item: NotificationItem): string | null {
  const { kind, account, facts } = item;
  if (manyOf(item)) return account;
  switch (kind) {
    case 'signal': return facts.why ?? null;
    case 'band': return facts.score == null ? null : t('adds.band', { band: t(facts.fromBand === 'good' ? 'bands.good' : 'bands.watch'), score: facts.score });
    case 'approval': return facts.subject ?? facts.why ?? null;
    case 'mention': case 'engagement': return facts.text ?? null;
    case 'handover': return facts.note ? t('adds.note', { by: facts.by ?? '', note: facts.note }) : facts.by ? t('adds.by', { by: facts.by }) : null;
    case 'import': return facts.source ? t('adds.source', { source: facts.source }) : null;
    case 'renewal': return null;
  }
}

/** Why it is this reader who is told. */
export function becauseOf(t: T, { reason, account, facts }: NotificationItem): string {
  if (reason === 'owner') return account ? t('because.owner', { account }) : t('because.owners');
  return reason === 'handed_over' ? t('because.handed_over', { count: facts.count ?? 1 }) : t(`because.${reason}`);
}
