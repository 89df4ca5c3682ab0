import type { AskAnswer, AskModelState } from '../../../src/contract/ask.ts';
import type { Brief } from '../../../src/contract/brief.ts';
import type { CockpitKind, CockpitList } from '../../../src/contract/cockpit.ts';
import type { NotificationList, NotificationPreferenceChange, NotificationPreferences } from '../../../src/contract/notification.ts';
import type { FeedItem, TaskChanged, TaskDetail, TaskItem, TaskPriority, TaskStatus, TaskTemplate } from '../../../src/contract/task.ts';
import type { AccountEdit, ColumnItem } from '../../../src/contract/account-column.ts';
import type { BookState, SavedView } from '../../../src/contract/book-view.ts';
import type { ContextPack, ContextRequest } from '../../../src/contract/context-pack.ts';
import type { EngagementDetail, EngagementItem, EngagementPreview, EngagementReplay, EngagementStep } from '../../../src/contract/engagement.ts';
import type { HandoffRole } from '../../../src/contract/colleague.ts';
import type { HandoffDetail, HandoffItem } from '../../../src/contract/handoff.ts';
import type { SurveyAnswerItem, SurveyItem, SurveyPreview } from '../../../src/contract/survey.ts';
import type { NextStep, Plan } from '../../../src/contract/plan.ts';
import type { AccountRecord, HealthComparison, SignalMute, SliceBy, StakeholderMap, UsageSlices } from '../../../src/contract/account-page.ts';
import type { ActivityInput, WrittenActivity } from '../../../src/contract/activity.ts';
import type { ledgerEntry } from '../../../src/contract/health-report.ts';
import type { AccountDetail, TimelineEntry, UsageSeries } from '../../../src/contract/account.ts';
import type { HealthAccount, HealthCoverage, HealthDistribution, HealthMovers, HealthSimulation } from '../../../src/contract/book-health.ts';
import type { Band, HealthDetail } from '../../../src/contract/health.ts';
import type { ScorecardDetail, ScorecardItem } from '../../../src/contract/health-report.ts';
import type { z } from 'zod';
import type { AccountMerge, IdentityPair } from '../../../src/contract/identity.ts';
import type { LookBack } from '../../../src/contract/look-back.ts';
import type { DefinitionCommit, DefinitionDetail, DefinitionItem, ProposalDetail, ProposalItem, ProposalPreview } from '../../../src/contract/proposal.ts';
import type { fileKind, importDecision, importDoubt, importFileDetail, ImportReport, QuarantineGroup, quarantinedRow, rowCounts } from '../../../src/contract/import.ts';
import type { BoardItem, CohortTable, MetricGroup, MetricItem, MetricPart, MovementBridge } from '../../../src/contract/metric.ts';
import type { MemberItem, Reassignment } from '../../../src/contract/reassign.ts';
import type { SessionState } from '../../../src/contract/session.ts';
import type { SignalItem, SignalTypeRecord } from '../../../src/contract/signal.ts';
import type { ConnectionItem, ConnectionTest, VendorItem } from '../../../src/contract/connection.ts';
import type { FieldWriteItem, OwnValueName, WriteBackItem, WriteFieldChoice, WritePreview } from '../../../src/contract/write-back.ts';
import type { MailboxItem, MailboxTest } from '../../../src/contract/mailbox.ts';
import type { KeyItem, SourceItem } from '../../../src/contract/source.ts';
import type { TeamAccount, TeamLoad, TeamRule } from '../../../src/contract/team.ts';
import type { PreferenceChange, Preferences } from '../../../src/contract/preference.ts';
import type { AbilityItem, RoleItem, UserRole, Visibility } from '../../../src/contract/role.ts';
import type { AuditItem, InviteShown, OneTimeLink, SessionItem, UserItem } from '../../../src/contract/user.ts';
import type { ActionContent, ActionDetail, ActionItem, ActionStatus, AutonomyLevel } from '../../../src/contract/action.ts';
import type { ActionSettings, EndpointItem, SuppressionItem } from '../../../src/contract/action-setting.ts';
import type { HoldOutChange, OutcomeDetail, OutcomeItem } from '../../../src/contract/outcome.ts';
import type { PlaybookDetail, PlaybookItem, PlaybookPreview, RunDetail, RunItem, SimulationResult } from '../../../src/contract/playbook.ts';
import type { InboundKind } from '../../../src/contract/reply.ts';
import type { LoadedBook } from './read-book.ts';

interface ListPage<T> {
  items: T[];
  total: number;
  next: string | null;
}

interface MailboxRules {
  ownDomains?: string[];
  without?: string[];
  words?: string[];
  subjects?: boolean;
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

/** Narrows a health figure to one group of a dimension; an empty group means the accounts without one. */
interface OfGroup extends AsOfQuery {
  by?: string;
  group?: string;
}

/** The accounts behind a health figure. */
export interface HealthAccountsQuery extends OfGroup, PageQuery {
  band?: Band;
  scorecard?: string;
  measure?: string;
  reason?: string;
  coverage?: number;
  confidence?: number;
}

export type LoadFigure = 'accounts' | 'risk' | 'signals' | 'renewals' | 'pastCadence';

export type ImportKind = z.infer<typeof fileKind>;
export type ImportFileDetail = z.infer<typeof importFileDetail>;
export type DoubtItem = z.infer<typeof importDoubt>;
export type QuarantineItem = z.infer<typeof quarantinedRow>;
/** A key of usage that no account claims yet. */
export interface UnresolvedKey { source: string; kind: 'group' | 'user' | 'anonymous'; key: string; email: string | null; groupKey: string | null; firstSeenAt: string }
export type RowCounts = z.infer<typeof rowCounts>;
type ImportListed = RowCounts & { id: string; source: string; state: string; createdAt: string; finishedAt: string | null; files: number };

/** Which day "now" means: a day at which business time stands, or one that is offered because the newest data is old. */
export interface ReadingState {
  readingDay: string | null;
  newestDay: string | null;
  offered: string | null;
}

export type SignalState = SignalItem['state'];
/** Where a signal stands: what taking an action back restores. */
export interface SignalStand {
  state: 'open' | 'acknowledged' | 'in_play' | 'snoozed';
  assignee: string | null;
  snoozedUntil: string | null;
}

export type SignalAction = 'acknowledge' | 'snooze' | 'resolve' | 'assign' | 'reopen' | 'play';

/** The operations the app calls: input and output of each. The server's table is the other side of this contract. */
export interface Operations {
  'session.me': { input: None; output: SessionState };
  'session.redeem': { input: { token: string }; output: { user: { id: string; name: string } } };
  'session.leave': { input: None; output: unknown };
  'session.enter': { input: { email: string; password: string }; output: { user: { id: string; name: string } } };
  'session.mine': { input: None; output: { items: SessionItem[] } };
  'session.end': { input: { id?: string }; output: { ended: number } };
  'invite.show': { input: { token: string }; output: InviteShown };
  'invite.accept': { input: { token: string; name: string; password?: string }; output: { user: { id: string; name: string } } };
  'profile.set': { input: { name: string }; output: unknown };
  'password.set': { input: { current?: string; password: string }; output: unknown };
  'password.remove': { input: { current: string }; output: unknown };
  'preference.set': { input: PreferenceChange; output: Preferences };
  'notification.list': { input: PageQuery & { view?: 'unread' | 'all' }; output: NotificationList };
  'notification.read': { input: { ids?: readonly number[]; all?: boolean; read?: boolean }; output: { ids: number[] } };
  'notification.preferences': { input: None; output: NotificationPreferences };
  'notification.set-preferences': { input: NotificationPreferenceChange; output: NotificationPreferences };
  'user.list': { input: None; output: { items: UserItem[] } };
  'user.invite': { input: { email: string; role: UserRole; name?: string; memberId?: string; visibility?: Visibility }; output: { user: UserItem; link: OneTimeLink } };
  'user.link': { input: { user?: string }; output: OneTimeLink };
  'user.change': { input: { user: string; version?: number; role?: UserRole; visibility?: Visibility | null; name?: string; email?: string; memberId?: string | null }; output: UserItem };
  'user.disable': { input: { user: string }; output: { user: UserItem; sessions: number; keys: number } };
  'user.enable': { input: { user: string }; output: UserItem };
  'user.handover': { input: { from: string; to: string; note?: string }; output: Reassignment };
  'account.unassign': { input: { id: string }; output: Reassignment };
  'member.list': { input: PageQuery; output: ListPage<MemberItem> };
  'role.list': { input: None; output: { items: RoleItem[]; abilities: AbilityItem[] } };
  'visibility.show': { input: None; output: { csm: Visibility; read_only: Visibility } };
  'visibility.set': { input: { csm?: Visibility; read_only?: Visibility }; output: { csm: Visibility; read_only: Visibility } };
  'audit.list': { input: { who?: string; operation?: string; entity?: string; outcome?: AuditItem['outcome']; from?: string; to?: string; limit?: number; cursor?: string }; output: ListPage<AuditItem> };
  'account.book': { input: AsOfQuery; output: LoadedBook };
  'account.fields': { input: None; output: { items: ColumnItem[] } };
  'account.columns': { input: AsOfQuery & { names: readonly string[] }; output: { ids: string[]; columns: { id: string; values: (string | number | boolean | null)[] }[] } };
  'account.update': { input: { ids: readonly string[]; field: string; value: string | number | boolean | null }; output: AccountEdit };
  'account.revert': { input: { id: string }; output: AccountEdit };
  'person.search': { input: { text: string; limit?: number }; output: { items: { id: string; name: string | null; email: string | null; title: string | null; role: string | null; left: boolean; accountId: string; accountName: string }[] } };
  'view.list': { input: None; output: { items: SavedView[] } };
  'view.save': { input: { id?: string; version?: number; name: string; shared: boolean; state: BookState }; output: SavedView };
  'view.remove': { input: { id: string; version: number }; output: { removed: SavedView } };
  'signal.batch': { input: { action: SignalAction | 'revert'; items: readonly { id: string; version: number; to?: SignalStand | null }[]; note?: string; until?: string; assignee?: string }; output: { items: { id: string; version: number; before: SignalStand | null }[]; rejected: { id: string; code: string; message: string }[] } };
  'signal.types': { input: AsOfQuery; output: ListPage<SignalTypeRecord> };
  'signal.acknowledge': { input: { accountIds?: readonly string[]; reopen?: readonly string[] }; output: { signalIds: string[] } };
  'account.show': { input: OfAccount; output: AccountDetail };
  'account.timeline': { input: OfAccount & PageQuery & { kinds?: string[]; search?: string }; output: { items: TimelineEntry[]; next: string | null; counts: Record<string, number> | null } };
  'account.usage': { input: OfAccount & { weeks: number }; output: UsageSeries };
  'account.people': { input: OfAccount; output: StakeholderMap };
  'account.slices': { input: OfAccount & { weeks: number; by: SliceBy }; output: UsageSlices };
  'account.record': { input: OfAccount; output: AccountRecord };
  'account.next': { input: OfAccount; output: NextStep };
  'agent.context': { input: { request: ContextRequest }; output: ContextPack };
  'engagement.preview': { input: { goal: string; accounts?: number }; output: EngagementPreview };
  'engagement.list': { input: { state?: 'live' | 'ended' | 'all' } & PageQuery; output: ListPage<EngagementItem> };
  'engagement.get': { input: { id: string }; output: EngagementDetail };
  'engagement.steps': { input: { id: string } & PageQuery; output: ListPage<EngagementStep> };
  'engagement.replay': { input: { id: string }; output: EngagementReplay };
  'engagement.start': { input: { goal: string; accounts?: number; actions?: number; seen?: string }; output: EngagementDetail };
  'engagement.confirm': { input: { id: string; assumptions?: string[]; all?: boolean; value?: string; note?: string; version?: number }; output: EngagementDetail };
  'engagement.waive': { input: { id: string; gate: string; account?: string; reason: string }; output: EngagementDetail };
  'engagement.recheck': { input: { id: string; account: string }; output: EngagementDetail };
  'engagement.cancel': { input: { id: string; reason?: string }; output: EngagementDetail };
  'handoff.list': { input: { state?: string; limit?: number; account?: string }; output: ListPage<HandoffItem> };
  'handoff.show': { input: { id: string }; output: HandoffDetail };
  'handoff.send': { input: { to: HandoffRole; title: string; question: string; account?: string; expiresDays?: number }; output: HandoffDetail };
  'handoff.accept': { input: { id: string; version: number }; output: HandoffDetail };
  'handoff.answer': { input: { id: string; version: number; answer: string }; output: HandoffDetail };
  'handoff.decline': { input: { id: string; version: number; reason: string }; output: HandoffDetail };
  'agent.plan': { input: AsOfQuery & { account?: string; limit?: number }; output: Plan };
  'activity.add': { input: ActivityInput & { account: string }; output: WrittenActivity };
  'activity.change': { input: ActivityInput & { id: string; version: number }; output: { entry: WrittenActivity; before: WrittenActivity } };
  'activity.remove': { input: { id: string; version: number }; output: { removed: WrittenActivity } };
  'activity.restore': { input: { id: string }; output: WrittenActivity };
  'health.compare': { input: { id: string; from: string; to?: string }; output: HealthComparison };
  'health.ledger': { input: OfAccount & PageQuery & { evidence?: 'yes' | 'no' }; output: ListPage<z.infer<typeof ledgerEntry>> };
  'signal.mute': { input: { account: string; type: string; reason: string; until: string }; output: SignalMute };
  'signal.unmute': { input: { id: string }; output: SignalMute };
  'signal.mutes': { input: AsOfQuery & { accountId?: string }; output: ListPage<SignalMute> };
  'signal.show': { input: AsOfQuery & { id: string }; output: SignalItem & { lastTrueOn: string; resolution: string | null; rule: { id: string; version: number; description: string; open: string; stay: string } | null; events: { at: string; fromState: string | null; toState: string; by: string; note: string | null }[] } };
  'health.show': { input: OfAccount; output: HealthDetail };
  'health.distribution': { input: OfGroup & { weeks?: number }; output: HealthDistribution };
  'health.movers': { input: OfGroup & { days?: number; sort?: 'points' | 'money'; limit?: number }; output: HealthMovers };
  'health.coverage': { input: OfGroup; output: HealthCoverage };
  'health.accounts': { input: HealthAccountsQuery; output: ListPage<HealthAccount> };
  'health.simulate': { input: { definition: Record<string, unknown>; limit?: number }; output: HealthSimulation };
  'scorecard.list': { input: AsOfQuery & PageQuery; output: ListPage<ScorecardItem> };
  'scorecard.show': { input: AsOfQuery & { id: string; version?: number }; output: ScorecardDetail };
  'team.load': { input: AsOfQuery; output: TeamLoad };
  'team.accounts': { input: AsOfQuery & PageQuery & { owner?: string; figure?: LoadFigure }; output: ListPage<TeamAccount> };
  'team.rule': { input: { rule: TeamRule; version: string | null }; output: { rule: TeamRule; version: string | null } };
  'account.reassign': { input: { accountIds: readonly string[]; ownerId: string | null; note?: string }; output: Reassignment };
  'health.override': { input: { id: string; score: number; reason: string; days: number }; output: unknown };
  'health.lift': { input: { id: string }; output: unknown };
  'health.pulse': { input: { id: string; value: Exclude<Band, 'unknown'>; note?: string; days: number }; output: unknown };
  'signal.list': { input: AsOfQuery & PageQuery & { state?: SignalState | 'live' | 'all'; family?: SignalItem['family']; accountId?: string }; output: ListPage<SignalItem> };
  'signal.act': { input: { id: string; version: number; action: SignalAction; note?: string; until?: string; assignee?: string }; output: SignalItem };
  'cockpit.list': { input: { who?: string; kind?: CockpitKind; limit?: number; cursor?: string }; output: CockpitList };
  'cockpit.snooze': { input: { kind: CockpitKind; ids: string[]; until: string }; output: unknown };
  'task.list': { input: PageQuery & { accountId?: string; status?: TaskStatus | 'open' | 'all'; parent?: string }; output: ListPage<TaskItem> };
  'task.show': { input: { id: string }; output: TaskDetail };
  'task.add': { input: { title: string; accountId?: string; dueIn?: number; parent?: string }; output: TaskChanged };
  'task.update': { input: { id: string; version: number; title?: string; description?: string; details?: string; testStrategy?: string; priority?: TaskPriority; due?: string; noDue?: boolean }; output: TaskChanged };
  'task.set-status': { input: { status: TaskStatus; ids: string[]; versions: number[] }; output: TaskChanged };
  'task.assign': { input: { assignee: string; ids: string[]; versions: number[] }; output: TaskChanged };
  'task.snooze': { input: { until: string; ids: string[]; versions: number[] }; output: TaskChanged };
  'task.remove': { input: { ids: string[]; versions: number[] }; output: TaskChanged };
  'task.expand': { input: { id: string; subtasks?: string[] }; output: TaskChanged };
  'task.add-dependency': { input: { id: string; dependsOn: string }; output: TaskChanged };
  'task.remove-dependency': { input: { id: string; dependsOn: string }; output: TaskChanged };
  'task.comment': { input: { id: string; body: string }; output: unknown };
  'task.undo': { input: { changeId: string }; output: unknown };
  'task.templates': { input: None; output: { items: TaskTemplate[] } };
  'task.apply': { input: { template: string; accountId?: string }; output: TaskChanged };
  'task.feed': { input: None; output: { id: string; url: string } };
  'task.feeds': { input: None; output: { items: FeedItem[] } };
  'task.unfeed': { input: { id: string }; output: unknown };
  'metric.board': { input: AsOfQuery; output: { items: BoardItem[]; at: string } };
  'metric.breakdown': { input: AsOfQuery & { id: string; window?: string; by: string }; output: { metric: MetricItem; items: MetricGroup[] } };
  'metric.cohorts': { input: AsOfQuery & { cohort?: string; age?: number }; output: CohortTable };
  'metric.parts': { input: AsOfQuery & PageQuery & { id: string; window?: string }; output: ListPage<MetricPart> & { metric: MetricItem } };
  'metric.movements': { input: AsOfQuery & { window?: string }; output: MovementBridge };
  'import.stage': { input: { uploads: { spool: string; name: string }[]; source?: string }; output: ImportReport };
  'import.correct': { input: { id: string; file: string; decision: z.input<typeof importDecision> }; output: ImportReport };
  'import.run': { input: { id: string; wait: boolean }; output: ImportReport };
  'import.show': { input: { id: string }; output: ImportReport };
  'import.preview': { input: { id: string }; output: { items: ImportFileDetail[] } };
  'import.list': { input: PageQuery; output: ListPage<ImportListed> };
  'identity.list': { input: PageQuery; output: ListPage<IdentityPair> };
  'identity.merges': { input: None; output: ListPage<AccountMerge> };
  'identity.confirm': { input: { keep: string; merge: string }; output: AccountMerge };
  'identity.split': { input: { merge: string }; output: AccountMerge };
  'identity.distinct': { input: { one: string; other: string; undo?: boolean }; output: unknown };
  'identity.unresolved': { input: { limit: number }; output: ListPage<UnresolvedKey> };
  'identity.link': { input: { source: string; kind: UnresolvedKey['kind']; key: string; accountId: string }; output: unknown };
  'definition.list': { input: { kind?: string }; output: ListPage<DefinitionItem> };
  'definition.show': { input: { kind: string; id: string }; output: DefinitionDetail };
  'definition.validate': { input: { kind: string; text: string }; output: { id: string | null; faults: { path: string; message: string; remedy: string | null }[] } };
  'definition.preview': { input: { kind: string; text: string }; output: { preview: ProposalPreview | null } };
  'definition.propose': { input: { kind: string; text: string; why: string }; output: ProposalItem };
  'definition.roll-back': { input: { kind: string; id: string; version: number }; output: ProposalItem };
  'proposal.list': { input: { state: ProposalItem['state'] | 'all' }; output: ListPage<ProposalItem> };
  'proposal.show': { input: { id: string }; output: ProposalDetail };
  'proposal.approve': { input: { id: string; digest: string; reason?: string }; output: ProposalItem };
  'proposal.reject': { input: { id: string; reason: string }; output: ProposalItem };
  'proposal.look-back': { input: { id: string }; output: LookBack };
  'proposal.reopen': { input: { id: string }; output: ProposalItem };
  'definition.algo': { input: Record<string, never>; output: { text: string } };
  'definition.commits': { input: Record<string, never>; output: ListPage<DefinitionCommit> };
  'definition.shape': { input: { kind: string }; output: { schema: Record<string, unknown> } };
  'proposal.edit': { input: { id: string; version: number; text: string }; output: ProposalItem };
  'source.remove': { input: { source: string; confirm?: string; keepData?: boolean }; output: { accounts: number } };
  'source.vendors': { input: None; output: ListPage<VendorItem> };
  'source.status': { input: { vendor?: string }; output: ListPage<ConnectionItem> };
  'source.test': { input: { vendor: string }; output: ConnectionTest };
  'writeback.show': { input: { vendor: string }; output: WriteBackItem };
  'writeback.fields': { input: { vendor: string }; output: ListPage<WriteFieldChoice> };
  'writeback.preview': { input: { vendor: string }; output: WritePreview };
  'writeback.list': { input: PageQuery & { vendor?: string; account?: string }; output: ListPage<FieldWriteItem> };
  'writeback.map': { input: { vendor: string; map: Partial<Record<OwnValueName, string>>; version: number }; output: WriteBackItem };
  'writeback.start': { input: { vendor: string; digest: string }; output: WriteBackItem };
  'writeback.stop': { input: { vendor: string }; output: WriteBackItem };
  'writeback.records': { input: { vendor: string; on: boolean }; output: WriteBackItem };
  'writeback.send': { input: { vendor: string }; output: WriteBackItem };
  'source.add': { input: { vendor: string; credentials: Record<string, string>; baseUrl?: string; sandbox?: boolean; start?: boolean }; output: ConnectionItem };
  'source.set': { input: { vendor: string; credentials?: Record<string, string>; objects?: string[]; everyMinutes?: number; since?: string }; output: ConnectionItem };
  'source.sync': { input: { vendor: string; since?: string; wait: false }; output: null };
  'source.pause': { input: { vendor: string }; output: ConnectionItem };
  'source.resume': { input: { vendor: string }; output: ConnectionItem };
  'mailbox.list': { input: None; output: ListPage<MailboxItem> };
  'mailbox.test': { input: { mailbox: string }; output: MailboxTest };
  'mailbox.add': { input: MailboxRules & { kind: MailboxItem['kind']; name?: string; host?: string; security?: 'tls' | 'starttls'; user?: string; password?: string; url?: string; since?: string }; output: { mailbox: MailboxItem; found: MailboxTest } };
  'mailbox.set': { input: MailboxRules & { mailbox: string; password?: string; everyMinutes?: number }; output: MailboxItem };
  'mailbox.read': { input: { mailbox: string }; output: MailboxItem };
  'mailbox.pause': { input: { mailbox: string }; output: MailboxItem };
  'mailbox.resume': { input: { mailbox: string }; output: MailboxItem };
  'mailbox.remove': { input: { mailbox: string }; output: { removed: string } };
  'quarantine.summary': { input: None; output: ListPage<QuarantineGroup> };
  'quarantine.reopen': { input: { settledAt: string }; output: { reopened: number } };
  'quarantine.list': { input: PageQuery & { state?: QuarantineItem['state'] | 'all'; import?: string; file?: string; code?: string }; output: ListPage<QuarantineItem> };
  'quarantine.fix': { input: { id: string; set: Record<string, string> }; output: QuarantineItem };
  'quarantine.replay': { input: { ids?: string[]; file?: string; code?: string; import?: string }; output: { replayed: number; stillQuarantined: number } };
  'quarantine.dismiss': { input: { ids?: string[]; file?: string; code?: string }; output: { dismissed: number; settledAt: string } };
  'doubt.list': { input: PageQuery & { state?: 'open' | 'answered' | 'all'; import?: string }; output: ListPage<DoubtItem> };
  'doubt.answer': { input: { id: string; choice: string }; output: DoubtItem };
  'action.list': { input: PageQuery & { view?: 'waiting' | 'planned' | 'done' | 'all'; account?: string; type?: string }; output: ListPage<ActionItem> };
  'action.show': { input: { id: string }; output: ActionDetail };
  'action.propose': { input: { account: string; type: string; people: readonly string[]; content: ActionContent; why: string; key?: string; tainted?: boolean }; output: ActionItem };
  'agent.ask': { input: AsOfQuery & { question: string; language?: 'en' | 'de'; account?: string }; output: AskAnswer };
  'agent.model': { input: None; output: AskModelState };
  'agent.brief': { input: AsOfQuery & { account?: string }; output: Brief };
  'action.approve': { input: { ids: readonly string[]; digests: readonly string[] }; output: { items: { id: string; approved: boolean; rule: string | null; reason: string; dueAt: string | null }[] } };
  'action.reject': { input: { ids: readonly string[]; reason: string }; output: { items: { id: string; changed: boolean; status: ActionStatus }[] } };
  'action.undo': { input: { ids: readonly string[] }; output: { items: { id: string; changed: boolean; status: ActionStatus }[] } };
  'action.edit': { input: { id: string; version: number; content: ActionContent }; output: ActionDetail };
  'action.resolve': { input: { id: string; arrived: boolean }; output: { items: { id: string; changed: boolean; status: ActionStatus }[] } };
  'playbook.list': { input: None; output: { items: PlaybookItem[] } };
  'playbook.show': { input: { id: string }; output: PlaybookDetail };
  'survey.list': { input: { days?: number }; output: { items: SurveyItem[] } };
  'survey.answers': { input: { survey?: string; limit?: number; cursor?: string }; output: ListPage<SurveyAnswerItem> };
  'survey.preview': { input: { survey: string; account: string; person?: string; reminder?: boolean }; output: SurveyPreview };
  'playbook.preview': { input: { id: string }; output: PlaybookPreview };
  'playbook.simulate': { input: { id: string; from?: string; to?: string; every?: number }; output: SimulationResult };
  'playbook.activate': { input: { id: string; standing: boolean; version: number }; output: { playbook: PlaybookItem; entered: number; resumed: number; paused: number } };
  'playbook.pause': { input: { id: string; runs: 'pause' | 'go_on'; note?: string; version: number }; output: { playbook: PlaybookItem; entered: number; resumed: number; paused: number } };
  'playbook.start': { input: { id: string; accounts: readonly string[] }; output: { items: { accountId: string; runId: string | null; outcome: string; reason: string | null }[] } };
  'playbook.hold-out': { input: { id: string; percent: number; floor: number | null; reason: string; version: number }; output: HoldOutChange };
  'outcome.list': { input: None; output: { items: OutcomeItem[] } };
  'outcome.show': { input: { id: string }; output: OutcomeDetail };
  'run.list': { input: PageQuery & { status?: RunItem['status'] | 'live' | 'all'; playbook?: string; account?: string }; output: ListPage<RunItem> };
  'run.show': { input: { id: string }; output: RunDetail };
  'run.pause': { input: { id: string; version: number }; output: RunDetail };
  'run.resume': { input: { id: string; version: number }; output: RunDetail };
  'run.skip': { input: { id: string; version: number }; output: RunDetail };
  'run.exit': { input: { id: string; reason: string }; output: RunDetail };
  'run.migrate': { input: { id: string; version: number; step?: string }; output: RunDetail };
  'run.decide': { input: { id: string; version: number; decision: 'approved' | 'rejected'; reason?: string }; output: RunDetail };
  'action.settings': { input: None; output: ActionSettings };
  'action.stop-all': { input: { reason: string }; output: { stopped: true; waiting: number } };
  'action.resume': { input: None; output: ActionSettings };
  'action.autonomy': { input: { type: string; level: AutonomyLevel; version: number }; output: ActionSettings };
  'endpoint.list': { input: None; output: { items: EndpointItem[] } };
  'endpoint.set': { input: { id: string; kind: EndpointItem['kind']; name: string; url: string; secret?: string }; output: { items: EndpointItem[] } };
  'endpoint.remove': { input: { id: string }; output: { items: EndpointItem[] } };
  'suppression.list': { input: PageQuery; output: ListPage<SuppressionItem> };
  'suppression.lift': { input: { person: string; note: string }; output: { lifted: boolean } };
  'reply.settle': { input: { ids: string[] }; output: { changed: number } };
  'reply.reopen': { input: { ids: string[] }; output: { changed: number } };
  'reply.status': { input: None; output: { lastAt: string | null; kinds: { kind: InboundKind; count: number }[] } };
  'source.list': { input: None; output: { items: SourceItem[] } };
  'reading.show': { input: None; output: ReadingState };
  'reading.set': { input: { day?: string }; output: ReadingState };
  'sample.load': { input: None; output: unknown };
  'sample.remove': { input: None; output: unknown };
  'key.create': { input: { name: string; kind: KeyItem['kind']; scopes: string[]; origins: string[]; role?: 'agent'; memberId?: string }; output: { id: string; key: string } };
  'key.list': { input: None; output: { items: KeyItem[] } };
  'key.budget': { input: { id: string; actionsPerDay: number | null; tokensPerDay: number | null; costPerDay: number | null }; output: { done: boolean } };
  'key.revoke': { input: { id: string }; output: unknown };
}

export type OperationId = keyof Operations;
export type InputOf<K extends OperationId> = Operations[K]['input'];
export type OutputOf<K extends OperationId> = Operations[K]['output'];
