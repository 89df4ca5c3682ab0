import { IconArrowsSplit2, IconCalendarEvent, IconChecklist, IconClock, IconDatabase, IconFlag, IconHelpCircle, IconMail, IconMessage, IconRoute, IconStar, IconStarHalf, IconTicket, IconWebhook } from '@tabler/icons-react';

const icons: Record<string, typeof IconMail> = { task: IconChecklist, email: IconMail, meeting: IconCalendarEvent, survey: IconStar, reminder: IconStarHalf, chat: IconMessage, crm: IconDatabase, ticket: IconTicket, webhook: IconWebhook, wait: IconClock, branch: IconArrowsSplit2, approval: IconHelpCircle, playbook: IconRoute, end: IconFlag };

/** The sign of a kind of step; its name stands beside it. */
export function StepIcon({ kind, size = 15 }: { kind: string; size?: number }) {
  const Icon = icons[kind] ?? IconRoute;
  return <Icon size={size} aria-hidden />;
}
