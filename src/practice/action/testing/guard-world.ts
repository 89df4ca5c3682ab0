import type { ActionContent, ActionStatus, RenderedMessage } from '../../../contract/action.ts';
import { toDate } from '../../../lib/clock.ts';
import { findActionType } from '../action-type.ts';
import { approveRefusal } from '../approve-refusal.ts';
import { decide, earliestSend, refusalOf, type GuardDraft, type GuardHistory, type Recipient } from '../decide.ts';
import type { Policy } from '../policy.ts';
import { actionDigest, contentProblem, renderMessages } from '../render-action.ts';
import { afterAttempt } from '../send-actions.ts';
import { sendVerdict } from '../send-verdict.ts';

/** The pure decisions that stand between a wish and the outside. A test may weaken one of them. */
export const soundGuard = { decide, approveRefusal, sendVerdict, afterAttempt, actionDigest, refusalOf, earliestSend };
export type Guard = typeof soundGuard;

export interface WorldPerson {
  id: string;
  accountId: string;
  address: string;
  left: boolean;
  suppressed: boolean;
  /** Hours ahead of UTC; the zone has no summer time. */
  offset: 0 | 9;
}

export interface WorldAction {
  id: string;
  key: string;
  type: string;
  accountId: string;
  personIds: string[];
  content: ActionContent;
  tainted: boolean;
  origin: string;
  status: ActionStatus;
  rule: string;
  edited: boolean;
  dueAt: number | null;
  expiresAt: number;
  approval: Approval | null;
  /** When it was last decided that it goes out. */
  decidedAt: number;
  /** The undo window promised at that moment. */
  windowMs: number;
  createdAt: number;
  undone: boolean;
  /** Somebody planned it again behind the guard's back; nobody approves it anew. */
  replayed?: boolean;
  messages: { key: string; message: RenderedMessage; state: 'ready' | 'sent' | 'failed' | 'uncertain' | 'skipped'; attempts: number; at: number; nextAt: number }[];
}

export interface Approval {
  digest: string;
  expiresAt: number;
  used: boolean;
  /** The truth about who gave it, which the guard does not see. */
  by: { kind: string; session: boolean; entitled: boolean };
  seen: string;
  policyVersion: number;
}

/** What a receiver got. */
export interface Arrival {
  action: WorldAction;
  key: string;
  personId: string | null;
  text: string;
  at: number;
  auto: boolean;
  approval: Approval | null;
}

export type AttemptEnd = 'ok' | 'refused' | 'lost_before' | 'lost_after';

const minuteMs = 60_000;

/** A small world around the guard, with everything in memory. It does what the store does; what arrives outside is kept in `arrivals`. */
export class GuardWorld {
  now = Date.UTC(2026, 5, 2, 10);
  policy: Policy;
  policyVersion = 1;
  stopped = false;
  readonly guard: Guard;
  readonly people: WorldPerson[] = [
    { id: 'p1', accountId: 'a1', address: 'p1@x.example', left: false, suppressed: false, offset: 0 }, { id: 'p2', accountId: 'a1', address: 'p2@x.example', left: false, suppressed: false, offset: 9 }, { id: 'p3', accountId: 'a2', address: 'p3@y.example', left: false, suppressed: false, offset: 0 },
  ];
  readonly actions: WorldAction[] = [];
  readonly arrivals: Arrival[] = [];
  readonly broken = new Set<string>();
  /** Set by the invariants: called before each arrival is counted. */
  onArrival: (arrival: Arrival, world: GuardWorld) => void = () => {};

  constructor(guard: Guard, policy: Policy) {
    this.guard = guard;
    this.policy = policy;
  }

  recipients(action: WorldAction): Recipient[] {
    return action.personIds.flatMap((id) => this.people.filter((one) => one.id === id).map(({ accountId, address, left, suppressed, offset }) => ({ personId: id, accountId, name: id, address, left, zones: [offset ? 'Asia/Tokyo' : 'UTC'], suppressed })));
  }

  messages(action: WorldAction): RenderedMessage[] {
    const type = findActionType(action.type);
    return type ? renderMessages({ id: action.id, type, content: action.content, recipients: this.recipients(action), owner: null, accountName: '', createdAt: toDate(action.createdAt), policy: this.policy }) : [];
  }

  digest(action: WorldAction): string {
    return this.guard.actionDigest({ type: action.type, accountId: action.accountId, channel: findActionType(action.type)?.channel ?? '', endpoint: null, messages: this.messages(action), fields: null, policyVersion: this.policyVersion, expiresAt: toDate(action.expiresAt) });
  }

  draftOf(action: WorldAction): GuardDraft {
    return { type: action.type, accountId: action.accountId, personIds: action.personIds, recipients: this.recipients(action), tainted: action.tainted, asks: action.type === 'send_survey' && action.content.survey?.reminds === undefined, problem: contentProblem(findActionType(action.type), action.content), notBefore: null };
  }

  history(self: WorldAction): GuardHistory {
    const others = this.actions.filter((one) => one !== self && (one.status === 'scheduled' || one.messages.some(({ state }) => state === 'sent' || state === 'ready' || state === 'uncertain')));
    const timesOf = (one: WorldAction) => (one.status === 'scheduled' ? [one.dueAt ?? 0] : one.messages.filter(({ state }) => state !== 'failed' && state !== 'skipped').map(({ at }) => at));
    const toward = others.filter((one) => one.accountId === self.accountId && findActionType(one.type)?.toPeople);
    const outward = others.filter((one) => findActionType(one.type)?.effect !== 'internal');
    const times = (id: string, among: readonly WorldAction[]) => among.flatMap((one) => (one.status === 'scheduled' ? (one.personIds.includes(id) ? [one.dueAt ?? 0] : []) : one.messages.filter(({ message, state }) => message.personId === id && state !== 'failed' && state !== 'skipped').map(({ at }) => at)));
    const recent = outward.filter((one) => Math.max(...timesOf(one)) > this.now - 1440 * minuteMs);
    return {
      stopped: this.stopped,
      byPerson: new Map(self.personIds.map((id) => [id, times(id, toward)])),
      asked: new Map(self.personIds.map((id) => [id, times(id, toward.filter(({ type, content }) => type === 'send_survey' && content.survey?.reminds === undefined))])),
      byAccount: toward.map((one) => Math.max(...timesOf(one))),
      day: recent.map((one) => Math.max(...timesOf(one))),
      originDay: recent.filter((one) => one.approval === null && one.origin === self.origin).length,
    };
  }

  propose(draft: Pick<WorldAction, 'key' | 'type' | 'accountId' | 'personIds' | 'content' | 'tainted' | 'origin'>): void {
    if (this.actions.some(({ key }) => key === draft.key)) return;
    const action: WorldAction = { ...draft, personIds: [...new Set(draft.personIds)], id: `act${this.actions.length}`, status: 'waiting', rule: '', edited: false, dueAt: null, expiresAt: this.now + this.policy.approvalDays * 1440 * minuteMs, approval: null, decidedAt: this.now, windowMs: this.policy.autonomy[draft.type] === 'auto' ? 0 : this.policy.undoMinutes * minuteMs, createdAt: this.now, undone: false, messages: [] };
    const decision = this.guard.decide(this.draftOf(action), this.policy, this.history(action), toDate(this.now));
    Object.assign(action, { status: decision.outcome, rule: decision.rule, dueAt: decision.dueAt?.getTime() ?? null });
    this.actions.push(action);
  }

  approve(action: WorldAction, by: { kind: string; session: boolean; role: 'csm' | 'leader' | 'agent'; owns: boolean }, shown: { digest: string; bytes: string }): void {
    if (action.replayed) return;
    const approver = { kind: by.kind, userId: by.kind === 'user' ? 'u' : null, role: by.role, session: by.session, owns: by.owns, proposed: false };
    const digest = this.digest(action);
    if (this.guard.approveRefusal(approver, { status: action.status, rule: action.rule, digest, seen: shown.digest, expiresAt: toDate(action.expiresAt), edited: action.edited }, this.policy, toDate(this.now))) return;
    if (this.guard.refusalOf(this.draftOf(action), this.policy)) return;
    const slot = this.guard.earliestSend(this.draftOf(action), this.policy, this.history(action), toDate(this.now + this.policy.undoMinutes * minuteMs));
    if (!slot) return;
    action.approval = { digest, expiresAt: action.expiresAt, used: false, by: { kind: by.kind, session: by.session, entitled: by.role === 'leader' || by.owns }, seen: shown.bytes, policyVersion: this.policyVersion };
    Object.assign(action, { status: 'scheduled', dueAt: slot.at.getTime(), decidedAt: this.now, windowMs: this.policy.undoMinutes * minuteMs, undone: false });
  }

  undo(action: WorldAction): void {
    if (action.status !== 'scheduled') return;
    action.status = action.approval ? 'waiting' : 'undone';
    action.approval = null;
    action.undone = true;
  }

  stop(): void {
    this.stopped = true;
    for (const action of this.actions) if (action.status === 'scheduled' && !action.approval) action.status = 'waiting';
  }

  /** One round of the sender; `ends` says how attempts end, in order. */
  send(ends: readonly AttemptEnd[]): void {
    for (const action of this.actions) if (action.status === 'scheduled' && (action.dueAt ?? 0) <= this.now) this.release(action);
    let at = 0;
    for (const action of this.actions) {
      if (action.status !== 'sending') continue;
      for (const message of action.messages) {
        if (message.state !== 'ready' || message.nextAt > this.now) continue;
        const verdict = this.verdict(action, false);
        const same = this.messages(action).some(({ personId, to }) => personId === message.message.personId && to === message.message.to);
        if (!same) message.state = 'failed';
        else if (verdict.verdict === 'send' && verdict.skip.some(({ personId }) => personId === message.message.personId)) message.state = 'skipped';
        else if (verdict.verdict === 'send') this.attempt(action, message, ends[at++ % ends.length] ?? 'ok');
        else if (verdict.verdict === 'defer') message.nextAt = verdict.until.getTime();
        else if (verdict.verdict !== 'hold') message.state = 'failed';
      }
      if (!action.messages.some(({ state }) => state === 'ready')) action.status = action.messages.some(({ state }) => state === 'uncertain') ? 'uncertain' : action.messages.some(({ state }) => state === 'sent') ? 'sent' : 'failed';
    }
  }

  private verdict(action: WorldAction, used: boolean) {
    const approval = action.approval && { digest: action.approval.digest, used, expiresAt: toDate(action.approval.expiresAt) };
    return this.guard.sendVerdict({ ...this.draftOf(action), digest: this.digest(action), expiresAt: toDate(action.expiresAt), approval }, this.policy, this.history(action), toDate(this.now));
  }

  private release(action: WorldAction): void {
    const verdict = this.verdict(action, action.approval?.used ?? false);
    if (verdict.verdict === 'send') {
      if (action.approval) action.approval.used = true;
      action.status = 'sending';
      action.messages.push(...this.messages(action).map((message) => ({ key: `${action.id}:${message.personId}`, message, state: verdict.skip.some(({ personId }) => personId === message.personId) ? ('skipped' as const) : ('ready' as const), attempts: 0, at: this.now, nextAt: this.now })));
    } else if (verdict.verdict === 'defer') action.dueAt = verdict.until.getTime();
    else if (verdict.verdict === 'ask') Object.assign(action, { status: 'waiting', approval: null });
    else if (verdict.verdict !== 'hold') action.status = verdict.verdict === 'expire' ? 'expired' : 'refused';
  }

  private attempt(action: WorldAction, sending: WorldAction['messages'][number], end: AttemptEnd): void {
    sending.attempts += 1;
    sending.at = this.now;
    if (end === 'ok' || end === 'lost_after') {
      const arrival = { action, key: sending.key, personId: sending.message.personId, text: `${sending.message.to}|${sending.message.subject}|${sending.message.text}`, at: this.now, auto: action.approval === null, approval: action.approval };
      this.onArrival(arrival, this);
      this.arrivals.push(arrival);
    }
    const attempt = end === 'ok' ? { end: 'sent' as const, receipt: '' } : end === 'refused' ? { end: 'not_sent' as const, permanent: false, error: '' } : { end: 'unknown' as const, error: '' };
    sending.state = this.guard.afterAttempt(attempt, { attempts: sending.attempts, afterUncertain: findActionType(action.type)?.afterUncertain ?? 'at_most_once' }).state;
  }
}
