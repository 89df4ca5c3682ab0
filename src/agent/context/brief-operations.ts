import { z } from 'zod';
import { brief } from '../../contract/brief.ts';
import { asOfInput } from '../../contract/listing.ts';
import { dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { accountBrief } from './account-brief.ts';
import { bookBrief, type BookMaterial } from './book-brief.ts';
import { readAccount, type BriefDeps } from './read-account.ts';

/** Everything a brief of the book is made of. */
export async function readBook({ call }: BriefDeps, context: Context, at: { at?: string | undefined }): Promise<BookMaterial> {
  const [distribution, movers, work, metrics, sources] = await Promise.all([
    call<BookMaterial['distribution']>(context, 'health.distribution', at), call<BookMaterial['movers']>(context, 'health.movers', { limit: 10, ...at }),
    call<BookMaterial['work']>(context, 'cockpit.list', { limit: 10, ...(context.principal.userId ? {} : { who: 'all' }) }),
    call<{ items: BookMaterial['metrics'] }>(context, 'metric.board', at), call<{ items: BookMaterial['sources'] }>(context, 'source.list', {}),
  ]);
  return { distribution, movers, work, metrics: metrics.items, sources: sources.items };
}

/** Briefs: composed from the same answers that the pages show, by rules and not by a model. */
export function briefOperations(deps: BriefDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'agent.brief', summary: 'What to know of an account, or of the whole book, with the records behind every line. No model writes it.', scope: 'read', effect: 'read', positional: ['account'], output: brief,
      input: asOfInput.extend({ account: z.string().optional().describe('The account: its id, an external id, or its domain. Default: the whole book.') }),
      async handler(context, { account, at }) {
        const asOf = at ?? dayOf(context.clock.now());
        const when = at === undefined ? {} : { at };
        if (account === undefined) return bookBrief(await readBook(deps, context, when), asOf);
        return accountBrief(await readAccount(deps, context, await deps.visibleAccount(context, account), when), asOf);
      },
    }),
  ];
}
