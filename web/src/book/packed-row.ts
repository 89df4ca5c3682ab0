import type { BookRow } from '../../../src/contract/account.ts';
import type { PackedBook } from '../../../src/contract/packed-book.ts';
import { fromCoarse, fromFine } from '../../../src/lib/level-text.ts';

type CodedName = keyof PackedBook['coded'];

/** One account of a packed book: reads its columns when it is asked, so that fifty thousand rows cost fifty thousand small objects. */
class PackedRow implements BookRow {
  readonly #book: PackedBook;
  readonly #index: number;

  constructor(book: PackedBook, index: number) {
    this.#book = book;
    this.#index = index;
  }

  #code(name: CodedName): string | null {
    const { codes, values } = this.#book.coded[name];
    return values[codes[this.#index] as number] ?? null;
  }

  get id() { return this.#book.id[this.#index] as string; }
  get name() { return this.#book.name[this.#index] as string; }
  get domain() { return this.#book.domain[this.#index] ?? null; }
  get externalIds() {
    const ids: Record<string, string> = {};
    for (const { source, values } of this.#book.externalIds) {
      const value = values[this.#index];
      if (value) ids[source] = value;
    }
    return ids;
  }
  get ownerId() { return this.#code('ownerId'); }
  get owner() { return this.#code('owner'); }
  get segment() { return this.#code('segment'); }
  get stage() { return this.#code('stage'); }
  get tier() { return this.#code('tier'); }
  get industry() { return this.#code('industry'); }
  get country() { return this.#code('country'); }
  get parentId() { return this.#book.id[this.#book.parent[this.#index] as number] ?? null; }
  get score() { return this.#book.score[this.#index] ?? null; }
  get band() { return (this.#code('band') ?? 'unknown') as BookRow['band']; }
  get confidence() { return this.#book.confidence[this.#index] ?? 0; }
  get coverage() { return this.#book.coverage[this.#index] ?? 0; }
  get moved() { return { d7: this.#book.d7[this.#index] ?? null, d28: this.#book.d28[this.#index] ?? null, d90: this.#book.d90[this.#index] ?? null }; }
  get healthSeries() { return fromCoarse(this.#book.healthSeries[this.#index] ?? '', 100); }
  get arrMinor() { return this.#book.arrMinor[this.#index] ?? null; }
  get currency() { return this.#code('currency'); }
  get renewalOn() { return this.#code('renewalOn'); }
  get usageSeries() { return fromFine(this.#book.usageSeries[this.#index] ?? '', this.#book.usageMax[this.#index] ?? 0); }
  /** A packed book names no single signals: their id is their type. */
  get signals() { return (this.#book.signals[this.#index] ?? []).map((kind) => ({ id: this.#book.signalKinds[kind]?.type ?? '', ...(this.#book.signalKinds[kind] as PackedBook['signalKinds'][number]) })); }
  get lastTouchOn() { return this.#code('lastTouchOn'); }
  get customerSince() { return this.#code('customerSince'); }
  get sample() { return this.#book.sample[this.#index] === 1; }
}

/** The rows of a packed book. */
export function unpackBook(packed: PackedBook): BookRow[] {
  return packed.id.map((_, index) => new PackedRow(packed, index));
}

/** The same account with some fields changed, of a packed or a plain row. */
export function changedRow(row: BookRow, change: Partial<BookRow>): BookRow {
  const { id, name, domain, externalIds, ownerId, owner, segment, stage, tier, industry, country, parentId, score, band, confidence, coverage, moved, healthSeries, arrMinor, currency, renewalOn, usageSeries, signals, lastTouchOn, customerSince, sample } = row;
  return { id, name, domain, externalIds, ownerId, owner, segment, stage, tier, industry, country, parentId, score, band, confidence, coverage, moved, healthSeries, arrMinor, currency, renewalOn, usageSeries, signals, lastTouchOn, customerSince, sample, ...change };
}
