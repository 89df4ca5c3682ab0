import type { AskAnswer, AskLanguage } from '../../contract/ask.ts';
import type { Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { answerCall, answerContract, answerNextStep, answerOverview, answerPeople, answerSignals, answerTickets, answerUsage, answerWhy } from './answer-account.ts';
import { answerBook, answerMetric, answerMovers, answerNext, answerReferences, answerRenewals, answerRisk, answerSilent } from './answer-book.ts';
import { answerDraft } from './answer-draft.ts';
import type { Asked, Found } from './asked.ts';
import type { IntentId } from './intents.ts';
import { parseQuestion, type Doubt } from './parse-question.ts';
import { sayIn, type Say } from './say.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';

const answers: Record<IntentId, (asked: Asked) => Promise<Found>> = {
  draft: answerDraft, why: answerWhy, call: answerCall, usage: answerUsage, tickets: answerTickets, people: answerPeople, contract: answerContract, next_account: answerNextStep, signals: answerSignals, overview: answerOverview,
  metric: answerMetric, references: answerReferences, renewals: answerRenewals, movers: answerMovers, silent: answerSilent, risk: answerRisk, next: answerNext, book: answerBook,
};
const mostCandidates = 6;

function doubtText({ words }: Say, doubt: Doubt): string {
  switch (doubt.kind) {
    case 'words': return words.doubts.words(doubt.words.join(' '));
    case 'ambiguous': return words.doubts.ambiguous(doubt.written, doubt.candidates.slice(0, mostCandidates).map(({ name }) => name).join(', '));
    case 'several': return words.doubts.several(doubt.accounts.map(({ name }) => name).join(` ${words.and} `));
    case 'filter': return words.doubts.filter(doubt.names.map((name) => words.filters[name] ?? name).join(', '));
    default: return words.doubts[doubt.kind];
  }
}

// Examples name accounts of the asker's own book.
function examplesFor(say: Say, { accounts }: Vocabulary, about: string | null): string[] {
  const names = accounts.map(({ name }) => name);
  return names.length ? say.words.examples(about ?? (names[0] as string), about ?? names[Math.floor(names.length / 2)] as string) : say.words.examples('…', '…').slice(0, 4);
}

interface Asking {
  context: Context;
  today: Day;
  at: { at?: Day };
  base: string | null;
  read<T>(operationId: string, input: object): Promise<T>;
  visibleAccount(reference: string): Promise<string>;
}

/** Answers one question by rules, or says what was not understood and what could be asked instead. */
export async function answerQuestion(asking: Asking, { question: text, language = 'en', account: about }: { question: string; language?: AskLanguage | undefined; account?: string | undefined }): Promise<AskAnswer> {
  const { context, today, at, base, read } = asking;
  const vocabulary = await readVocabulary(context);
  const aboutId = about === undefined ? null : await asking.visibleAccount(about);
  const page = vocabulary.accounts.find(({ id }) => id === aboutId) ?? null;
  const parsed = parseQuestion(text, vocabulary, { today, language, account: page });
  const shared = { question: text, asOf: today, by: 'rules' as const };
  if (!parsed.understood) {
    const say = sayIn(parsed.language, base);
    return { ...shared, understood: false, intent: null, language: parsed.language, account: null, sections: [], unknown: [doubtText(say, parsed.doubt)], can: examplesFor(say, vocabulary, page?.name ?? null), draft: null };
  }
  const { question } = parsed;
  const say = sayIn(question.language, base);
  const found = await answers[question.intent]({ question, vocabulary, say, today, at, context, read });
  const { account, readAs } = question;
  return {
    ...shared, understood: true, intent: question.intent, language: question.language, sections: found.sections, draft: found.draft ?? null, can: [],
    account: account && { ...account, link: `${base ?? ''}/account/${encodeURIComponent(account.id)}` }, unknown: [...(readAs ? [say.words.readAs(readAs.written, readAs.name)] : []), ...(found.unknown ?? [])],
  };
}
