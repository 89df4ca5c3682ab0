import type { AccountDetail, BookRow, TimelineEntry, UsageSeries } from '../../../src/contract/account.ts';
import type { Band, HealthDetail } from '../../../src/contract/health.ts';
import type { DoubtItem, ImportItem, ImportKind, QuarantineItem } from '../../../src/contract/import.ts';
import type { BoardItem, MetricPart, MovementBridge } from '../../../src/contract/metric.ts';
import type { SessionState } from '../../../src/contract/session.ts';
import type { SignalItem } from '../../../src/contract/signal.ts';
import type { KeyItem, SourceItem } from '../../../src/contract/source.ts';

interface ListPage<T> {
  items: T[];
  total: number;
  next: string | null;
}

interface PageQuery {
  limit?: number;
  cursor?: string;
}

interface AsOfQuery {
  at?: string;
}

interface OfAccount extends AsOfQuery {
  id: string;
}

type None = Record<string, never>;

export type SignalState = SignalItem['state'];
export type SignalAction = 'acknowledge' | 'snooze' | 'resolve' | 'assign' | 'reopen' | 'play';

/** The operations the app calls: input and output of each. The server's table is the other side of this contract. */
export interface Operations {
  'session.me': { input: None; output: SessionState };
  'session.redeem': { input: { token: string }; output: { user: { id: string; name: string } } };
  'session.leave': { input: None; output: unknown };
  'account.book': { input: AsOfQuery; output: { items: BookRow[]; total: number; at: string } };
  'account.show': { input: OfAccount; output: AccountDetail };
  'account.timeline': { input: OfAccount & PageQuery & { kinds?: string[] }; output: { items: TimelineEntry[]; next: string | null } };
  'account.usage': { input: OfAccount & { weeks: number }; output: UsageSeries };
  'health.show': { input: OfAccount; output: HealthDetail };
  'health.override': { input: { id: string; score: number; reason: string; expiresOn: string }; output: unknown };
  'health.lift': { input: { id: string }; output: unknown };
  'health.pulse': { input: { id: string; value: Exclude<Band, 'unknown'>; note?: string; expiresOn?: string }; output: unknown };
  'signal.list': { input: AsOfQuery & PageQuery & { state?: SignalState | 'live' | 'all'; family?: SignalItem['family']; accountId?: string }; output: ListPage<SignalItem> };
  'signal.act': { input: { id: string; version: number; action: SignalAction; note?: string; until?: string; assignee?: string }; output: SignalItem };
  'metric.board': { input: AsOfQuery; output: { items: BoardItem[] } };
  'metric.parts': { input: AsOfQuery & PageQuery & { id: string; window?: string }; output: ListPage<MetricPart> };
  'metric.movements': { input: AsOfQuery & { window?: string }; output: MovementBridge };
  'import.stage': { input: { files: { spool: string; name: string }[] }; output: ImportItem };
  'import.correct': { input: { id: string; fileId: string; kind?: ImportKind; mapping?: Record<string, string> }; output: ImportItem };
  'import.run': { input: { id: string }; output: ImportItem };
  'import.show': { input: { id: string }; output: ImportItem };
  'import.list': { input: PageQuery; output: ListPage<ImportItem> };
  'quarantine.list': { input: PageQuery & { state?: QuarantineItem['state']; importId?: string }; output: ListPage<QuarantineItem> };
  'quarantine.fix': { input: { id: string; values: Record<string, string> }; output: QuarantineItem };
  'quarantine.replay': { input: { ids: string[] }; output: { replayed: number; failed: number } };
  'quarantine.dismiss': { input: { ids: string[] }; output: { dismissed: number } };
  'doubt.list': { input: PageQuery; output: ListPage<DoubtItem> };
  'doubt.answer': { input: { id: string; choice: string }; output: DoubtItem };
  'source.list': { input: None; output: { items: SourceItem[] } };
  'sample.load': { input: None; output: unknown };
  'sample.remove': { input: None; output: unknown };
  'key.create': { input: { name: string; kind: KeyItem['kind']; scopes: string[]; origins: string[] }; output: { id: string; key: string } };
  'key.list': { input: None; output: { items: KeyItem[] } };
  'key.revoke': { input: { id: string }; output: unknown };
}

export type OperationId = keyof Operations;
export type InputOf<K extends OperationId> = Operations[K]['input'];
export type OutputOf<K extends OperationId> = Operations[K]['output'];
