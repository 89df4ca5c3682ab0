import { actionTypes } from '../action-type.ts';
import type { Arrival, GuardWorld } from './guard-world.ts';

const dayMs = 86_400_000;

/** What must hold for everything that arrives outside, worked out from the world itself and not by the guard's own functions. Each is named; a breach adds its name. */
export const invariants: Record<string, (arrival: Arrival, world: GuardWorld) => boolean> = {
  knownType: ({ action }) => actionTypes.some(({ id }) => id === action.type),
  notOff: ({ action }, { policy }) => Object.hasOwn(policy.autonomy, action.type) && policy.autonomy[action.type] !== 'off',
  ownPeople: ({ action, personId }, { people }) => personId === null || people.some(({ id, accountId }) => id === personId && accountId === action.accountId),
  notLeft: ({ personId }, { people }) => !people.some(({ id, left }) => id === personId && left),
  notSuppressed: ({ personId }, { people }) => !people.some(({ id, suppressed }) => id === personId && suppressed),
  personDecides: ({ action, approval }, { policy }) => approval !== null || (!action.tainted && ['auto', 'auto_undo'].includes(policy.autonomy[action.type] ?? 'off')),
  onlyPeopleApprove: ({ approval }) => approval === null || (approval.by.kind === 'user' && approval.by.session && approval.by.entitled),
  approvedBytes: ({ approval, text }) => approval === null || approval.seen.includes(text),
  approvedPolicy: ({ approval }, { policyVersion }) => approval === null || approval.policyVersion === policyVersion,
  inTime: ({ action, at }) => at < action.expiresAt,
  notStopped: (_arrival, { stopped }) => !stopped,
  afterUndo: ({ action, at }) => at >= action.decidedAt + action.windowMs,
  notUndone: ({ action }) => !action.undone,
  once: ({ action, key }, { arrivals }) => arrivals.every((one) => one.key !== key) || actionTypes.find(({ id }) => id === action.type)?.afterUncertain === 'at_least_once',
  approvalOnce: ({ approval, key }, { arrivals }) => approval === null || arrivals.every((one) => one.approval !== approval || one.key === key || one.action.personIds.length > 1) && arrivals.filter((one) => one.approval === approval && one.key === key).length < 6,
  oneActionPerKey: ({ action }, { actions }) => actions.filter(({ key }) => key === action.key).length === 1,
  personCadence: ({ personId, at }, { arrivals, policy }) => personId === null || policy.cadence.person.every(({ most, days }) => arrivals.filter((one) => one.personId === personId && one.at > at - days * dayMs).length < most),
  accountCadence: ({ action, personId, at }, { arrivals, policy }) => personId === null || policy.cadence.account.every(({ most, days }) => new Set(arrivals.filter((one) => one.personId !== null && one.action.accountId === action.accountId && one.action !== action && one.at > at - days * dayMs).map((one) => one.action)).size < most),
  surveyRest: ({ action, personId, at }, { arrivals, policy }) => action.type !== 'send_survey' || action.content.survey?.reminds !== undefined || policy.cadence.survey.every(({ most, days }) => arrivals.filter((one) => one.personId === personId && one.action.type === 'send_survey' && one.action.content.survey?.reminds === undefined && one.at > at - days * dayMs).length < most),
  quietHours: ({ personId, at }, { people, policy }) => {
    const person = people.find(({ id }) => id === personId);
    if (!person) return true;
    const local = at / 3_600_000 + person.offset;
    const [hour, weekday] = [local % 24, (Math.floor(local / 24) + 4) % 7];
    return hour >= Number(policy.quietHours.to.slice(0, 2)) && hour < Number(policy.quietHours.from.slice(0, 2)) && weekday !== 0 && weekday !== 6;
  },
  dayBudget: ({ action, at }, { arrivals, policy }) => action.type === 'post_chat' || new Set(arrivals.filter((one) => one.action.type !== 'post_chat' && one.action !== action && one.at > at - dayMs).map((one) => one.action)).size < policy.budgets.perDay,
  originBudget: ({ action, at, auto }, { arrivals, policy }) => !auto || action.type === 'post_chat' || new Set(arrivals.filter((one) => one.auto && one.action.type !== 'post_chat' && one.action !== action && one.action.origin === action.origin && one.at > at - dayMs).map((one) => one.action)).size < policy.budgets.perOriginPerDay,
};
