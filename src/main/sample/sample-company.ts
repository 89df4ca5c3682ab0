import type { Day } from '../../lib/period.ts';

/** A customer of the sample company. */
export interface SampleAccount {
  account_id: string;
  account_name: string;
  domain: string;
  parent_account_id: string;
  segment: string;
  industry: string;
  country: string;
  region: string;
  owner: string;
  owner_email: string;
  customer_since: Day;
}

export interface SamplePerson {
  person_id: string;
  account_id: string;
  full_name: string;
  email: string;
  job_title: string;
  role: string;
  joined_on: Day;
  left_on: Day | '';
}

/** `term_end` is the first day no longer covered. `cancelled_on` is filled when the line was ended, with the day we were told. */
export interface SampleSubscription {
  subscription_id: string;
  account_id: string;
  contract_number: string;
  product: string;
  plan: string;
  seats: number | '';
  annual_amount: string;
  currency: string;
  discount: number;
  start_date: Day;
  term_end: Day;
  term_months: number;
  billing_period_months: number;
  auto_renew: boolean;
  notice_days: number;
  opt_out_date: Day;
  cancelled_on: Day | '';
  cancellation_notice_date: Day | '';
}

export interface SampleInvoice {
  invoice_id: string;
  account_id: string;
  invoice_number: string;
  issued_on: Day;
  due_on: Day;
  paid_on: Day | '';
  amount: string;
  currency: string;
}

export interface SampleTicket {
  ticket_id: string;
  account_id: string;
  requester_email: string;
  subject: string;
  description: string;
  priority: string;
  channel: string;
  created_at: string;
  first_reply_at: string;
  solved_at: string;
  escalated_at: string;
  reopened_at: string;
  reopens: number;
  status: string;
  csat_score: number | '';

}

export interface SampleSurveyAnswer {
  answer_id: string;
  account_id: string;
  respondent_email: string;
  survey: string;
  score: number;
  scale_max: number;
  comment: string;
  answered_at: string;
}

export interface SampleConversation {
  activity_id: string;
  account_id: string;
  contact_email: string;
  type: string;
  direction: string;
  occurred_at: string;
  subject: string;
  text: string;
  author: string;
}

export interface SampleChange {
  change_id: string;
  account_id: string;
  change_type: string;
  happened_on: Day;
  note: string;
}

export interface SampleChurn {
  account_id: string;
  churned_on: Day;
  reason: string;
}

/** Usage already summed: one account, one feature, one week that begins on a Monday. */
export interface SampleUsageWeek {
  account_id: string;
  week_start: Day;
  feature: string;
  events: number;
  active_users: number;
}

/** One raw product event. */
export interface SampleEvent {
  message_id: string;
  account_id: string;
  user_id: string;
  feature: string;
  timestamp: string;
}

/** Something placed in the data on purpose. `kind` names it, `day` is when it begins, `expectation` the signal type it should raise. */
export interface Truth {
  accountId: string;
  kind: string;
  day: Day;
  expectation: string | null;
  note: string;
}

/** Everything a sample company's systems would export, and what was planted in it. Usage is produced on each walk, so it is never held whole. */
export interface SampleCompany {
  vendor: string;
  seed: number;
  today: Day;
  accounts: SampleAccount[];
  people: SamplePerson[];
  subscriptions: SampleSubscription[];
  invoices: SampleInvoice[];
  tickets: SampleTicket[];
  surveys: SampleSurveyAnswer[];
  conversations: SampleConversation[];
  changes: SampleChange[];
  churn: SampleChurn[];
  usageWeeks: Iterable<SampleUsageWeek>;
  events: Iterable<SampleEvent>;
  truths: Truth[];
}
