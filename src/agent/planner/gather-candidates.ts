import type { CockpitItem } from '../../contract/cockpit.ts';
import type { HealthDetail } from '../../contract/health.ts';
import type { SignalItem } from '../../contract/signal.ts';
import { signalUrgencyDays } from '../../practice/task/cockpit-source.ts';
import type { Day } from '../../lib/period.ts';
import type { Candidate } from './rank-steps.ts';
import { actionOfSignal } from './step-kinds.ts';

/** Points a line must have lost in 90 days (28 where there is no older score) before it is worth a step of its own. */
export const worthPoints = 3;

/** A playbook that is at work, and which signals it is for. */
export interface PlaybookAtWork {
  id: string;
  label: string;
  types: readonly string[];
  /** It begins with the coming end of a term. */
  renewals: boolean;
}

/** What steps are made of. `health` is read where one account is planned. */
export interface PlanMaterial {
  today: Day;
  signals: readonly SignalItem[];
  /** Open tasks, renewals and approvals, as the work list has them. */
  work: readonly CockpitItem[];
  /** Live runs as `playbook account`. */
  running: ReadonlySet<string>;
  playbooks: readonly PlaybookAtWork[];
  health: (Pick<HealthDetail, 'accountId' | 'band' | 'drivers' | 'confidence'> & { good: number; arrMinor: number | null; currency: string | null }) | null;
  moneyOf(amount: { impactMinor: number | null; currency?: string | null | undefined }): number | null;
}

const waiting = new Set(['open', 'acknowledged']);

function playbookFor({ playbooks, running }: PlanMaterial, accountId: string, fits: (playbook: PlaybookAtWork) => boolean): Candidate['playbook'] {
  const fitting = playbooks.filter(fits);
  const chosen = fitting.find(({ id }) => running.has(`${id} ${accountId}`)) ?? fitting[0];
  return chosen ? { id: chosen.id, label: chosen.label, running: running.has(`${chosen.id} ${accountId}`) } : null;
}

function ofSignal(material: PlanMaterial, signal: SignalItem): Candidate {
  return {
    accountId: signal.accountId, rule: signal.family === 'risk' ? 'signal' : 'chance', action: actionOfSignal[signal.type] ?? 'review_signal', subject: signal.label, reason: signal.why,
    evidence: [{ kind: 'signal', id: signal.id, label: signal.label, at: signal.openedOn }, ...signal.evidence], stake: material.moneyOf({ impactMinor: signal.stakeMinor, currency: signal.currency }), stakeMinor: signal.stakeMinor, currency: signal.currency,
    confidence: signal.confidence, urgencyDays: signalUrgencyDays(signal, material.today), dueOn: null, link: `/account/${signal.accountId}?tab=signals`, signalId: signal.id, driverId: null, ref: signal.id,
    playbook: playbookFor(material, signal.accountId, ({ types }) => types.includes(signal.type)),
  };
}

const ofWork = { task: { rule: 'task', action: 'task' }, approval: { rule: 'approval', action: 'decide_approval' }, renewal: { rule: 'renewal', action: 'agree_renewal' } } as const;

function ofItem(material: PlanMaterial, item: CockpitItem): Candidate[] {
  const kind = ofWork[item.kind as keyof typeof ofWork];
  if (!kind || item.accountId === null) return [];
  const accountId = item.accountId;
  return [{
    ...kind, ...(item.kind === 'task' ? { title: item.title } : {}), accountId, subject: item.kind === 'task' ? null : item.title, reason: item.why || null, evidence: [{ kind: item.kind === 'renewal' ? 'account' : item.kind === 'approval' ? 'action' : item.kind, id: item.id, label: item.title, at: item.dueOn }],
    stake: material.moneyOf(item), stakeMinor: item.impactMinor, currency: item.currency ?? null, confidence: item.confidence, urgencyDays: item.urgencyDays, dueOn: item.dueOn, link: item.link, signalId: null, driverId: null, ref: item.id,
    playbook: item.kind === 'renewal' ? playbookFor(material, accountId, ({ renewals }) => renewals) : null,
  }];
}

/** The line of the score below "good" that lost most; a good one only lost weight. Its stake is the part of the revenue that the lost points stand for. */
function ofHealth({ health, moneyOf }: PlanMaterial): Candidate[] {
  if (!health) return [];
  const lost = (driver: HealthDetail['drivers'][number]) => driver.moved.d90 ?? driver.moved.d28 ?? 0;
  const costly = health.drivers.filter((driver) => driver.score !== null && driver.score < health.good && lost(driver) <= -worthPoints).toSorted((a, b) => lost(a) - lost(b) || a.id.localeCompare(b.id))[0];
  const common = { accountId: health.accountId, urgencyDays: null, dueOn: null, link: `/account/${health.accountId}`, signalId: null, playbook: null, currency: health.currency };
  if (costly) {
    const stakeMinor = health.arrMinor === null ? null : Math.round((health.arrMinor * Math.min(100, -lost(costly))) / 100);
    return [{ ...common, rule: 'driver', action: 'review_driver', subject: costly.label, reason: costly.text, evidence: costly.evidence, stake: moneyOf({ impactMinor: stakeMinor, currency: health.currency }), stakeMinor, confidence: health.confidence ?? 0.5, driverId: costly.id, ref: costly.id }];
  }
  return health.band === 'unknown' ? [{ ...common, rule: 'unknown', action: 'gather_data', subject: null, reason: null, evidence: [], stake: null, stakeMinor: null, confidence: 1, driverId: null, ref: null }] : [];
}

/** Every step that could be taken, with what its rank rests on. What somebody put off or already plays waits. Pure. */
export function gatherCandidates(material: PlanMaterial): Candidate[] {
  return [...material.signals.filter(({ state }) => waiting.has(state)).map((signal) => ofSignal(material, signal)), ...material.work.flatMap((item) => ofItem(material, item)), ...ofHealth(material)];
}
