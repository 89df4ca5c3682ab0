import type { BookRow } from '../../src/contract/account.ts';
import type { Band } from '../../src/contract/health.ts';
import type { SignalItem } from '../../src/contract/signal.ts';
import { addDays, type Day } from '../../src/lib/period.ts';
import { createRng, type Rng } from '../../src/lib/rng.ts';

export const today: Day = '2026-11-23';
const first = ['Redwood', 'Topaz', 'Cedar', 'Alder', 'Pearl', 'Delta', 'Maple', 'Nimbus', 'Ember', 'Indigo', 'Aster', 'Kestrel', 'Citadel', 'Pinecrest', 'Violet', 'Fjord', 'Lumen', 'Quarry', 'Juniper', 'Onyx'];
const second = ['Insurance', 'Robotics', 'Devices', 'Diagnostics', 'Capital', 'Legal', 'Labs', 'Foods', 'Networks', 'Analytics', 'Health', 'Retail', 'Mobility', 'Software', 'Studios', 'Financial', 'Materials', 'Logistics'];
const third = ['', ' Europe', ' Group', ' APAC', ' Holdings', ' North'];
const owners = ['Maya Okafor', 'Priya Nair', 'Jonas Weber', 'Liam Hughes', 'Tom Bennett', 'Sofia Rossi', 'Daniel Kim', null];
const stages = ['onboarding', 'adopting', 'established', 'established', 'renewing'];
const signalTypes: [string, string, SignalItem['family'], SignalItem['severity']][] = [
  ['usage_drop', 'Usage down', 'risk', 'high'], ['ticket_spike', 'Ticket spike', 'risk', 'medium'], ['sponsor_silent', 'Sponsor silent', 'risk', 'medium'], ['invoice_overdue', 'Invoice overdue', 'risk', 'high'],
  ['detractor', 'NPS detractor', 'risk', 'medium'], ['champion_left', 'Champion left', 'risk', 'critical'], ['seats_near_limit', 'Seats near limit', 'growth', 'low'], ['promoter', 'Promoter with results', 'advocacy', 'info'],
];

export function bandOf(score: number | null): Band {
  return score === null ? 'unknown' : score >= 70 ? 'good' : score >= 45 ? 'watch' : 'risk';
}

export function walk(rng: Rng, from: number, steps: number, sd: number): number[] {
  const values = [from];
  for (let i = 1; i < steps; i++) values.unshift(Math.max(1, Math.min(100, (values[0] as number) + rng.normal(0, sd))));
  return values.map((value) => Math.round(value * 10) / 10);
}

function oneAccount(rng: Rng, index: number): BookRow {
  const name = rng.pick(first) + ' ' + rng.pick(second) + rng.pick(third);
  const score = rng.chance(0.04) ? null : Math.round(Math.max(8, Math.min(99, rng.normal(72, 20))));
  const series = score === null ? Array(13).fill(null) : walk(rng, score, 13, 2.4);
  const trend = rng.normal(0, 0.04);
  let level = rng.int(20, 4000);
  const usage = score === null ? Array(16).fill(0) : Array.from({ length: 16 }, () => Math.max(0, Math.round((level *= 1 + trend + rng.normal(0, 0.08)))));
  return {
    id: `acc_${index}`, name, domain: `${name.toLowerCase().replace(/[^a-z]+/g, '')}.example`, externalIds: { crm: `A-${1000 + index}` }, ownerId: null, owner: rng.pick(owners), segment: rng.pick(['enterprise', 'mid_market', 'smb']), stage: rng.pick(stages),
    tier: null, industry: rng.pick(second), country: rng.pick(['GB', 'DE', 'US', 'FR']), parentId: null, score, band: bandOf(score), confidence: score === null ? 0 : 0.6 + rng.next() * 0.4, coverage: score === null ? 0.1 : 0.55 + rng.next() * 0.45,
    moved: { d7: score === null ? null : rng.normal(0, 2), d28: score === null ? null : rng.normal(0, 4), d90: score === null ? null : Math.round(score - (series[0] as number)) }, healthSeries: series, arrMinor: rng.chance(0.03) ? null : rng.int(50, 9100) * 10_000, currency: 'USD',
    renewalOn: rng.chance(0.05) ? null : addDays(today, rng.int(-3, 400)), usageSeries: usage, signals: [], lastTouchOn: rng.chance(0.06) ? null : addDays(today, -rng.int(0, 70)), customerSince: addDays(today, -rng.int(60, 1500)), sample: true,
  };
}

/** Seeded rows of the book and the signals on them. */
export function fakeBook(count: number): { accounts: BookRow[]; signals: SignalItem[] } {
  const rng = createRng(7);
  const accounts = Array.from({ length: count }, (_, index) => oneAccount(rng, index));
  const signals: SignalItem[] = [];
  for (const account of accounts) {
    const n = account.band === 'risk' ? rng.int(1, 3) : rng.chance(0.2) ? 1 : 0;
    for (let i = 0; i < n; i++) {
      const [type, label, family, severity] = rng.pick(signalTypes);
      const item: SignalItem = {
        id: `sig_${signals.length}`, accountId: account.id, accountName: account.name, type, label, family, severity, confidence: 0.6 + rng.next() * 0.4, state: 'open', stakeMinor: account.arrMinor, currency: account.currency,
        openedOn: addDays(today, -rng.int(0, 40)), closedOn: null, provisional: rng.chance(0.1), why: whyOf(type, rng), evidence: [{ kind: 'ticket', id: 'tic_0', label: 'Ticket #4821: SSO login fails', at: addDays(today, -5) }, { kind: 'usage', id: 'w', label: 'Weekly events, last 8 weeks', at: null }],
        assignee: account.owner, snoozedUntil: null, version: 1,
      };
      signals.push(item);
      account.signals.push({ id: item.id, type, label, family, severity });
    }
  }
  return { accounts, signals };
}

function whyOf(type: string, rng: Rng): string {
  const n = rng.int(20, 60);
  const byType: Record<string, string> = {
    usage_drop: `Weekly events are ${n}% below the account's own seasonal baseline for 3 weeks.`, ticket_spike: `${rng.int(6, 14)} tickets in 28 days, against ${rng.int(1, 3)} in a usual month.`, sponsor_silent: `No two-way contact with the executive sponsor for ${n + 20} days.`,
    invoice_overdue: `Invoice INV-${rng.int(2000, 3000)} is ${rng.int(12, 45)} days past due.`, detractor: `Two people answered 4 or lower in the last 90 days.`, champion_left: 'The champion left on 14 Oct; no successor is known.', seats_near_limit: `Active users reach ${80 + rng.int(10, 19)}% of the seats.`, promoter: 'NPS 10 and all core features in use.',
  };
  return byType[type] ?? 'A rule became true.';
}
