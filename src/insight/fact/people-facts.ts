import type { AreaCoverage } from '../../customer/account/read-profiles.ts';
import type { ContactRow } from '../../customer/conversation/read-contacts.ts';
import type { PeopleRow } from '../../customer/person/read-people.ts';
import { dayStart } from '../../lib/period.ts';
import { setFact, unknownFacts, type FactDefinition, type FactVector } from './fact.ts';
import { counted, flag } from './fact-words.ts';

const noPeople = 'No contact of this account was known by then.';
const noRoles = 'No contact of this account had a known role by then.';
const noContact = 'No conversation of any account has been loaded for the 90 days before.';
const people = { area: 'people', evidence: 'person', windowDays: null, unknown: noPeople } as const;
const engagement = { area: 'engagement', evidence: 'activity', windowDays: 90, unknown: noContact } as const;

/** Facts about contacts and two-way contact with them. */
export const peopleFacts: readonly FactDefinition[] = [
  { ...people, id: 'people.contacts', label: 'Contacts', unit: 'count', source: 'People known and not left.', direction: 'higher', text: counted('contact') },
  { ...people, id: 'people.champions', label: 'Champions', unit: 'count', source: 'People in the role of champion, known by then and not left.', direction: 'higher', unknown: noRoles, text: counted('champion') },
  { ...people, id: 'people.champion_left_90d', label: 'Champions who left', unit: 'count', windowDays: 90, source: 'Champions whose leaving day lies in 90 days.', direction: 'lower', unknown: noRoles, text: (value) => `${value} ${value === 1 ? 'champion' : 'champions'} left in 90 days` },
  { ...people, id: 'people.sponsor_left_180d', label: 'Sponsors who left', unit: 'count', windowDays: 180, source: 'Executive sponsors and economic buyers whose leaving day lies in 180 days.', direction: 'lower', unknown: noRoles, text: (value) => `${value} ${value === 1 ? 'sponsor' : 'sponsors'} left in 180 days` },
  { ...people, id: 'people.single_threaded', label: 'Single-threaded', unit: 'flag', windowDays: 90, source: 'At most one person engaged in 90 days; where engagement names nobody, at most one contact.', direction: 'lower', text: flag('the relationship hangs on one person', 'several people are engaged') },
  { ...people, id: 'people.engaged_90d', label: 'People engaged', unit: 'count', windowDays: 90, source: 'Distinct people with a two-way contact, a ticket or a survey answer in 90 days.', direction: 'higher', unknown: 'No contact, ticket or answer of 90 days names a person, for lack of such a source.', text: (value) => `${value} ${value === 1 ? 'person' : 'people'} engaged` },
  { ...people, id: 'people.new_90d', label: 'New contacts', unit: 'count', windowDays: 90, source: 'People whose joining day lies in 90 days.', direction: 'neutral', unknown: 'No contact names a joining day.', text: counted('new contact') },
  { ...engagement, id: 'engagement.days_since_contact', label: 'Days since two-way contact', unit: 'days', windowDays: null, source: 'Days since the last meeting, call or message from the customer; where there never was one, days both the account and the source are known.', direction: 'lower', text: (value) => (value === 0 ? 'contact today' : `last two-way contact ${value} ${value === 1 ? 'day' : 'days'} ago`) },
  { ...engagement, id: 'engagement.contacts_90d', label: 'Contacts, 90 days', unit: 'count', source: 'Meetings, calls and messages from the customer in 90 days.', direction: 'higher', text: counted('two-way contact') },
  { ...engagement, id: 'engagement.meetings_90d', label: 'Meetings, 90 days', unit: 'count', source: 'Meetings in 90 days.', direction: 'higher', text: counted('meeting') },
];

const idsOf = (area: string) => peopleFacts.filter((fact) => fact.area === area).map((fact) => fact.id);
const peopleIds = idsOf('people');
const engagementIds = idsOf('engagement');
const dayMs = 86_400_000;

function wholeDays(from: Date, until: Date): number {
  return Math.max(0, Math.ceil((until.getTime() - from.getTime()) / dayMs) - 1);
}

/** Puts the people facts of one account into its vector. `engagedKnown` says whether any source could name engaged people. */
export function derivePeople(vector: FactVector, row: PeopleRow | undefined, contact: ContactRow | undefined, engagedKnown: boolean): void {
  const engaged = engagedKnown && (row || contact) ? (contact?.engaged90 ?? 0) : null;
  const named = engaged !== null && (contact?.named90 ?? 0) > 0;
  vector.freshness.people = contact?.lastContactAt?.toISOString() ?? null;
  if (!row && !named) return unknownFacts(vector, peopleIds, noPeople);
  const roled = (row?.roled ?? 0) > 0;
  setFact(vector, 'people.contacts', row?.contacts, noPeople);
  setFact(vector, 'people.champions', roled ? row?.champions : null, noRoles);
  setFact(vector, 'people.champion_left_90d', roled ? row?.championLeft90 : null, noRoles);
  setFact(vector, 'people.sponsor_left_180d', roled ? row?.sponsorLeft180 : null, noRoles);
  setFact(vector, 'people.new_90d', row && row.joinDated > 0 ? row.joined90 : null, 'No contact names a joining day.');
  setFact(vector, 'people.engaged_90d', engaged, 'No source of contacts, tickets or answers has been loaded.');
  setFact(vector, 'people.single_threaded', named ? (contact?.engaged90 ?? 0) <= 1 : row ? row.contacts <= 1 : null, noPeople);
}

/** Puts the engagement facts of one account into its vector. `knownSince` is when the account is first known in business time. */
export function deriveEngagement(vector: FactVector, row: ContactRow | undefined, coverage: AreaCoverage | undefined, moment: { until: Date; knownSince: string | null }): void {
  const { until } = moment;
  vector.freshness.engagement = row?.lastContactAt?.toISOString() ?? null;
  if (!coverage?.lastActivityAt) return unknownFacts(vector, engagementIds, 'No conversations have been loaded.');
  if (until.getTime() - coverage.lastActivityAt.getTime() > 90 * dayMs) return unknownFacts(vector, engagementIds, 'The source of conversations has delivered nothing for any account for 90 days.');
  if (!coverage.firstActivityAt && !row?.lastContactAt) return unknownFacts(vector, engagementIds, 'Only single mailboxes and calendars are read, and none of them has shown a contact with this account.');
  setFact(vector, 'engagement.contacts_90d', row?.contacts90 ?? 0, '');
  setFact(vector, 'engagement.meetings_90d', row?.meetings90 ?? 0, '');
  if (row?.lastContactAt) return setFact(vector, 'engagement.days_since_contact', wholeDays(row.lastContactAt, until), '');
  const since = moment.knownSince && coverage.firstActivityAt ? Math.max(dayStart(moment.knownSince).getTime(), coverage.firstActivityAt.getTime()) : null;
  setFact(vector, 'engagement.days_since_contact', since === null ? null : Math.max(0, Math.floor((until.getTime() - since) / dayMs)), 'No contact is recorded and it is not known since when this is a customer.');
  if (since !== null) vector.notes['engagement.days_since_contact'] = 'No two-way contact is recorded at all; counted since both the account and the source are known.';
}
