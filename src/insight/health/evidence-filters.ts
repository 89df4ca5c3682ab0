import { toDate } from '../../lib/clock.ts';

/** A record that may be evidence; `facts` hold what decides whether it is. */
export interface EvidenceRecord {
  id: string;
  at: Date;
  label: string;
  facts: Readonly<Record<string, unknown>>;
}

type Filter = (record: EvidenceRecord, at: Date) => boolean;

const within = (days: number, at: Date, time: Date) => time.getTime() >= at.getTime() - days * 86_400_000;
const recent = (days: number, also: (record: EvidenceRecord) => boolean = () => true): Filter => (record, at) => within(days, at, record.at) && also(record);
const open: Filter = ({ facts }) => facts['open'] === true;

/**
 * Which records stand behind a fact, where the newest records of its table within its window would say too much.
 * A fact that is not listed shows those.
 */
export const evidenceFilters: Readonly<Record<string, Filter | undefined>> = {
  'support.open_tickets': open,
  'support.urgent_open': (record, at) => open(record, at) && record.facts['urgent'] === true,
  'support.escalated_open': (record, at) => open(record, at) && record.facts['escalated'] === true,
  'support.reopened_28d': ({ facts }, at) => typeof facts['reopenedAt'] === 'string' && within(28, at, toDate(facts['reopenedAt'])),
  'support.ticket_ratio': recent(28),
  'support.csat_90d': recent(90, ({ facts }) => facts['rated'] === true),
  'support.tone_90d': recent(90, ({ facts }) => typeof facts['tone'] === 'number'),
  'support.tone_change_90d': recent(90, ({ facts }) => typeof facts['tone'] === 'number'),
  'survey.nps_latest': ({ facts }) => facts['survey'] === 'nps',
  'survey.detractors_90d': recent(90, ({ facts }) => facts['survey'] === 'nps' && Number(facts['share']) <= 0.6),
  'survey.csat_latest': ({ facts }) => facts['survey'] === 'csat',
  'payment.overdue_days': ({ facts }) => facts['unpaid'] === true,
  'payment.overdue_minor': ({ facts }) => facts['unpaid'] === true,
  'payment.late_share_365d': recent(365, ({ facts }) => facts['late'] === true),
  'contract.notice_given': ({ facts }) => facts['notice'] === true || facts['inForce'] === true,
  'contract.seats_change_90d': ({ facts }) => facts['inForce'] === true,
  'contract.arr_change_90d': ({ facts }) => facts['inForce'] === true,
  'contract.tenure_days': ({ facts }) => facts['inForce'] === true,
  'people.champion_left_90d': ({ facts }) => facts['role'] === 'champion',
  'people.sponsor_left_180d': ({ facts }) => facts['role'] === 'executive_sponsor' || facts['role'] === 'economic_buyer',
  'people.single_threaded': ({ facts }) => facts['left'] !== true,
  'text.cancel_90d': ({ facts }) => facts['cancel'] === true,
  'text.competitor_90d': ({ facts }) => facts['competitor'] === true,
  'engagement.meetings_90d': recent(90, ({ facts }) => facts['kind'] === 'meeting'),
  'engagement.days_since_contact': ({ facts }) => facts['kind'] !== 'note',
};
