import { askAnswer, askInput, askModelState, type AskAnswer } from '../../contract/ask.ts';
import { dayOf } from '../../lib/period.ts';
import type { ModelSettings } from '../../platform/config/config.ts';
import { readDayUse } from '../../platform/model/model-budget.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { answerQuestion } from './answer-question.ts';
import { z } from 'zod';

/** What asking needs: the operations that pages read, called as the one who asks. */
export interface AskDeps {
  call<T>(context: Context, operationId: string, input: object): Promise<T>;
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
  /** Where people reach the app; null while nothing serves it. */
  baseUrl(): string | null;
}

/** Answers by rules: see `parseQuestion` for what is understood. */
export function answerByRules(deps: AskDeps, context: Context, input: z.output<typeof askInput>): Promise<AskAnswer> {
  const today = input.at ?? dayOf(context.clock.now());
  return answerQuestion({ context, today, at: input.at === undefined ? {} : { at: input.at }, base: deps.baseUrl(), read: (id, given) => deps.call(context, id, given), visibleAccount: (reference) => deps.visibleAccount(context, reference) }, input);
}

/** Asking Mainstay by rules, and whether a model may be asked. */
export function askOperations(deps: AskDeps & { model: ModelSettings | null }): AnyOperation[] {
  return [
    defineOperation({
      id: 'agent.ask', summary: 'Answer a question about the book or an account, in English or German. By rules: what they do not understand wholly is not answered.', scope: 'read', effect: 'read', positional: ['question'],
      description: 'How is my book? · Why did X drop? · Prepare my call with X · Who renews in 60 days? · Who is at risk in SEGMENT? · References in INDUSTRY · Usage of X · Open tickets of X · What is our NRR? · What should I do next? · Draft a renewal e-mail for X. Every line with a number names its records and links. A draft is not proposed: hand it to "action propose".',
      input: askInput, output: askAnswer, handler: (context, input) => answerByRules(deps, context, input),
    }),
    defineOperation({
      id: 'agent.model', summary: 'Whether a model may be asked, and what is left of today\'s budget. Its key is never answered.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: askModelState,
      async handler({ db, clock }) {
        const { model } = deps;
        const day = model ? await readDayUse(db, clock, model.prices) : { tokens: 0, cost: null };
        return { available: model !== null, provider: model?.provider ?? null, model: model?.name ?? null, dayTokens: day.tokens, dayLimit: model?.tokensPerDay ?? 0, dayCost: day.cost, dayCostLimit: model?.costPerDay ?? null };
      },
    }),
  ];
}
