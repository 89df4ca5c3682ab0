import type { TFunction } from 'i18next';

const known = ['send_email', 'invite', 'send_survey', 'post_chat', 'webhook', 'crm_task', 'crm_opportunity', 'crm_note', 'crm_field', 'ticket_note'] as const;

/** The name of an action type; a type that is not ours is shown as it is. */
export function typeText(t: TFunction<'action'>, type: string): string {
  const own = known.find((id) => id === type);
  return own ? t(`type.${own}`) : type;
}
