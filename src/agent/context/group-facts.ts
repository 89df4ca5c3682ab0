import type { HealthDistribution, HealthMovers } from '../../contract/book-health.ts';
import type { MetricItem } from '../../contract/metric.ts';
import type { Plan } from '../../contract/plan.ts';
import type { SignalItem } from '../../contract/signal.ts';
import { planFacts, factsOf } from './account-facts.ts';
import { figureText } from './book-brief.ts';
import { moneyText, signedText } from './brief-words.ts';
import type { PackFact } from './fit-pack.ts';

/** An account as the lists show it. */
export interface ListedAccount { id: string; name: string; segment: string | null; owner: string | null; score: number | null; band: string; arrMinor: number | null; currency: string | null; renewalOn: string | null; industry: string | null }

/** What a pack of a segment or of the book is made of. */
export interface GroupMaterial {
  name: string;
  today: string;
  accounts: readonly ListedAccount[];
  distribution: Pick<HealthDistribution, 'accounts' | 'bands' | 'mean' | 'coverage' | 'arr' | 'riskArr'>;
  movers: Pick<HealthMovers, 'from' | 'rising' | 'falling'>;
  signals: readonly SignalItem[];
  plan: Pick<Plan, 'items'>;
  /** Figures of the whole company; empty for a segment. */
  metrics: readonly MetricItem[];
  work: readonly { kind: string; id: string; accountId: string | null; accountName: string | null; title: string; why: string; reason: string }[];
}

const most = 12;
const renewalDays = 120;
const sumText = (sums: readonly { currency: string; minor: number }[]) => sums.map(({ minor, currency }) => moneyText(minor, currency)).join(' and ') || 'no known revenue';
const accountRef = (id: string) => ({ kind: 'account', id });

function situation({ name, distribution: { accounts, bands, mean, coverage, arr, riskArr }, accounts: listed }: GroupMaterial) {
  const largest = listed.toSorted((a, b) => (b.arrMinor ?? 0) - (a.arrMinor ?? 0)).slice(0, 5);
  return [
    { text: `${name}: ${accounts} accounts; ${bands.good} good, ${bands.watch} to watch, ${bands.risk} at risk, ${bands.unknown} unknown${mean === null ? '' : `; mean health ${Math.round(mean)}`}; ${Math.round(coverage * 100)}% of what is asked is known.`, records: listed.slice(0, 4).map(({ id }) => accountRef(id)) },
    { text: `${sumText(arr)} a year, of which ${sumText(riskArr)} is at risk.`, records: largest.map(({ id }) => accountRef(id)) },
    ...largest.map(({ id, name: account, arrMinor, currency, score, band, owner }) => ({ text: `${account}: ${moneyText(arrMinor, currency)} a year, health ${score === null ? 'unknown' : `${Math.round(score)} (${band})`}, owned by ${owner ?? 'nobody'}.`, records: [accountRef(id)] })),
  ];
}

function renewals({ accounts, today }: GroupMaterial) {
  const last = Date.parse(today) + renewalDays * 86_400_000;
  return accounts.filter(({ renewalOn }) => renewalOn !== null && renewalOn >= today && Date.parse(renewalOn) < last).toSorted((a, b) => (a.renewalOn ?? '').localeCompare(b.renewalOn ?? '')).slice(0, most)
    .map(({ id, name, renewalOn, arrMinor, currency, band }) => ({ text: `${name} renews on ${renewalOn}: ${moneyText(arrMinor, currency)} a year, ${band}.`, records: [accountRef(id)] }));
}

function signalsByType({ signals }: GroupMaterial, family: string) {
  const groups = [...Map.groupBy(signals.filter((signal) => signal.family === family), ({ type }) => type).values()].toSorted((a, b) => b.length - a.length);
  return groups.flatMap((own) => {
    const stakes = [...Map.groupBy(own.filter(({ stakeMinor, currency }) => stakeMinor !== null && currency !== null), ({ currency }) => currency as string)].map(([currency, of]) => ({ currency, minor: of.reduce((sum, { stakeMinor }) => sum + (stakeMinor ?? 0), 0) }));
    const names = own.slice(0, 3).map(({ accountName }) => accountName);
    return [{ text: `${own[0]?.label}: ${own.length} open${stakes.length ? `, ${sumText(stakes)} a year at stake` : ''}; for example ${names.join(', ')}.`, records: own.slice(0, 4).map(({ id }) => ({ kind: 'signal', id })) }];
  });
}

function moved({ movers: { from, rising, falling } }: GroupMaterial) {
  return [...falling.slice(0, 6), ...rising.slice(0, 4)].map(({ accountId, accountName, points, score, band, drivers }) => ({ text: `${accountName}: ${signedText(points)} points since ${from} to ${score === null ? 'unknown' : Math.round(score)} (${band})${drivers[0] ? `, mostly ${drivers[0].label}` : ''}.`, records: [accountRef(accountId)] }));
}

function metricFacts({ metrics }: GroupMaterial) {
  return metrics.filter(({ value }) => value !== null).map(({ id, label, value, unit, n, target }) => ({ text: `${label}: ${figureText(value ?? 0, unit)} (n = ${n})${target ? `; target ${target.op} ${figureText(target.value, unit)}, ${target.met ? 'met' : target.met === false ? 'missed' : 'open'}` : ''}.`, records: [{ kind: 'metric', id }] }));
}

/** Everything a pack of a segment or of the book could say. Pure. */
export function groupFacts(material: GroupMaterial): PackFact[] {
  const own = (said: readonly { text: string; records: readonly { kind: string; id: string }[] }[]) => said.map((one) => ({ ...one, untrusted: false }));
  return [
    ...factsOf('situation', own(situation(material))), ...factsOf('money', own(renewals(material))), ...factsOf('risks', own(signalsByType(material, 'risk'))), ...factsOf('growth', own(signalsByType(material, 'growth'))),
    ...factsOf('advocacy', own(material.signals.filter(({ family }) => family === 'advocacy').slice(0, most).map(({ id, accountId, accountName, label, why }) => ({ text: `${accountName}: ${label}. ${why}`, records: [{ kind: 'signal', id }, accountRef(accountId)] })))),
    ...factsOf('health', own(moved(material))), ...planFacts(material.plan, true), ...factsOf('metrics', own(metricFacts(material))),
    ...factsOf('work', own(material.work.map(({ kind, id, accountId, accountName, title, why, reason }) => ({ text: `${title}${accountName ? `, ${accountName}` : ''}: ${why} ${reason}`, records: [{ kind, id }, ...(accountId ? [accountRef(accountId)] : [])] })))),
  ];
}
