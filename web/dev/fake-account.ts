import type { AccountDetail, BookRow, TimelineEntry, UsageSeries } from '../../src/contract/account.ts';
import type { Driver, HealthDetail } from '../../src/contract/health.ts';
import { addDays } from '../../src/lib/period.ts';
import { createRng } from '../../src/lib/rng.ts';
import { bandOf, today, walk } from './fake-rows.ts';

const seedOf = (account: BookRow) => Number(account.id.slice(4)) + 11;

export function fakeDetail(account: BookRow): AccountDetail {
  const rng = createRng(seedOf(account));
  const person = (i: number, name: string, title: string, role: string | null, left: string | null) => ({ id: `per_${i}`, name, email: `${name.split(' ')[0]?.toLowerCase()}@${account.domain}`, title, role, joinedOn: addDays(today, -600), leftOn: left, lastContactOn: addDays(today, -rng.int(1, 60)) });
  return {
    account: { ...account, custom: { region: 'EMEA', plan_code: 'ENT-2' } },
    people: [person(0, 'Priya Nair', 'COO', 'economic buyer', null), person(1, 'Dana Ruiz', 'VP Ops', 'champion', '2026-10-14'), person(2, 'Marcus Lee', 'IT admin', 'admin', null)],
    lines: [
      { id: 'lin_0', contractRef: 'C-881', product: 'Platform', plan: 'Enterprise', kind: 'recurring', quantity: 520, unit: 'seat', annualMinor: (account.arrMinor ?? 0) - 100_000, currency: 'USD', startOn: '2025-01-14', termEnd: account.renewalOn, endedOn: null, autoRenew: true, optOutOn: account.renewalOn ? addDays(account.renewalOn, -60) : null, inForce: true },
      { id: 'lin_1', contractRef: 'C-881', product: 'Reports', plan: 'Add-on', kind: 'recurring', quantity: 1, unit: null, annualMinor: 100_000, currency: 'USD', startOn: '2025-01-14', termEnd: account.renewalOn, endedOn: null, autoRenew: null, optOutOn: null, inForce: true },
      { id: 'lin_2', contractRef: 'C-402', product: 'Platform', plan: 'Team', kind: 'recurring', quantity: 200, unit: 'seat', annualMinor: 24_000_00, currency: 'USD', startOn: '2023-01-14', termEnd: '2025-01-14', endedOn: null, autoRenew: null, optOutOn: null, inForce: false },
    ],
    invoices: Array.from({ length: 5 }, (_, i) => ({ id: `inv_${i}`, number: `INV-20${i}`, issuedOn: addDays(today, -30 - i * 90), dueOn: addDays(today, -i * 90), paidOn: i === 0 ? null : addDays(today, 4 - i * 90), amountMinor: 1_950_000, currency: 'USD', overdueDays: i === 0 ? 12 : null })),
    tickets: Array.from({ length: 7 }, (_, i) => ({ id: `tic_${i}`, number: `${4821 - i * 13}`, subject: ['SSO login fails for new users', 'Export is slow', 'Reports layout confuses the team', 'Webhook retries'][i % 4] as string, priority: ['urgent', 'normal', 'low'][i % 3] as string, state: i < 3 ? 'open' : 'solved', openedAt: `${addDays(today, -5 - i * 9)}T09:12:00Z`, firstReplyAt: `${addDays(today, -5 - i * 9)}T17:40:00Z`, solvedAt: i < 3 ? null : `${addDays(today, -2 - i * 9)}T17:40:00Z`, csat: i % 2 ? 0.8 : null, tone: i % 3 === 0 ? -0.4 : 0.1 })),
    freshness: [{ sourceId: 'src_crm', name: 'CRM export', kind: 'file', lastReceivedAt: `${today}T04:10:00Z`, lastHappenedAt: `${addDays(today, -1)}T00:00:00Z` }, { sourceId: 'src_track', name: 'Product events', kind: 'tracking', lastReceivedAt: `${today}T04:29:00Z`, lastHappenedAt: `${today}T04:29:00Z` }, { sourceId: 'src_desk', name: 'Support desk', kind: 'file', lastReceivedAt: null, lastHappenedAt: null }],
  };
}

const driverSeeds: [string, string, string, number, number, string][] = [
  ['usage_frequency', 'Usage', 'Product usage', 0.3, -12, 'Weekly events down 31% against own baseline (412 to 284); 3 of 5 teams stopped using Reports'],
  ['stakeholders', 'Relationship', 'Executive sponsor', 0.2, -6, 'Dana Ruiz (VP Ops, champion) left on 14 Oct; no successor known'],
  ['support', 'Support', 'Support experience', 0.15, -2, '7 open tickets, median first reply 9 h; one urgent about SSO still open'],
  ['payment', 'Commercial', 'Payment', 0.1, -1, 'Invoice INV-200 is 12 days past due'],
  ['breadth', 'Usage', 'Breadth of features', 0.15, 1, '7 of 9 core features used in 28 days'],
  ['contract', 'Commercial', 'Contract position', 0.1, 0, 'Renewal in 53 days, auto-renews'],
];

export function fakeHealth(account: BookRow, at: string, extra: Pick<HealthDetail, 'override' | 'pulse'>): HealthDetail {
  const rng = createRng(seedOf(account));
  const base = account.score ?? 0;
  const drivers: Driver[] = driverSeeds.map(([id, group, label, weight, points, text]) => {
    const score = Math.max(3, Math.min(100, base + points * 2 + rng.int(-6, 6)));
    return { id, group, label, weight, score, points: weight * score, value: score, unit: null, text, unknownReason: null, stale: id === 'contract', moved: { d7: points / 4, d28: points / 2, d90: points }, sparkline: walk(rng, score, 13, 2.5), evidence: [{ kind: 'ticket', id: 'tic_0', label: 'Ticket #4821: SSO login fails for new users', at: addDays(today, -5) }, { kind: 'person', id: 'per_1', label: 'Dana Ruiz left', at: '2026-10-14' }, { kind: 'invoice', id: 'inv_0', label: 'INV-200', at: addDays(today, -30) }] };
  });
  drivers.push({ id: 'nps', group: 'Sentiment', label: 'Survey sentiment', weight: 0, score: null, points: 0, value: null, unit: null, text: 'No survey answer in 90 days', unknownReason: 'No one answered a survey in the last 90 days', stale: false, moved: { d7: null, d28: null, d90: null }, sparkline: Array(13).fill(null), evidence: [] });
  const ticket = drivers[0]?.evidence.slice(0, 1) ?? [];
  const days = Array.from({ length: 27 }, (_, i) => addDays(at, (i - 26) * 7));
  const history = walk(rng, base, 27, 3).map((score, i) => ({ day: days[i] as string, score, band: bandOf(score) }));
  return {
    accountId: account.id, score: extra.override?.score ?? account.score, band: bandOf(extra.override?.score ?? account.score), confidence: account.confidence, coverage: account.coverage, asOf: at, computedScore: account.score, scorecard: { id: 'default', version: 3, label: 'Default scorecard', bands: { good: 70, watch: 45 } },
    sentence: account.score === null ? [{ text: 'Too little is known to score this account: only the contract is known.', evidence: [] }] : [
      { text: 'Health fell 19 points in 90 days. Two drivers explain nearly all of it: ', evidence: [] }, { text: 'product usage dropped after the Reports redesign', evidence: ticket }, { text: ', and the champion left with no successor', evidence: drivers[0]?.evidence.slice(1, 2) ?? [] }, { text: '. Value and sentiment are holding.', evidence: [] },
    ],
    moved: account.moved, history: account.score === null ? [] : history, drivers: account.score === null ? drivers.slice(-1) : drivers, caps: [{ id: 'urgent', label: 'An open urgent ticket caps the score at 80', limit: 80, applied: base === 80, evidence: ticket }], ...extra,
  };
}

export function fakeUsage(account: BookRow, weeks: number): UsageSeries {
  const rng = createRng(seedOf(account));
  const start = Array.from({ length: weeks }, (_, i) => addDays(today, (i - weeks + 1) * 7 - 1));
  if (account.score === null) return { weeks: start, events: start.map(() => 0), activeUsers: start.map(() => null), features: [], seats: null, marks: [], grain: 'none' };
  const features = ['Core', 'Reports', 'Automations', 'other'].map((name, i) => ({ name, events: walk(rng, 60 - i * 12, weeks, 3).map((n, week) => Math.round(n * (1 + week / weeks))) }));
  return { weeks: start, events: start.map((_, w) => features.reduce((sum, feature) => sum + (feature.events[w] as number), 0)), activeUsers: start.map((_, w) => Math.round((features[0]?.events[w] as number) * 3)), features, seats: 520, marks: [{ day: addDays(today, -80), label: 'Reports redesign', kind: 'change' }, { day: '2026-10-14', label: 'Champion left', kind: 'person' }], grain: 'event' };
}

export function fakeTimeline(limit: number, from: number): { items: TimelineEntry[]; next: string | null } {
  const kinds: [string, string, string | null][] = [['ticket', 'SSO login fails for new users', 'New joiners cannot sign in since Monday. This blocks our roll-out.'], ['email', 'Re: SAML certificate', 'Thanks, we will rotate it on Friday.'], ['meeting', 'Monthly check-in', null], ['nps', 'NPS answer: 6 of 10', 'Reports got harder to use.'], ['invoice', 'Invoice INV-200 issued', null], ['health', 'Health 61 to 56', null]];
  const items = Array.from({ length: limit }, (_, i) => {
    const [kind, title, text] = kinds[(from + i) % kinds.length] as [string, string, string | null];
    return { id: `t_${from + i}`, kind, at: `${addDays(today, -(from + i) * 3)}T10:20:00Z`, title, text, source: 'src_desk', tone: kind === 'ticket' ? -0.5 : null };
  });
  return { items, next: from + limit < 120 ? String(from + limit) : null };
}
