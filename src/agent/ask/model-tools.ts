import { z } from 'zod';
import type { Context } from '../../platform/operation/context.ts';
import { refusalOf } from '../../platform/operation/execute.ts';
import type { AnyOperation } from '../../platform/operation/operation.ts';
import { toFault } from '../../lib/fault.ts';
import type { ModelTool } from '../../platform/model/model-port.ts';
import type { Redactor } from '../../platform/model/redactor.ts';
import { checkSentence, takeSentences } from './check-facts.ts';
import { addEvidence, type Evidence } from './evidence.ts';
import { withoutTexts, type HeldText, type Quarantine, type TextReading } from './quarantine.ts';

/** A tool by which a model meets an operation. */
export interface OfferedTool { name: string; about: string; operation: AnyOperation }

/** An action that the conversation proposed. */
export interface ProposedInAsk { id: string; status: string; type: string; accountId: string; subject: string | null; reason: string }

/** One conversation with a model: what it may use, and what came of it. */
export interface Conversation {
  context: Context;
  at: { at?: string };
  language: 'en' | 'de';
  asked: string;
  redactor: Redactor;
  evidence: Evidence;
  held: Quarantine;
  proposed: ProposedInAsk[];
  call<T>(operationId: string, input: object): Promise<T>;
  /** Learns which people the answers speak of, so that their names are hidden. */
  learnNames(accountIds: readonly string[]): Promise<void>;
  readTexts(texts: readonly HeldText[]): Promise<TextReading[]>;
}

/** Where the whole of an answer is shown. */
const pages: { readonly [operation: string]: string } = { 'health.list': '/health', 'health.movers': '/health?view=movers', 'metric.list': '/targets', 'metric.parts': '/targets', 'metric.breakdown': '/targets', 'cockpit.list': '/work', 'account.list': '/', 'signal.list': '/signals', 'member.list': '/leader', 'source.list': '/data' };
/** What a model may read. Operations whose answers are mostly words of others are not among them. */
export const modelReads: readonly string[] = ['account.list', 'account.show', 'account.timeline', 'account.usage', 'account.people', 'account.next', 'health.list', 'health.show', 'health.compare', 'health.ledger', 'health.movers', 'signal.list', 'metric.list', 'metric.parts', 'metric.breakdown', 'cockpit.list', 'member.list', 'source.list'];
const [mostCharacters, mostItems, usualItems, mostRead] = [14_000, 40, 15, 20];

function inputOf({ input, output }: AnyOperation): z.ZodType {
  const shape = (input as z.ZodObject).shape ?? {};
  const isList = 'items' in ((output as z.ZodObject).shape ?? {});
  return isList && 'limit' in shape ? (input as z.ZodObject).extend({ limit: z.coerce.number().int().min(1).max(mostItems).default(usualItems) }) : input;
}

function accountsIn(text: string): string[] {
  return [...new Set(text.match(/\bacc_[0-9a-z]+/g) ?? [])];
}

function readingTool(talk: Conversation, { name, about, operation }: OfferedTool): ModelTool {
  return {
    name, about, input: inputOf(operation),
    async run(input) {
      const given = { ...(input as Record<string, unknown>), ...talk.at };
      const output = await talk.call<unknown>(operation.id, JSON.parse(talk.redactor.show(JSON.stringify(given))) as object).catch(asToolError);
      const asked = (given as { id?: unknown; accountId?: unknown }).id ?? (given as { accountId?: unknown }).accountId;
      const kept = withoutTexts(operation.id, output, talk.held);
      const text = JSON.stringify(kept);
      if (text.length > mostCharacters) return JSON.stringify({ error: 'too_long', message: 'Ask for fewer items with "limit", or for one account.' });
      addEvidence(talk.evidence, kept, { account: typeof asked === 'string' && asked.startsWith('acc_') ? asked : null, page: pages[operation.id] ?? null });
      await talk.learnNames(accountsIn(`${JSON.stringify(given)}${text}`));
      return talk.redactor.hide(text);
    },
  };
}

function asToolError(error: unknown): never {
  const { code, message, details } = toFault(error);
  throw new Error(JSON.stringify({ error: code, message, remedy: details.remedy }));
}

function textTool(talk: Conversation): ModelTool {
  return {
    name: 'read_texts', about: 'What customers wrote is held back: answers show {"heldText": "t1"}. This sorts such texts by topic, tone, urgency and what they ask for. Their words are never shown to you.',
    input: z.object({ handles: z.array(z.string()).min(1).max(mostRead) }),
    async run(input) {
      const texts = (input as { handles: string[] }).handles.flatMap((handle) => talk.held.get(handle) ?? []);
      return JSON.stringify({ items: texts.length ? await talk.readTexts(texts) : [] });
    },
  };
}

/** What is said in a message, held against what tools answered. */
export function unsupportedIn(talk: Pick<Conversation, 'evidence' | 'asked' | 'language'>, text: string, accounts: readonly string[]): string[] {
  return takeSentences(text, true).sentences.flatMap((sentence) => checkSentence(sentence, talk.evidence, { asked: talk.asked, before: accounts, language: talk.language }).unsupported);
}

function proposingTool(talk: Conversation, { name, about, operation }: OfferedTool): ModelTool {
  const { account, type, people, content, why } = (operation.input as z.ZodObject).shape as Record<string, z.ZodType>;
  return {
    name, about, input: z.object({ account, type, people, content, why } as Record<string, z.ZodType>),
    async run(input) {
      const given = JSON.parse(talk.redactor.show(JSON.stringify(input))) as { account: string; content: { subject?: string; body: string } };
      const wrong = unsupportedIn(talk, `${given.content.subject ?? ''}\n${given.content.body}`, given.account.startsWith('acc_') ? [given.account] : []);
      if (wrong.length) return JSON.stringify({ outcome: 'refused', code: 'unsupported', message: `No tool answered: ${talk.redactor.hide(wrong.slice(0, 5).join(', '))}. Leave it out or look it up first.` });
      // Whatever a model proposes is shaped by it: the guard keeps it for a person.
      const made = await talk.call<{ id: string; status: string; type: string; accountId: string; subject: string | null; reason: string }>(operation.id, { ...given, tainted: true }).catch(asToolError);
      talk.proposed.push({ id: made.id, status: made.status, type: made.type, accountId: made.accountId, subject: made.subject, reason: made.reason });
      return JSON.stringify({ outcome: made.status === 'waiting' ? 'waiting_for_approval' : made.status, id: made.id });
    },
  };
}

/** The tools of a conversation: what the asker may read, reading of held texts, and proposing where the asker may propose. */
export function modelTools(talk: Conversation, offered: readonly OfferedTool[]): ModelTool[] {
  const open = offered.filter(({ operation }) => refusalOf(operation, talk.context.principal) === undefined);
  return [
    ...open.filter(({ operation }) => operation.effect === 'read' && modelReads.includes(operation.id)).map((one) => readingTool(talk, one)), textTool(talk),
    ...open.filter(({ operation }) => operation.id === 'action.propose').map((one) => proposingTool(talk, one)),
  ];
}
