import { Role, TaskState, type Message, type Part, type Task } from '@a2a-js/sdk';
import type { ActionItem, ActionStatus } from '../../contract/action.ts';
import type { HandoffDetail, HandoffState } from '../../contract/handoff.ts';

const handoffStates: Readonly<Record<HandoffState, TaskState>> = {
  sent: TaskState.TASK_STATE_SUBMITTED, accepted: TaskState.TASK_STATE_WORKING, answered: TaskState.TASK_STATE_COMPLETED, declined: TaskState.TASK_STATE_REJECTED, expired: TaskState.TASK_STATE_FAILED,
};

// An uncertain message waits for a person to say whether it arrived.
const actionStates: Readonly<Record<ActionStatus, TaskState>> = {
  draft: TaskState.TASK_STATE_INPUT_REQUIRED, waiting: TaskState.TASK_STATE_INPUT_REQUIRED, uncertain: TaskState.TASK_STATE_INPUT_REQUIRED, scheduled: TaskState.TASK_STATE_WORKING, sending: TaskState.TASK_STATE_WORKING, sent: TaskState.TASK_STATE_COMPLETED,
  failed: TaskState.TASK_STATE_FAILED, refused: TaskState.TASK_STATE_REJECTED, rejected: TaskState.TASK_STATE_REJECTED, undone: TaskState.TASK_STATE_CANCELED, expired: TaskState.TASK_STATE_CANCELED,
};

export const textPart = (value: string): Part => ({ content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType: 'text/plain' });
export const dataPart = (value: unknown): Part => ({ content: { $case: 'data', value }, metadata: undefined, filename: '', mediaType: 'application/json' });

/** A message of ours; `id` names what it says, so that the same state is the same message. */
export function ourMessage(id: string, contextId: string, taskId: string, parts: Part[]): Message {
  return { messageId: id, contextId, taskId, role: Role.ROLE_AGENT, parts, metadata: undefined, extensions: [], referenceTaskIds: [] };
}

function taskOf(id: string, contextId: string, state: TaskState, timestamp: string, says: { id: string; text: string }, artifact: { name: string; value: unknown } | null, metadata: object): Task {
  const artifacts = artifact ? [{ artifactId: `${id}:${artifact.name}`, name: artifact.name, description: '', parts: [dataPart(artifact.value)], metadata: undefined, extensions: [] }] : [];
  return { id, contextId, status: { state, message: ourMessage(`${id}:${says.id}`, contextId, id, [textPart(says.text)]), timestamp }, artifacts, history: [], metadata: { ...metadata } };
}

const handoffTexts: Readonly<Record<HandoffState, (handoff: HandoffDetail) => string>> = {
  sent: ({ to }) => `Handed to ${to}; nobody has taken it on yet.`,
  accepted: ({ acceptedBy }) => `Taken on by ${acceptedBy ?? 'somebody'}.`,
  answered: ({ endedBy }) => `Answered by ${endedBy ?? 'somebody'}.`,
  declined: ({ answer }) => `Declined: ${answer ?? ''}`,
  expired: () => 'Its time ran out before an answer.',
};

/** A hand-off as a task; its context is the account, the segment or the book. */
export function handoffTask(handoff: HandoffDetail, baseUrl: string): Task {
  const { id, accountId, segment, state, answer, endedBy, endedByAgent, endedAt, createdAt } = handoff;
  const contextId = accountId ?? (segment === null ? 'book' : `segment:${segment}`);
  const artifact = state === 'answered' ? { name: 'answer', value: { answer, by: endedBy, byAgent: endedByAgent } } : null;
  return taskOf(id, contextId, handoffStates[state], endedAt ?? createdAt, { id: state, text: handoffTexts[state](handoff) }, artifact, { skill: 'hand_off', state, handoff: { ...handoff }, link: `${baseUrl}/colleagues?open=${id}` });
}

/** An action as a task: it asks for input while a person must decide, and says where. `said` replaces what the state says by itself. */
export function actionTask(action: ActionItem, baseUrl: string, said?: string): Task {
  const { id, accountId, status, reason, createdAt, type, why, dueAt, approvedBy } = action;
  const link = `${baseUrl}/approvals?open=${encodeURIComponent(id)}`;
  const open = actionStates[status] === TaskState.TASK_STATE_INPUT_REQUIRED;
  const text = said ?? (open ? `A person must decide: ${link}` : reason);
  return taskOf(id, accountId, actionStates[status], createdAt, { id: said === undefined ? status : 'refused', text }, null, { skill: 'propose_action', state: status, outcome: said !== undefined ? 'refused' : open ? 'waiting_for_approval' : status, type, why, dueAt, approvedBy, link });
}
