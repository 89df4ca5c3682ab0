import type { AccountRecord, HealthComparison, NextStep, SignalMute, SliceBy, StakeholderMap, UsageSlices } from '../../../src/contract/account-page.ts';
import type { ActivityInput, WrittenActivity } from '../../../src/contract/activity.ts';
import type { ledgerEntry, scorecardDetail } from '../../../src/contract/health-report.ts';
import type { AccountDetail, BookRow, TimelineEntry, UsageSeries } from '../../../src/contract/account.ts';
import type { Band, HealthDetail } from '../../../src/contract/health.ts';
import type { z } from 'zod';
import type { fileKind, importDecision, importDoubt, importFileDetail, ImportReport, quarantinedRow, rowCounts } from '../../../src/contract/import.ts';
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

export type ImportKind = z.infer<typeof fileKind>;
export type ImportFileDetail = z.infer<typeof importFileDetail>;
export type DoubtItem = z.infer<typeof importDoubt>;
export type QuarantineItem = z.infer<typeof quarantinedRow>;
export type RowCounts = z.infer<typeof rowCounts>;
type ImportListed = RowCounts & { id: string; source: string; state: string; createdAt: string; finishedAt: string | null; files: number };

/** Which day "now" means: a day at which business time stands, or one that is offered because the newest data is old. */
export interface ReadingState {
  readingDay: string | null;
  newestDay: string | null;
  offered: string | null;
}

export type SignalState = SignalItem['state'];
export type SignalAction = 'acknowledge' | 'snooze' | 'resolve' | 'assign' | 'reopen' | 'play';

/** The operations the app calls: input and output of each. The server's table is the other side of this contract. */
export interface Operations {
  'session.me': { input: None; output: SessionState };
  'session.redeem': { input: { token: string }; output: { user: { id: string; name: string } } };
  'session.leave': { input: None; output: unknown };
  'account.book': { input: AsOfQuery; output: { items: BookRow[]; total: number; at: string } };
  'account.show': { input: OfAccount; output: AccountDetail };
  'account.timeline': { input: OfAccount & PageQuery & { kinds?: string[]; search?: string }; output: { items: TimelineEntry[]; next: string | null; counts: Record<string, number> | null } };
  'account.usage': { input: OfAccount & { weeks: number }; output: UsageSeries };
  'account.people': { input: OfAccount; output: StakeholderMap };
  'account.slices': { input: OfAccount & { weeks: number; by: SliceBy }; output: UsageSlices };
  'account.record': { input: OfAccount; output: AccountRecord };
  'account.next': { input: OfAccount; output: NextStep };
  'activity.add': { input: ActivityInput & { account: string }; output: WrittenActivity };
  'activity.change': { input: ActivityInput & { id: string; version: number }; output: { entry: WrittenActivity; before: WrittenActivity } };
  'activity.remove': { input: { id: string; version: number }; output: { removed: WrittenActivity } };
  'activity.restore': { input: { id: string }; output: WrittenActivity };
  'health.compare': { input: { id: string; from: string; to?: string }; output: HealthComparison };
  'health.ledger': { input: OfAccount & PageQuery & { evidence?: 'yes' | 'no' }; output: ListPage<z.infer<typeof ledgerEntry>> };
  'scorecard.show': { input: { id: string; version?: number }; output: z.infer<typeof scorecardDetail> };
  'signal.mute': { input: { account: string; type: string; reason: string; until: string }; output: SignalMute };
  'signal.unmute': { input: { id: string }; output: SignalMute };
  'signal.mutes': { input: AsOfQuery & { accountId?: string }; output: ListPage<SignalMute> };
  'signal.show': { input: AsOfQuery & { id: string }; output: SignalItem & { lastTrueOn: string; resolution: string | null; rule: { id: string; version: number; description: string; open: string; stay: string } | null; events: { at: string; fromState: string | null; toState: string; by: string; note: string | null }[] } };
  'health.show': { input: OfAccount; output: HealthDetail };
  'health.override': { input: { id: string; score: number; reason: string; days: number }; output: unknown };
  'health.lift': { input: { id: string }; output: unknown };
  'health.pulse': { input: { id: string; value: Exclude<Band, 'unknown'>; note?: string; days: number }; output: unknown };
  'signal.list': { input: AsOfQuery & PageQuery & { state?: SignalState | 'live' | 'all'; family?: SignalItem['family']; accountId?: string }; output: ListPage<SignalItem> };
  'signal.act': { input: { id: string; version: number; action: SignalAction; note?: string; until?: string; assignee?: string }; output: SignalItem };
  'metric.board': { input: AsOfQuery; output: { items: BoardItem[] } };
  'metric.parts': { input: AsOfQuery & PageQuery & { id: string; window?: string }; output: ListPage<MetricPart> };
  'metric.movements': { input: AsOfQuery & { window?: string }; output: MovementBridge };
  'import.stage': { input: { uploads: { spool: string; name: string }[]; source?: string }; output: ImportReport };
  'import.correct': { input: { id: string; file: string; decision: z.input<typeof importDecision> }; output: ImportReport };
  'import.run': { input: { id: string; wait: boolean }; output: ImportReport };
  'import.show': { input: { id: string }; output: ImportReport };
  'import.preview': { input: { id: string }; output: { items: ImportFileDetail[] } };
  'import.list': { input: PageQuery; output: ListPage<ImportListed> };
  'quarantine.list': { input: PageQuery & { state?: QuarantineItem['state'] | 'all'; import?: string }; output: ListPage<QuarantineItem> };
  'quarantine.fix': { input: { id: string; set: Record<string, string> }; output: QuarantineItem };
  'quarantine.replay': { input: { ids?: string[] }; output: { replayed: number; stillQuarantined: number } };
  'quarantine.dismiss': { input: { ids: string[] }; output: { dismissed: number } };
  'doubt.list': { input: PageQuery & { state?: 'open' | 'answered' | 'all'; import?: string }; output: ListPage<DoubtItem> };
  'doubt.answer': { input: { id: string; choice: string }; output: DoubtItem };
  'source.list': { input: None; output: { items: SourceItem[] } };
  'reading.show': { input: None; output: ReadingState };
  'reading.set': { input: { day?: string }; output: ReadingState };
  'sample.load': { input: None; output: unknown };
  'sample.remove': { input: None; output: unknown };
  'key.create': { input: { name: string; kind: KeyItem['kind']; scopes: string[]; origins: string[] }; output: { id: string; key: string } };
  'key.list': { input: None; output: { items: KeyItem[] } };
  'key.revoke': { input: { id: string }; output: unknown };
}

export type OperationId = keyof Operations;
export type InputOf<K extends OperationId> = Operations[K]['input'];
export type OutputOf<K extends OperationId> = Operations[K]['output'];
