import type { AgentCard, Message, SendMessageRequest, Task } from '@a2a-js/sdk';
import { PushNotificationNotSupportedError, RequestMalformedError, TaskNotCancelableError, TaskNotFoundError, UnsupportedOperationError } from '@a2a-js/sdk/errors';
import type { A2ARequestHandler } from '@a2a-js/sdk/server';
import type { ActionDetail } from '../../contract/action.ts';
import type { ContextPack } from '../../contract/context-pack.ts';
import type { HandoffDetail } from '../../contract/handoff.ts';
import { toFault } from '../../lib/fault.ts';
import type { Principal } from '../../platform/operation/context.ts';
import { actionTask, dataPart, handoffTask, ourMessage, textPart } from './task-view.ts';

/** What the adapter needs of the house, for one caller. */
export interface A2ADeps {
  card: AgentCard;
  baseUrl: string;
  principal: Principal;
  /** Runs an operation as that caller. */
  call(operationId: string, input: unknown): Promise<unknown>;
}

type Data = Record<string, unknown>;

// What an operation refuses is told in the protocol's own errors.
async function told<T>(work: Promise<unknown>): Promise<T> {
  try {
    return (await work) as T;
  } catch (error) {
    const { kind, code, message, details } = toFault(error);
    const text = [message, details.remedy].filter(Boolean).join(' ');
    if (kind === 'notFound' && (code === 'handoff' || code === 'action')) throw new TaskNotFoundError(text);
    if (kind === 'forbidden' || kind === 'conflict' || kind === 'rateLimited') throw new UnsupportedOperationError(text);
    if (kind === 'invalid' || kind === 'notFound' || kind === 'tooLarge') throw new RequestMalformedError(text);
    throw error;
  }
}

function read(message: Message | undefined): { text: string; data: Data | null } {
  const parts = message?.parts ?? [];
  const text = parts.flatMap(({ content }) => (content?.$case === 'text' ? [content.value] : [])).join('\n').trim();
  const data = parts.flatMap(({ content }) => (content?.$case === 'data' && typeof content.value === 'object' && content.value !== null && !Array.isArray(content.value) ? [content.value as Data] : []))[0] ?? null;
  return { text, data };
}

/** The subject that a context id stands for: an account, "segment:NAME", or "book". */
function subjectOf(contextId: string): Data {
  if (contextId === '' || contextId === 'book') return {};
  return contextId.startsWith('segment:') ? { segment: contextId.slice('segment:'.length) } : { account: contextId };
}

async function showTask({ call, baseUrl }: A2ADeps, id: string): Promise<Task> {
  if (id.startsWith('act_')) return actionTask(await told<ActionDetail>(call('action.show', { id })), baseUrl);
  return handoffTask(await told<HandoffDetail>(call('handoff.show', { id })), baseUrl);
}

const deciding = /\b(approv\w*|accept\w*|confirm\w*|authori[sz]\w*|go ahead|go|send it|yes|ok|okay|genehmig\w*|freigegeben|freigabe|ja)\b/i;

// Whatever an agent says on an action that waits, it decides nothing: a word of approval is refused by the executor, and the audit shows it.
async function answerOnAction({ call, baseUrl }: A2ADeps, id: string, { text, data }: { text: string; data: Data | null }): Promise<Task> {
  const action = await told<ActionDetail>(call('action.show', { id }));
  if ((action.status !== 'waiting' && action.status !== 'draft') || !deciding.test(`${text} ${JSON.stringify(data ?? '')}`)) return actionTask(action, baseUrl);
  const refused = await call('action.approve', { ids: [id], digests: [action.digest] }).then(() => null, (error: unknown) => toFault(error));
  return actionTask(action, baseUrl, `${refused?.message ?? 'An agent decides nothing.'} A person decides: ${baseUrl}/approvals?open=${encodeURIComponent(id)}`);
}

async function answerOnHandoff({ call, baseUrl }: A2ADeps, id: string, data: Data | null): Promise<Task> {
  const { verb, ...rest } = data ?? {};
  if (verb !== 'accept' && verb !== 'answer' && verb !== 'decline') throw new RequestMalformedError('A message on a hand-off carries a data part with "verb": "accept", "answer" (with "answer") or "decline" (with "reason").');
  return handoffTask(await told<HandoffDetail>(call(`handoff.${verb}`, { ...rest, id })), baseUrl);
}

async function begin(deps: A2ADeps, message: Message): Promise<Message | Task> {
  const { call, baseUrl, principal } = deps;
  const { text, data } = read(message);
  const { skill, ...rest } = data ?? {};
  const subject = subjectOf(message.contextId);
  // The same message sent again makes no second hand-off and no second action.
  if (skill === 'hand_off') return handoffTask(await told<HandoffDetail>(call('handoff.send', { key: message.messageId, ...subject, ...rest })), baseUrl);
  if (skill === 'propose_action') return actionTask(await told<ActionDetail>(call('action.propose', { key: message.messageId, ...subject, ...rest })), baseUrl);
  if (skill !== undefined && skill !== 'customer_context') throw new RequestMalformedError('The skills are customer_context, hand_off and propose_action.');
  const request = 'payload' in rest ? rest : { requesting_agent: principal.name, request_type: 'get_customer_context', payload: { ...subject, ...rest, query: (rest as Data).query ?? text } };
  const pack = await told<ContextPack>(call('agent.context', { request }));
  return ourMessage(`context:${message.messageId}`, message.contextId, '', [dataPart(pack), textPart(pack.delivery)]);
}

async function send(deps: A2ADeps, { message }: SendMessageRequest): Promise<Message | Task> {
  if (!message) throw new RequestMalformedError('There is no message.');
  if (!message.taskId) return begin(deps, message);
  const { contextId } = await showTask(deps, message.taskId);
  if (message.contextId && message.contextId !== contextId) throw new RequestMalformedError(`The task belongs to the context "${contextId}".`);
  return message.taskId.startsWith('act_') ? answerOnAction(deps, message.taskId, read(message)) : answerOnHandoff(deps, message.taskId, read(message).data);
}

async function cancel(deps: A2ADeps, id: string): Promise<Task> {
  if (id.startsWith('act_')) throw new TaskNotCancelableError('A person takes an action back, in the app.');
  const handoff = await told<HandoffDetail>(deps.call('handoff.show', { id }));
  if (!handoff.from.mine || (handoff.state !== 'sent' && handoff.state !== 'accepted')) throw new TaskNotCancelableError('Only its sender withdraws a hand-off, while it is open.');
  return handoffTask(await told<HandoffDetail>(deps.call('handoff.decline', { id, version: handoff.version, reason: 'Withdrawn by its sender.' })), deps.baseUrl);
}

const noPush = async (): Promise<never> => {
  throw new PushNotificationNotSupportedError('There are no push notifications; ask with GetTask.');
};

/** The protocol's methods over operations, for one caller. Hand-offs and actions are the tasks: nothing is stored here. */
export function a2aRequests(deps: A2ADeps): A2ARequestHandler {
  return {
    getAgentCard: async () => deps.card,
    getAuthenticatedExtendedAgentCard: async () => { throw new UnsupportedOperationError('The card is the same for everybody.'); },
    sendMessage: (request) => send(deps, request),
    async *sendMessageStream() { throw new UnsupportedOperationError('Answers are not streamed.'); },
    async *resubscribe() { throw new UnsupportedOperationError('Answers are not streamed.'); },
    getTask: ({ id }) => showTask(deps, id),
    cancelTask: ({ id }) => cancel(deps, id),
    listTasks: async () => { throw new UnsupportedOperationError('Tasks are read one by one with GetTask.'); },
    createTaskPushNotificationConfig: noPush, getTaskPushNotificationConfig: noPush, listTaskPushNotificationConfigs: noPush, deleteTaskPushNotificationConfig: noPush,
  };
}
