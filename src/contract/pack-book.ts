import type { BookRow } from './account.ts';
import type { PackedBook } from './packed-book.ts';
import { coarseText, fineText } from '../lib/level-text.ts';

function coded(values: readonly (string | null)[]): { values: string[]; codes: number[] } {
  const places = new Map<string, number>();
  const codes = values.map((value) => {
    if (value === null) return -1;
    let place = places.get(value);
    if (place === undefined) places.set(value, (place = places.size));
    return place;
  });
  return { values: [...places.keys()], codes };
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits;
}

function packSignals(rows: readonly BookRow[]): Pick<PackedBook, 'signalKinds' | 'signals'> {
  const kinds = new Map<string, { place: number; kind: PackedBook['signalKinds'][number] }>();
  const signals = rows.map((row) => row.signals.map(({ type, label, family, severity }) => {
    const key = `${type} ${severity} ${label}`;
    let known = kinds.get(key);
    if (!known) kinds.set(key, (known = { place: kinds.size, kind: { type, label, family, severity } }));
    return known.place;
  }));
  return { signalKinds: [...kinds.values()].map(({ kind }) => kind), signals };
}

/** The book by columns. Scores keep one decimal, series the precision of a small line. */
export function packBook(rows: readonly BookRow[]): PackedBook {
  const places = new Map(rows.map((row, place) => [row.id, place]));
  const sources = new Set(rows.flatMap((row) => Object.keys(row.externalIds)));
  const usageMax = rows.map((row) => row.usageSeries.reduce((max, n) => Math.max(max, n), 0));
  return {
    id: rows.map((row) => row.id),
    name: rows.map((row) => row.name),
    domain: rows.map((row) => row.domain),
    externalIds: [...sources].map((source) => ({ source, values: rows.map((row) => row.externalIds[source] ?? null) })),
    coded: {
      owner: coded(rows.map((row) => row.owner)), ownerId: coded(rows.map((row) => row.ownerId)), segment: coded(rows.map((row) => row.segment)), stage: coded(rows.map((row) => row.stage)),
      tier: coded(rows.map((row) => row.tier)), industry: coded(rows.map((row) => row.industry)), country: coded(rows.map((row) => row.country)), band: coded(rows.map((row) => row.band)),
      currency: coded(rows.map((row) => row.currency)), renewalOn: coded(rows.map((row) => row.renewalOn)), lastTouchOn: coded(rows.map((row) => row.lastTouchOn?.slice(0, 10) ?? null)), customerSince: coded(rows.map((row) => row.customerSince)),
    },
    parent: rows.map((row) => (row.parentId === null ? -1 : (places.get(row.parentId) ?? -1))),
    score: rows.map((row) => rounded(row.score, 1)),
    confidence: rows.map((row) => rounded(row.confidence, 2) ?? 0),
    coverage: rows.map((row) => rounded(row.coverage, 2) ?? 0),
    d7: rows.map((row) => row.moved.d7), d28: rows.map((row) => row.moved.d28), d90: rows.map((row) => row.moved.d90),
    arrMinor: rows.map((row) => row.arrMinor),
    healthSeries: rows.map((row) => coarseText(row.healthSeries, 100)),
    usageMax,
    usageSeries: rows.map((row, place) => fineText(row.usageSeries, usageMax[place] ?? 0)),
    ...packSignals(rows),
    sample: rows.map((row) => (row.sample ? 1 : 0)),
  };
}
