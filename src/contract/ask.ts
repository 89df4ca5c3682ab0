import { z } from 'zod';
import { asOfInput } from './listing.ts';

/** A record behind a line, with where a person looks it up. */
export const askRecord = z.object({ kind: z.string(), id: z.string(), link: z.string().describe('Where the app shows it.') });
export const askLine = z.object({ text: z.string(), records: z.array(askRecord) });
export const askSection = z.object({ title: z.string(), lines: z.array(askLine) });

/** A message that was written and not proposed: hand it to `action.propose` as it is; a person then decides. */
export const askDraft = z.object({
  account: z.string(), accountName: z.string(), type: z.literal('send_email'), people: z.array(z.string()), to: z.string().nullable(), content: z.object({ subject: z.string(), body: z.string() }), why: z.string(),
  key: z.string().describe('The same draft proposed twice is one action.'), tainted: z.boolean().describe('Words of others or a model shaped it, so a person decides.'), template: z.string(), missing: z.array(z.string()).describe('What the text needs and nobody knows.'),
});

export const askLanguage = z.enum(['en', 'de']);
export type AskLanguage = z.infer<typeof askLanguage>;

/** What a question is answered with. Every line with a number names the records it was read from. */
export const askAnswer = z.object({
  question: z.string(), understood: z.boolean(), intent: z.string().nullable(), language: askLanguage, asOf: z.string(), by: z.enum(['rules', 'model']),
  account: z.object({ id: z.string(), name: z.string(), link: z.string() }).nullable().describe('The one account it is about.'),
  sections: z.array(askSection), unknown: z.array(z.string()).describe('What the data does not say, or what was not understood.'),
  can: z.array(z.string()).describe('Questions that would be answered.'), draft: askDraft.nullable(),
});
export type AskAnswer = z.infer<typeof askAnswer>;
export type AskSection = z.infer<typeof askSection>;
export type AskLine = z.infer<typeof askLine>;
export type AskRecord = z.infer<typeof askRecord>;
export type AskDraft = z.infer<typeof askDraft>;

export const askInput = asOfInput.extend({
  question: z.string().trim().min(1).max(500).describe('The question, in English or German.'),
  language: askLanguage.optional().describe('The language of an answer to a question that could be either.'),
  account: z.string().optional().describe('The account that "it", "this customer" mean: its id, an external id, or its domain.'),
});

/** What a conversation with a model took, and what is left of the day. Cost is in the currency of the prices; null where they are not set. */
export const askUse = z.object({ provider: z.string(), model: z.string(), tokens: z.number().int(), cost: z.number().nullable(), hidden: z.number().int().describe('Names, addresses and numbers that were replaced before sending.'), dayTokens: z.number().int(), dayLimit: z.number().int(), dayCost: z.number().nullable(), dayCostLimit: z.number().nullable() });
export type AskUse = z.infer<typeof askUse>;

/** Whether a model may be asked here. Nothing of its key is in it. */
export const askModelState = z.object({ available: z.boolean(), provider: z.string().nullable(), model: z.string().nullable(), dayTokens: z.number().int(), dayLimit: z.number().int(), dayCost: z.number().nullable(), dayCostLimit: z.number().nullable() });
export type AskModelState = z.infer<typeof askModelState>;

export interface AskProposal { id: string; status: string; reason: string; link: string }

/** What comes while a model answers, one JSON object a line; `answer` or `fault` comes last. */
export type AskEvent =
  | { kind: 'tool'; name: string } | { kind: 'line'; line: AskLine } | { kind: 'dropped'; count: number }
  | { kind: 'answer'; answer: AskAnswer; use: AskUse; proposed: AskProposal[] } | { kind: 'fault'; code: string; message: string; remedy: string | null };
