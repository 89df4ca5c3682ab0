import type { BookRow } from '../../../src/contract/account.ts';
import { fromMinor } from '../../../src/lib/money.ts';
import { csvText } from '../ui/csv.ts';

const header = ['id', 'account', 'domain', 'segment', 'stage', 'owner', 'health', 'band', 'confidence', 'points moved 90 d', 'ARR', 'currency', 'renewal', 'signals', 'last touch'];

/** The rows shown, in their order, as CSV. */
export function bookCsv(rows: readonly BookRow[]): string {
  return csvText(header, rows.map((row) => [
    row.id, row.name, row.domain, row.segment, row.stage, row.owner, row.score === null ? null : Math.round(row.score), row.band, Math.round(row.confidence * 100) / 100, row.moved.d90 === null ? null : Math.round(row.moved.d90),
    row.arrMinor === null ? null : fromMinor(row.arrMinor, row.currency ?? 'USD'), row.currency, row.renewalOn, row.signals.map((signal) => signal.label).join('; '), row.lastTouchOn?.slice(0, 10) ?? null,
  ]));
}
