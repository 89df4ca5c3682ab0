import type { Brief } from '../../contract/brief.ts';
import type { HealthDetail } from '../../contract/health.ts';
import { line, moneyText, section, signedText } from './brief-words.ts';

interface Record { kind: string; id: string }

/** What an account brief is made of: the answers of the operations of the same names. */
export interface AccountMaterial {
  account: { id: string; name: string; owner: string | null; segment: string | null; stage: string | null; arrMinor: number | null; currency: string | null; renewalOn: string | null; lastTouchOn: string | null; customerSince: string | null };
  health: HealthDetail | null;
  lines: readonly { id: string; product: string; plan: string | null; annualMinor: number; currency: string; termEnd: string | null; optOutOn: string | null; autoRenew: boolean | null; inForce: boolean }[];
  invoices: readonly { id: string; number: string | null; amountMinor: number; currency: string; overdueDays: number | null }[];
  tickets: readonly { id: string; subject: string | null; priority: string | null; openedAt: string; solvedAt: string | null; escalated: boolean }[];
  signals: readonly { id: string; label: string; severity: string; why: string; stakeMinor: number | null; currency: string | null; family: string; evidence: readonly Record[] }[];
  people: readonly { id: string; name: string | null; title: string | null; role: string | null; leftOn: string | null; lastContactOn: string | null; sentiment: { value: number } | null }[];
  gaps: readonly { id: string; state: string }[];
  next: { title: string; reason: string; evidence: readonly Record[] } | null;
  sources: readonly { sourceId: string; name: string; lastHappenedAt: string | null }[];
}

const mostDrivers = 4;
const mostSignals = 6;
const mostPeople = 6;
const mostTickets = 5;
const missing: { readonly [gap: string]: string } = { champion: 'Nobody there is known as a champion.', executive_sponsor: 'No executive sponsor is known.', sponsor: 'No executive sponsor is known.', single_thread: 'The relationship hangs on one person.' };
const refs = (records: readonly Record[]) => records.map(({ kind, id }) => ({ kind, id }));

function situation({ account, health }: AccountMaterial) {
  const money = account.arrMinor === null ? null : line(`They pay ${moneyText(account.arrMinor, account.currency)} a year${account.renewalOn ? `; the term ends on ${account.renewalOn}` : ''}.`, { kind: 'account', id: account.id });
  const since = account.customerSince ? line(`A customer since ${account.customerSince}${account.segment ? `, ${account.segment}` : ''}${account.stage ? `, ${account.stage}` : ''}; owned by ${account.owner ?? 'nobody'}.`, { kind: 'account', id: account.id }) : null;
  if (!health) return [since, money];
  const score = health.score === null ? 'Health is unknown.' : `Health is ${Math.round(health.score)} (${health.band}), ${Math.round(health.coverage * 100)}% of what is asked is known.`;
  return [line(score, { kind: 'account', id: account.id }), ...health.sentence.filter(({ text }) => text.trim() !== '').map(({ text, evidence }) => line(text.trim(), ...refs(evidence))), since, money];
}

function moved({ health }: AccountMaterial) {
  const drivers = (health?.drivers ?? []).filter(({ moved: by }) => by.d28 !== null && Math.abs(by.d28) >= 0.5).sort((a, b) => Math.abs(b.moved.d28 ?? 0) - Math.abs(a.moved.d28 ?? 0));
  return drivers.slice(0, mostDrivers).map(({ label, text, moved: by, evidence }) => line(`${label}: ${text} (${signedText(by.d28 ?? 0)} points in 28 days).`, ...refs(evidence.slice(0, 3))));
}

function contracts({ lines, invoices }: AccountMaterial) {
  const inForce = lines.filter((one) => one.inForce).map((one) => line(`${[one.product, one.plan].filter(Boolean).join(' ')}: ${moneyText(one.annualMinor, one.currency)} a year${one.termEnd ? `, until ${one.termEnd}` : ''}${one.optOutOn ? `, can be left until ${one.optOutOn}` : ''}${one.autoRenew === false ? ', does not renew by itself' : ''}.`, { kind: 'agreement_line', id: one.id }));
  const overdue = invoices.filter(({ overdueDays }) => (overdueDays ?? 0) > 0).map((one) => line(`Invoice ${one.number ?? one.id} over ${moneyText(one.amountMinor, one.currency)} is ${one.overdueDays} days overdue.`, { kind: 'invoice', id: one.id }));
  return [...inForce, ...overdue];
}

function peopleLines({ people, gaps }: AccountMaterial) {
  const here = people.filter(({ leftOn }) => leftOn === null).slice(0, mostPeople).map((one) => line(`${one.name ?? 'Somebody without a name'}${one.title ? `, ${one.title}` : ''}${one.role ? ` (${one.role.replaceAll('_', ' ')})` : ''}: last contact ${one.lastContactOn ?? 'unknown'}${one.sentiment ? `, tone ${signedText(one.sentiment.value)}` : ''}.`, { kind: 'person', id: one.id }));
  return [...here, ...gaps.filter(({ state }) => state !== 'ok' && state !== 'unknown').map(({ id }) => line(missing[id] ?? `Lacking: ${id.replaceAll('_', ' ')}.`))];
}

function ticketLines({ tickets }: AccountMaterial) {
  const open = tickets.filter(({ solvedAt }) => solvedAt === null);
  return open.slice(0, mostTickets).map((one) => line(`Open since ${one.openedAt.slice(0, 10)}${one.priority ? `, ${one.priority}` : ''}${one.escalated ? ', escalated' : ''}: "${one.subject ?? 'without a subject'}".`, { kind: 'ticket', id: one.id }));
}

function unknowns({ account, health, people, lines, sources }: AccountMaterial): string[] {
  const drivers = (health?.drivers ?? []).filter(({ unknownReason }) => unknownReason !== null);
  return [
    ...(health === null || health.score === null ? ['Health: too little is known to score it.'] : []),
    ...(lines.length === 0 ? ['Contracts: none is recorded.'] : []), ...(people.length === 0 ? ['People: nobody is recorded.'] : []), ...(account.lastTouchOn === null ? ['Contact: no conversation is recorded.'] : []),
    ...(drivers.length ? [`Not measured: ${drivers.map(({ label }) => label.toLowerCase()).join(', ')}.`] : []),
    ...sources.filter(({ lastHappenedAt }) => lastHappenedAt !== null).map(({ name, lastHappenedAt }) => `The newest record of ${name} is of ${lastHappenedAt?.slice(0, 10)}.`),
  ];
}

/** What to know before talking to a customer, each line with its records. Pure. */
export function accountBrief(material: AccountMaterial, asOf: string): Brief {
  const { account, signals, next } = material;
  return {
    accountId: account.id, title: account.name, asOf, unknown: unknowns(material),
    sections: [
      ...section('Situation', situation(material)),
      ...section('Next step', [next ? line(`${next.title}: ${next.reason}`, ...refs(next.evidence)) : null]),
      ...section('Signals', signals.slice(0, mostSignals).map((one) => line(`${one.label} (${one.severity}): ${one.why}${one.stakeMinor === null ? '' : ` ${moneyText(one.stakeMinor, one.currency)} a year at stake.`}`, { kind: 'signal', id: one.id }, ...refs(one.evidence.slice(0, 3))))),
      ...section('What moved', moved(material)),
      ...section('Money', contracts(material)),
      ...section('People', peopleLines(material)),
      ...section('Open tickets', ticketLines(material)),
    ],
  };
}
