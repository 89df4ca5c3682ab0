/** Whom an action reaches: our own people, people of the customer, or the records of another system. */
export type EffectClass = 'internal' | 'customer' | 'outside';

/** How it leaves the house. */
export type ChannelId = 'email' | 'chat' | 'webhook' | 'vendor';

/** Who decides, from nobody at all to nobody needed. Ordered: each level allows more than the one before. */
export const autonomyLevels = ['off', 'suggest', 'draft', 'approve', 'auto_undo', 'auto'] as const;
export type Autonomy = (typeof autonomyLevels)[number];

export interface ActionType {
  id: string;
  effect: EffectClass;
  channel: ChannelId;
  /** It is addressed to people of the account. */
  toPeople: boolean;
  /** After an attempt whose end is not known: `at_most_once` asks a person, `at_least_once` tries again with the same key. */
  afterUncertain: 'at_most_once' | 'at_least_once';
  /** The endpoint an outside system or a chat is reached by; content may name another of the same channel. */
  endpoint: string | null;
  /** A connected system of this kind takes it, where one is switched on for it; else it goes to the endpoint. */
  system?: 'crm' | 'support';
}

/** Everything Mainstay can do to the outside. What is not here cannot be done. */
export const actionTypes: readonly ActionType[] = [
  { id: 'send_email', effect: 'customer', channel: 'email', toPeople: true, afterUncertain: 'at_most_once', endpoint: null },
  { id: 'invite', effect: 'customer', channel: 'email', toPeople: true, afterUncertain: 'at_most_once', endpoint: null },
  { id: 'send_survey', effect: 'customer', channel: 'email', toPeople: true, afterUncertain: 'at_most_once', endpoint: null },
  { id: 'post_chat', effect: 'internal', channel: 'chat', toPeople: false, afterUncertain: 'at_least_once', endpoint: 'chat' },
  { id: 'webhook', effect: 'outside', channel: 'webhook', toPeople: false, afterUncertain: 'at_least_once', endpoint: 'webhook' },
  { id: 'crm_task', effect: 'outside', channel: 'webhook', toPeople: false, afterUncertain: 'at_least_once', endpoint: 'crm', system: 'crm' },
  { id: 'crm_opportunity', effect: 'outside', channel: 'webhook', toPeople: false, afterUncertain: 'at_least_once', endpoint: 'crm', system: 'crm' },
  { id: 'crm_note', effect: 'outside', channel: 'webhook', toPeople: false, afterUncertain: 'at_least_once', endpoint: 'crm', system: 'crm' },
  { id: 'crm_field', effect: 'outside', channel: 'webhook', toPeople: false, afterUncertain: 'at_least_once', endpoint: 'crm', system: 'crm' },
  { id: 'ticket_note', effect: 'outside', channel: 'webhook', toPeople: false, afterUncertain: 'at_least_once', endpoint: 'support', system: 'support' },
];

const byId = new Map(actionTypes.map((type) => [type.id, type]));

/** The type of that id; undefined for whatever else a model or a file may name. */
export function findActionType(id: string): ActionType | undefined {
  return byId.get(id);
}
