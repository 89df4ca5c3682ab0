/** A kind of step: what it is called, what it costs, and what share of the money at stake it is taken to move. */
export interface StepKind {
  title: string;
  effortHours: number;
  /** An assumption until outcomes are measured; null where a step moves no money by itself. */
  share: number | null;
}

/** The kinds of steps by their action. Hours and shares are the planner's stated assumptions. */
export const stepKinds: Readonly<Record<string, StepKind>> = {
  save_call: { title: 'Speak with the decision maker about staying', effortHours: 2, share: 0.3 },
  agree_renewal: { title: 'Agree on the renewal before the opt-out date', effortHours: 3, share: 0.2 },
  restart_onboarding: { title: 'Set a new date for the stalled onboarding step', effortHours: 2, share: 0.2 },
  find_champion: { title: 'Find and win a new champion', effortHours: 3, share: 0.2 },
  find_sponsor: { title: 'Meet the new executive sponsor', effortHours: 2, share: 0.2 },
  offer_expansion: { title: 'Offer the next step up', effortHours: 2, share: 0.2 },
  make_contact: { title: 'Get in touch: call somebody who has answered before', effortHours: 0.5, share: 0.15 },
  settle_tickets: { title: 'Settle the tickets with support and tell the customer', effortHours: 2, share: 0.15 },
  call_unhappy: { title: 'Call the person who is unhappy', effortHours: 1, share: 0.15 },
  review_usage: { title: 'Ask what changed in how they work, with the usage chart at hand', effortHours: 1, share: 0.15 },
  train_feature: { title: 'Offer a session on the feature they do not use', effortHours: 2, share: 0.1 },
  widen_contacts: { title: 'Bring a second person into the relationship', effortHours: 2, share: 0.1 },
  clear_invoice: { title: 'Clear the overdue invoice with their finance team', effortHours: 0.5, share: 0.1 },
  confirm_goals: { title: 'Confirm goals and contacts after the change', effortHours: 1, share: 0.1 },
  review_signal: { title: 'Look into this signal', effortHours: 0.5, share: 0.1 },
  task: { title: 'Do this task', effortHours: 1, share: 0.1 },
  decide_approval: { title: 'Decide what waits for approval', effortHours: 0.25, share: 0.1 },
  review_driver: { title: 'Look into what costs the most points', effortHours: 1, share: 0.05 },
  ask_reference: { title: 'Ask for a reference', effortHours: 0.5, share: 0.02 },
  gather_data: { title: 'Bring in data: too little is known to judge', effortHours: 1, share: null },
  keep_going: { title: 'Nothing needs doing now', effortHours: 0, share: null },
};

/** What a signal of each type asks for. */
export const actionOfSignal: Readonly<Record<string, string>> = {
  usage_drop: 'review_usage', went_silent: 'make_contact', feature_abandoned: 'train_feature', feature_gap: 'train_feature', champion_left: 'find_champion', sponsor_left: 'find_sponsor', single_threaded: 'widen_contacts',
  contact_silent: 'make_contact', ticket_spike: 'settle_tickets', tickets_escalated: 'settle_tickets', tickets_reopened: 'settle_tickets', tone_turning: 'call_unhappy', detractor: 'call_unhappy', low_csat: 'call_unhappy',
  invoice_overdue: 'clear_invoice', seats_shrinking: 'save_call', downgrade: 'save_call', notice_given: 'save_call', cancel_words: 'save_call', competitor_words: 'save_call', onboarding_stalled: 'restart_onboarding',
  opt_out_near: 'agree_renewal', business_change: 'confirm_goals', seats_near_limit: 'offer_expansion', new_users_surge: 'offer_expansion', power_users_emerging: 'offer_expansion', funding: 'offer_expansion',
  happy_and_wide: 'ask_reference', promoter_with_results: 'ask_reference',
};
