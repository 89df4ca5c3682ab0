import { join } from 'node:path';
import type { BusinessClock } from '../platform/business-clock.ts';
import type { AnyOperation } from '../platform/operation/operation.ts';
import type { ModelSettings } from '../platform/config/config.ts';
import type { Mailer } from '../platform/mail/mailer.ts';
import { authOperations } from '../platform/auth/auth-operations.ts';
import type { OwnMail } from '../platform/auth/user-operations.ts';
import { reassignOperations } from '../customer/account/reassign-operations.ts';
import { dayOf } from '../lib/period.ts';
import { accountPageOperations } from '../insight/book/account-page-operations.ts';
import { activityOperations } from '../customer/conversation/operations/activity-operations.ts';
import { editOperations } from '../customer/account/edit-operations.ts';
import { personSearch } from '../customer/person/person-search.ts';
import { columnOperations } from '../insight/book/column-operations.ts';
import { viewOperations } from '../insight/book/view-operations.ts';
import { compareOperations } from '../insight/health/compare-operations.ts';
import { muteOperations } from '../insight/signal/operations/mute-operations.ts';
import { visibleAccount } from '../insight/health/visible-account.ts';
import { bookOperations } from '../insight/book/book-operations.ts';
import { computeFacts } from '../insight/fact/compute-facts.ts';
import { exchangeRateOperations } from '../insight/metric/exchange-rate-operations.ts';
import { metricOperations } from '../insight/metric/metric-operations.ts';
import { signalOperations } from '../insight/signal/operations/signal-operations.ts';
import { healthOperations } from '../insight/health/health-operations.ts';
import { replySource } from '../practice/action/inbound/read-replies.ts';
import { actionOperations, type ActionOperationDeps } from '../practice/action/operations/action-operations.ts';
import { replyOperations } from '../practice/action/operations/reply-operations.ts';
import { actionSettingOperations } from '../practice/action/operations/action-setting-operations.ts';
import { writeBackOperations } from '../practice/action/operations/write-back-operations.ts';
import { writeBackTimeline } from '../practice/action/write-back/timeline.ts';
import type { ActionListener } from '../practice/action/action-listener.ts';
import { teamOperations } from '../insight/book/team-operations.ts';
import { readingOperations } from '../insight/book/reading-operations.ts';
import type { Context } from '../platform/operation/context.ts';
import { importOperations } from '../source/sync/operations/import-operations.ts';
import { sourceRemovalOperations } from './remove-source.ts';
import { connectionOperations } from '../source/sync/operations/connection-operations.ts';
import type { SyncDeps } from '../source/sync/connection/run-sync.ts';
import { takeMail } from '../practice/action/inbound/take-mail.ts';
import { mailboxOperations } from '../source/mailbox/operations/mailbox-operations.ts';
import { resealMailboxes } from '../source/mailbox/mailbox-store.ts';
import type { MailboxDeps } from '../source/mailbox/read-mailbox.ts';
import type { SecretKeys } from '../platform/secret-box.ts';
import { sourceOperations } from '../source/tracking/source-operations.ts';
import { askOperations } from '../agent/ask/ask-operations.ts';
import { planOperations as nextStepOperations } from '../agent/planner/plan-operations.ts';
import { contextOperations } from '../agent/context/context-operations.ts';
import { handoffOperations } from '../agent/handoff/handoff-operations.ts';
import { engagementOperations } from '../agent/engagement/engagement-operations.ts';
import { advanceEngagement } from '../agent/engagement/advance-run.ts';
import { handoffSource, handoffTimeline } from '../agent/handoff/handoff-source.ts';
import { briefOperations } from '../agent/context/brief-operations.ts';
import { execute } from '../platform/operation/execute.ts';
import { identityOperations } from '../customer/identity/identity-operations.ts';
import { forgetDerived } from './forget-derived.ts';
import type { HealthSimulation } from '../contract/book-health.ts';
import { factCatalogue } from '../insight/fact/fact-catalogue.ts';
import { proposalOperations } from '../program/proposal/proposal-operations.ts';
import { definitionKinds } from './definition-kinds.ts';
import { definitionPreviews } from './definition-previews.ts';
import { definitionPasts, lookedBackKinds } from './definition-pasts.ts';
import { algoOf, keepProgrammeHistory } from './programme-history.ts';
import { lookBackNext } from '../program/proposal/look-back-store.ts';
import { afterApproval, afterChange, afterLoad, historyOperations } from './after-load.ts';
import { clockOperations } from './clock-operations.ts';
import type { SendDeps } from '../practice/action/send-actions.ts';
import type { Work } from './work.ts';
import { sampleOperations } from './sample/sample-operations.ts';
import { rescoreNow } from './stages.ts';
import { signalSource, renewalSource, taskSource, type CockpitSource } from '../practice/task/cockpit-source.ts';
import { approvalSource } from '../practice/action/approval-source.ts';
import { cockpitOperations } from '../practice/task/cockpit-operations.ts';
import { exchangeOperations } from '../practice/task/exchange-operations.ts';
import { planOperations } from '../practice/task/plan-operations.ts';
import { feedOperations } from '../practice/task/task-feed.ts';
import { taskOperations } from '../practice/task/task-operations.ts';
import { templateOperations } from '../practice/task/template-operations.ts';
import { messageTemplateOperations } from '../practice/playbook/operations/message-template-operations.ts';
import { holdOutOperations } from '../practice/playbook/operations/hold-out-operations.ts';
import { outcomeOperations } from '../practice/outcome/outcome-operations.ts';
import { playbookOperations } from '../practice/playbook/operations/playbook-operations.ts';
import { runOperations } from '../practice/playbook/operations/run-operations.ts';
import { surveyOperations } from '../practice/playbook/operations/survey-operations.ts';
import { notificationOperations } from '../practice/notification/notification-operations.ts';
import type { TaskListener } from '../practice/task/task.ts';
import { bookInsightAt, scoresAt } from './book-insight.ts';

/** What changes while the process runs, shared by the operations that need it. */
export interface Runtime {
  /** Where this process serves; null while it does not. */
  baseUrl: string | null;
  dataDir: string;
  /** The business clock, once the engines are open. */
  clock: BusinessClock | null;
  /** Where people reach it: as configured, else where it serves. */
  publicUrl?: string | undefined;
  /** Hosts of the own network that chats and webhooks may reach. */
  allowHosts?: readonly string[];
  /** The model that may be asked; absent: none. */
  model?: ModelSettings | undefined;
  /** Seal stored credentials; absent while no store is open. */
  secrets?: SecretKeys;
  /** Wakes the reading of connected sources; absent in a process that runs one command. */
  sourcesSoon?: () => void;
  /** Wakes the sending of field values; absent in a process that runs one command. */
  sendFieldsSoon?: () => void;
  /** Mail can leave. */
  mailReady?: boolean;
  /** Sends mail to our own users; absent while no mail server is configured. */
  mailer?: Mailer | undefined;
  /** What runs behind the server, to be held while the simulated clock is moved; absent in a process that runs one command. */
  work?: Pick<Work, 'hold'>;
  /** The ways out, while this process serves. */
  outbox?: Omit<SendDeps, 'db' | 'clock'>;
  /** Who is told that actions ended. */
  actionListeners?: readonly ActionListener[];
  /** Who is told that tasks were closed. */
  taskListeners?: readonly TaskListener[];
  /** Wakes what keeps the programme: look backs at proposals and its git history; absent in a process that runs one command. */
  programmeSoon?: () => void;
  /** Hands an engagement run to a durable job; absent in a process that runs one command, which takes it further itself. */
  engagementSoon?: (id: string) => Promise<void>;
  /** Hands the closing of history to a durable job; absent in a process that runs one command, which does it itself. */
  closeHistorySoon?: () => Promise<void>;
}

/** Where the shipped programme lies. */
export const definitionsDir = join(import.meta.dirname, '../../definitions');

/** What the cockpit lists. */
const cockpitSources: CockpitSource[] = [taskSource, signalSource, renewalSource, approvalSource, replySource, handoffSource];

/** Mails one of our own users; false when no mail server is configured or it did not take the message, so that the person who asked hands the link over. */
async function mailOwn(mailer: Mailer | undefined, { log }: Context, { to, subject, text }: OwnMail): Promise<boolean> {
  if (!mailer) return false;
  try {
    await mailer.send({ to: { name: null, address: to }, subject, text, headers: { 'Auto-Submitted': 'auto-generated' } });
    return true;
  } catch (error) {
    log.warn({ err: error }, 'a mail to a user was not sent');
    return false;
  }
}

// Records of the floors above that go with an account when it is merged.
const mergedRecords = ['task', 'handoff', 'inbound_mail', 'survey_invitation'];

/** What reading a connected vendor needs of this process. */
export function syncDeps(runtime: Runtime): SyncDeps {
  return {
    box() {
      if (!runtime.secrets) throw new Error('No store is open.');
      return runtime.secrets.box;
    },
    allowHosts: runtime.allowHosts ?? [], merge: { records: mergedRecords, keyed: [{ table: 'playbook_assignment', key: 'playbook_id' }], forget: forgetDerived }, loaded: (context) => afterLoad(runtime, context),
  };
}

// Replies, bounces and complaints in a mailbox go the same way as those that are handed in.
const mailAnswer: MailboxDeps['takeAnswer'] = async (context, raw) => {
  const { outcome, kind } = await takeMail(context, raw);
  if (outcome === 'unmatched' || kind === null) return null;
  return kind === 'reply' ? 'answer' : kind === 'forged' ? 'forged' : 'automatic';
};

/** What reading mailboxes and calendars needs of this process. */
export function mailboxDeps(runtime: Runtime): MailboxDeps {
  return { box: syncDeps(runtime).box, allowHosts: runtime.allowHosts ?? [], takeAnswer: mailAnswer };
}

/** Every operation of Mainstay: one line for each group. */
export function operations(runtime: Runtime): AnyOperation[] {
  const loaded = (context: Context, scope?: { whole: boolean }) => afterLoad(runtime, context, scope);
  const actions: ActionOperationDeps = {
    visibleAccount, baseUrl: () => runtime.publicUrl ?? runtime.baseUrl, allowHosts: runtime.allowHosts ?? [], mailReady: () => runtime.mailReady ?? false, listeners: runtime.actionListeners ?? [],
  };
  const taskListeners = runtime.taskListeners ?? [];
  const playbooks = { visibleAccount, baseUrl: () => runtime.publicUrl ?? runtime.baseUrl };
  const call = <T>(context: Context, id: string, input: object): Promise<T> => execute(all.find((operation) => operation.id === id) as AnyOperation, context, input) as Promise<T>;
  const all: AnyOperation[] = [
    ...authOperations({
      operations: () => all,
      baseUrl: () => runtime.baseUrl,
      linkUrl: () => runtime.publicUrl ?? runtime.baseUrl,
      mail: (context, mail) => mailOwn(runtime.mailer, context, mail),
      async instance({ db, clock }) {
        const row = await db.one<{ accounts: number; sample: boolean; lastChange: number }>("select (select count(*) from account) as accounts, (select coalesce(max(seq), 0) from change_feed) as \"lastChange\", exists (select 1 from source where sample) as sample");
        return { sample: row.sample, empty: row.accounts === 0, readingDate: runtime.clock?.readingDay() ?? null, today: dayOf(clock.now()), lastChange: row.lastChange };
      },
    }),
    ...importOperations({ spoolDir: () => join(runtime.dataDir, 'spool'), loaded }),
    ...historyOperations(), ...clockOperations(runtime),
    ...sampleOperations({ loaded, simulated: () => runtime.clock?.simulated ?? false }),
    ...sourceOperations(), ...sourceRemovalOperations({ loaded }), ...connectionOperations({ ...syncDeps(runtime), secrets: () => runtime.secrets, resealOthers: resealMailboxes, wake: () => runtime.sourcesSoon?.() }),
    ...mailboxOperations({ ...mailboxDeps(runtime), wake: () => runtime.sourcesSoon?.() }),
    ...readingOperations({
      readingDay: () => runtime.clock?.readingDay() ?? null,
      async setReadingDay(context, day) {
        await runtime.clock?.setReadingDay(day);
        await rescoreNow(context, 'reading');
      },
    }),
    ...reassignOperations(),
    ...identityOperations({ visibleAccount, records: mergedRecords, keyed: [{ table: 'playbook_assignment', key: 'playbook_id' }], forget: forgetDerived, changed: (context, accountIds) => afterChange(runtime, context, accountIds) }),
    ...healthOperations(),
    ...signalOperations({ resolveAccountId: visibleAccount }),
    ...accountPageOperations(),
    ...editOperations(),
    ...columnOperations(),
    ...viewOperations(),
    personSearch(),
    ...activityOperations({ visibleAccount }),
    ...compareOperations(),
    ...muteOperations({ visibleAccount }),
    ...metricOperations({
      factsAt: async (context, at) => new Map((await computeFacts(context, { dates: [at] })).map(({ accountId, values }) => [accountId, values])),
      healthAt: async (context, at) => new Map((await scoresAt(context, at, undefined)).map(({ accountId, score, coverage }) => [accountId, { score, coverage }])),
    }),
    ...exchangeRateOperations(),
    ...teamOperations(),
    ...actionOperations(actions), ...replyOperations(actions),
    ...actionSettingOperations(actions), ...writeBackOperations({ ...actions, sync: syncDeps(runtime), wake: () => runtime.sendFieldsSoon?.() }),
    ...bookOperations({ insightAt: bookInsightAt, timeline: [handoffTimeline, writeBackTimeline] }),
    ...taskOperations({ visibleAccount, listeners: taskListeners }), ...planOperations(), ...templateOperations({ visibleAccount }), ...exchangeOperations({ listeners: taskListeners }),
    ...playbookOperations(playbooks), ...runOperations(playbooks), ...messageTemplateOperations(playbooks), ...surveyOperations(playbooks), ...holdOutOperations(), ...outcomeOperations(),
    ...notificationOperations({ mailReady: () => runtime.mailReady ?? false }),
    ...feedOperations({ baseUrl: () => runtime.baseUrl }), ...cockpitOperations({ sources: cockpitSources }),
    ...proposalOperations({
      kinds: definitionKinds, facts: new Set(factCatalogue.map(({ id }) => id)), approved: (context, kind) => afterApproval(runtime, context, kind),
      lookedBack: lookedBackKinds, renderAlgo: algoOf,
      async lookBackSoon(context, wait) {
        if (runtime.programmeSoon) return runtime.programmeSoon();
        if (wait) while (await lookBackNext(context, definitionPasts(context), context.signal));
      },
      async keepHistory(context) {
        if (runtime.programmeSoon) return runtime.programmeSoon();
        await keepProgrammeHistory(context, runtime.dataDir);
      },
      previews: definitionPreviews((context, definition) => call<HealthSimulation>(context, 'health.simulate', { definition: definition as object, limit: 200 }), (context) => call(context, 'metric.list', {})),
    }),
    ...askOperations({ visibleAccount, call, baseUrl: () => runtime.publicUrl ?? runtime.baseUrl, model: runtime.model ?? null }),
    ...nextStepOperations({
      visibleAccount, sources: [taskSource, renewalSource, approvalSource],
      async revenueAt(context, at, accountId) {
        const { arrMinor = null, currency = null } = (await bookInsightAt(context, at, accountId)).get(accountId) ?? {};
        return { arrMinor, currency };
      },
    }),
    ...briefOperations({ visibleAccount, call }), ...contextOperations({ visibleAccount, call }), ...handoffOperations({ visibleAccount }),
    ...engagementOperations({ visibleAccount, call, baseUrl: () => runtime.publicUrl ?? runtime.baseUrl, advance: (context, id) => (runtime.engagementSoon ? runtime.engagementSoon(id) : advanceEngagement({ call }, context, id, context.progress)) }),
  ];
  return all;
}
