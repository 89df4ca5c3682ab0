import type { Brief } from '../../contract/brief.ts';
import { line, moneyText, section, signedText } from './brief-words.ts';

interface Mover { accountId: string; accountName: string; points: number; score: number; band: string; arrMinor: number | null; currency: string | null }

/** What a brief of the book is made of: the answers of the operations that the pages read. */
export interface BookMaterial {
  distribution: { accounts: number; bands: Record<string, number>; mean: number | null; arr: readonly { currency: string; minor: number }[]; riskArr: readonly { currency: string; minor: number }[] };
  movers: { from: string; rising: readonly Mover[]; falling: readonly Mover[] };
  work: { items: readonly { kind: string; id: string; accountId: string | null; accountName: string | null; title: string; why: string; reason: string }[]; total: number };
  metrics: readonly { id: string; label: string; value: number | null; unit: string; n: number; target: { op: string; value: number; met: boolean | null } | null; unavailable: string | null }[];
  sources: readonly { id: string; name: string; lastHappenedAt: string | null }[];
}

const mostWork = 8;
const mostMovers = 4;

/** A figure with its unit. */
export function figureText(value: number, unit: string): string {
  if (unit === 'fraction') return `${Math.round(value * 1000) / 10}%`;
  if (/^[A-Z]{3}$/.test(unit)) return moneyText(value, unit);
  return `${Math.round(value * 10) / 10}${unit === 'points' || unit === 'count' ? '' : ` ${unit}`}`;
}

function sumText(sums: readonly { currency: string; minor: number }[]): string {
  return sums.map(({ minor, currency }) => moneyText(minor, currency)).join(' and ') || 'no known revenue';
}

function moverLine({ accountId, accountName, points, score, band, arrMinor, currency }: Mover) {
  return line(`${accountName}: ${signedText(points)} to ${Math.round(score)} (${band})${arrMinor === null ? '' : `, ${moneyText(arrMinor, currency)} a year`}.`, { kind: 'account', id: accountId });
}

/** How the book stands and what to do first, each line with its records. Pure. */
export function bookBrief({ distribution, movers, work, metrics, sources }: BookMaterial, asOf: string): Brief {
  const { bands, accounts, mean } = distribution;
  const missed = metrics.filter(({ target, value }) => value !== null && target?.met === false);
  const met = metrics.filter(({ target }) => target?.met === true);
  return {
    accountId: null, title: 'The book', asOf,
    sections: [
      ...section('Standing', [
        line(`${accounts} accounts: ${bands.good ?? 0} good, ${bands.watch ?? 0} to watch, ${bands.risk ?? 0} at risk, ${bands.unknown ?? 0} unknown${mean === null ? '' : `; mean health ${Math.round(mean)}`}.`),
        line(`${sumText(distribution.riskArr)} a year of ${sumText(distribution.arr)} is at risk.`),
      ]),
      ...section('First today', work.items.slice(0, mostWork).map(({ kind, id, title, accountName, accountId, why, reason }) => line(`${title}${accountName ? `, ${accountName}` : ''}: ${why} ${reason}`.trim(), { kind, id }, accountId ? { kind: 'account', id: accountId } : null))),
      ...section(`Fell since ${movers.from}`, movers.falling.slice(0, mostMovers).map(moverLine)),
      ...section(`Rose since ${movers.from}`, movers.rising.slice(0, mostMovers).map(moverLine)),
      ...section('Targets', [
        ...missed.map(({ id, label, value, unit, target, n }) => line(`${label} is ${figureText(value ?? 0, unit)}; the target is ${target?.op} ${figureText(target?.value ?? 0, unit)} (n = ${n}).`, { kind: 'metric', id })),
        met.length ? line(`Met: ${met.map(({ label, value, unit }) => `${label} ${figureText(value ?? 0, unit)}`).join(', ')}.`, ...met.map(({ id }) => ({ kind: 'metric', id }))) : null,
      ]),
    ],
    unknown: [
      ...metrics.filter(({ unavailable, target }) => unavailable !== null && target !== null).map(({ label, unavailable }) => `${label}: ${unavailable}`),
      ...sources.filter(({ lastHappenedAt }) => lastHappenedAt !== null).map(({ name, lastHappenedAt }) => `The newest record of ${name} is of ${lastHappenedAt?.slice(0, 10)}.`),
    ],
  };
}
