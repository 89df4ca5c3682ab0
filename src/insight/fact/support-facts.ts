import type { AreaCoverage } from '../../customer/account/read-profiles.ts';
import type { SupportRow } from '../../customer/support/read-support.ts';
import { setFact, unknownFacts, type FactDefinition, type FactVector } from './fact.ts';
import { counted, decimal, percent } from './fact-words.ts';

const noTickets = 'No ticket of any account has been loaded for the 90 days before.';
const common = { area: 'support', evidence: 'ticket', unknown: noTickets } as const;

/** Support facts. An account without tickets has zero open ones only where a ticket source exists. */
export const supportFacts: readonly FactDefinition[] = [
  { ...common, id: 'support.open_tickets', label: 'Open tickets', unit: 'count', windowDays: null, source: 'Tickets opened and not solved or closed by then.', direction: 'lower', text: counted('open ticket') },
  { ...common, id: 'support.urgent_open', label: 'Urgent open tickets', unit: 'count', windowDays: null, source: 'Open tickets of urgent priority, as set at opening.', direction: 'lower', text: counted('urgent open ticket') },
  { ...common, id: 'support.tickets_28d', label: 'Tickets, 28 days', unit: 'count', windowDays: 28, source: 'Tickets opened in 28 days.', direction: 'lower', text: counted('ticket') },
  { ...common, id: 'support.ticket_ratio', label: 'Tickets against own usual', unit: 'ratio', windowDays: 196, source: 'Tickets in 28 days / mean of the six 28-day windows before (at least half a ticket).', direction: 'lower', unknown: `${noTickets} Or tickets are known for less than 196 days.`, text: decimal('', 'times the usual number of tickets') },
  { ...common, id: 'support.first_reply_hours_90d', label: 'First reply', unit: 'hours', windowDays: 90, source: 'Median calendar hours to the first reply, over tickets opened in 90 days and replied to by then.', direction: 'lower', unknown: 'No ticket of 90 days has had a reply.', text: decimal('first reply after', 'hours (median)') },
  { ...common, id: 'support.resolution_hours_90d', label: 'Resolution', unit: 'hours', windowDays: 90, source: 'Median calendar hours from opening to the last solve, over tickets solved in 90 days.', direction: 'lower', unknown: 'No ticket was solved in 90 days.', text: decimal('solved after', 'hours (median)') },
  { ...common, id: 'support.reopened_28d', label: 'Reopened tickets', unit: 'count', windowDays: 28, source: 'Tickets reopened in 28 days.', direction: 'lower', text: counted('reopened ticket') },
  { ...common, id: 'support.escalated_open', label: 'Escalated open tickets', unit: 'count', windowDays: null, source: 'Open tickets that were escalated by then.', direction: 'lower', text: counted('escalated open ticket') },
  { ...common, id: 'support.csat_90d', label: 'Ticket satisfaction', unit: 'fraction', windowDays: 90, source: 'Mean ticket rating of 90 days as a fraction of its scale.', direction: 'higher', unknown: 'No ticket was rated in 90 days.', text: percent('ticket satisfaction') },
  { ...common, id: 'support.tone_90d', label: 'Tone of tickets', unit: 'tone', windowDays: 90, source: 'Mean tone (-1..1) of the texts of tickets opened in 90 days.', direction: 'higher', unknown: 'No ticket of 90 days has text.', text: (value) => `tone ${Number(value).toFixed(2)} on -1 to 1` },
  { ...common, id: 'support.tone_change_90d', label: 'Change of tone', unit: 'tone', windowDays: 180, source: 'Tone of 90 days minus tone of the 90 days before, with at least three texts in each.', direction: 'higher', unknown: 'Fewer than three texts in one of the two 90-day windows.', text: (value) => `tone ${Number(value) < 0 ? 'fell' : 'rose'} by ${Math.abs(Number(value)).toFixed(2)}` },
];

const ids = supportFacts.map((fact) => fact.id);
const dayMs = 86_400_000;

/** Puts the support facts of one account into its vector. `row` is absent when it never had a ticket. */
export function deriveSupport(vector: FactVector, row: SupportRow | undefined, coverage: AreaCoverage | undefined, until: Date): void {
  vector.freshness.support = row?.lastAt?.toISOString() ?? null;
  if (!coverage?.lastTicketAt) return unknownFacts(vector, ids, 'No tickets have been loaded.');
  if (until.getTime() - coverage.lastTicketAt.getTime() > 90 * dayMs) return unknownFacts(vector, ids, 'The ticket source has delivered nothing for any account for 90 days.');
  const coveredDays = (until.getTime() - (coverage.firstTicketAt?.getTime() ?? until.getTime())) / dayMs;
  const tickets28 = row?.opened28 ?? 0;
  setFact(vector, 'support.open_tickets', row?.open ?? 0, '');
  setFact(vector, 'support.urgent_open', row?.urgentOpen ?? 0, '');
  setFact(vector, 'support.escalated_open', row?.escalatedOpen ?? 0, '');
  setFact(vector, 'support.tickets_28d', tickets28, '');
  setFact(vector, 'support.reopened_28d', row?.reopened28 ?? 0, '');
  setFact(vector, 'support.ticket_ratio', coveredDays < 196 ? null : tickets28 / Math.max(0.5, (row?.openedPrior ?? 0) / 6), 'Tickets are known for less than 196 days.');
  setFact(vector, 'support.first_reply_hours_90d', row?.firstReplyHours, 'No ticket of 90 days has had a reply.');
  setFact(vector, 'support.resolution_hours_90d', row?.resolutionHours, 'No ticket was solved in 90 days.');
  setFact(vector, 'support.csat_90d', row?.csat, 'No ticket was rated in 90 days.');
  setFact(vector, 'support.tone_90d', row?.tone, 'No ticket of 90 days has text.');
  const comparable = row && row.toned >= 3 && row.tonedPrior >= 3;
  setFact(vector, 'support.tone_change_90d', comparable ? (row.tone ?? 0) - (row.tonePrior ?? 0) : null, 'There are fewer than three texts in one of the two 90-day windows.');
}
