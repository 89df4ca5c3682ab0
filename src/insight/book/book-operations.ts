import { z } from 'zod';
import { accountDetail, bookRow, timelineEntry, usageSeries, type BookRow } from '../../contract/account.ts';
import { asOfInput, listOf, pageInput } from '../../contract/listing.ts';
import { readFreshness, readInvoices, readLines, readPeople, readTickets } from '../../customer/account/account-records.ts';
import { readCustom } from '../../customer/account/identity-as-of.ts';
import { packedBook } from '../../contract/packed-book.ts';
import { asOf, type AsOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { visibleAccount } from '../health/visible-account.ts';
import { readTimeline } from './account-timeline.ts';
import { readUsageSeries } from './account-usage.ts';
import { packBook } from '../../contract/pack-book.ts';
import { readBook, type BookInsight } from './read-book.ts';

/** What the book needs of the stages around it; joined in main. */
export interface BookPorts {
  insightAt(context: Context, at: AsOf, accountId?: string): Promise<ReadonlyMap<string, BookInsight>>;
  /** Statements that add entries to the timeline of account $1, in its row shape. */
  timeline?: readonly string[];
}

const accountInput = asOfInput.extend({ id: z.string().describe('The account: its id, an external id, or its domain.') });

function pageOf<T extends { id: string }>(items: readonly T[], limit: number, cursor: string | undefined) {
  const start = cursor ? items.findIndex((item) => item.id === cursor) : 0;
  if (start < 0) throw fault('invalid', 'cursor', 'This cursor is not one of ours, or its account is gone.', { remedy: 'Start again without a cursor.' });
  const page = items.slice(start, start + limit);
  return { items: page, total: items.length, next: items[start + limit]?.id ?? null };
}

/** Book, list, page, timeline and usage of accounts. */
export function bookOperations(ports: BookPorts): AnyOperation[] {
  const book = (context: Context, at: AsOf, accountId?: string): Promise<BookRow[]> =>
    readBook(context.db, context.principal, at, (moment, id) => ports.insightAt(context, moment, id), accountId);

  const one = async (context: Context, reference: string, at: AsOf): Promise<BookRow> => {
    const row = (await book(context, at, await visibleAccount(context, reference)))[0];
    if (!row) throw fault('notFound', 'account', `There is no account "${reference}" in your book.`);
    return row;
  };

  return [
    defineOperation({
      id: 'account.book', summary: 'The whole book with health, money, renewal and signals.', scope: 'read', effect: 'read',
      input: asOfInput.extend({ packed: z.coerce.boolean().default(false).describe('Answer by columns, for programs that hold the whole book.') }),
      output: z.union([z.object({ packed: packedBook, total: z.number().int(), at: z.string() }), z.object({ items: z.array(bookRow), total: z.number().int(), at: z.string() })]),
      async handler(context, input) {
        const at = asOf(input.at, context.clock);
        const items = await book(context, at);
        return { ...(input.packed ? { packed: packBook(items) } : { items }), total: items.length, at: at.day };
      },
    }),
    defineOperation({
      id: 'account.list', summary: 'Accounts by name, with health, money and external ids.', scope: 'read', effect: 'read',
      input: asOfInput.extend(pageInput.shape).extend({ search: z.string().optional().describe('Part of a name, domain or external id.') }),
      output: listOf(bookRow.omit({ healthSeries: true, usageSeries: true, signals: true, moved: true })),
      async handler(context, input) {
        const needle = input.search?.toLowerCase();
        const rows = (await book(context, asOf(input.at, context.clock))).filter((row) => !needle || [row.name, row.domain, row.id, ...Object.values(row.externalIds)].some((text) => text?.toLowerCase().includes(needle)));
        return pageOf(rows, input.limit, input.cursor);
      },
    }),
    defineOperation({
      id: 'account.show', summary: 'One account with its people, contracts, invoices, tickets and freshness.', scope: 'read', effect: 'read', positional: ['id'],
      input: accountInput, output: accountDetail,
      async handler(context, input) {
        const at = asOf(input.at, context.clock);
        const account = await one(context, input.id, at);
        const [custom, people, lines, invoices, tickets, freshness] = await Promise.all([
          readCustom(context.db, account.id, at), readPeople(context.db, account.id, at), readLines(context.db, account.id, at), readInvoices(context.db, account.id, at), readTickets(context.db, account.id, at), readFreshness(context.db, account.id, at),
        ]);
        // What the source calls the parent would name an account that is not shown.
        if (context.principal.book !== 'all' && account.parentId === null) delete custom.parent_ref;
        return { account: { ...account, custom }, people, lines, invoices, tickets, freshness };
      },
    }),
    defineOperation({
      id: 'account.timeline', summary: 'What happened at an account, newest first, from every source.', scope: 'read', effect: 'read', positional: ['id'],
      input: accountInput.extend(pageInput.shape).extend({ kinds: z.array(z.string()).optional().describe('Only these kinds of entry.'), search: z.string().max(200).optional().describe('Words that must all occur in title, text or author.') }),
      output: z.object({ items: z.array(timelineEntry), next: z.string().nullable(), counts: z.record(z.string(), z.number()).nullable().describe('Entries that match the search, by kind; on the first page only.') }),
      async handler(context, input) {
        const at = asOf(input.at, context.clock);
        const account = await one(context, input.id, at);
        return readTimeline(context.db, account.id, at, input, ports.timeline);
      },
    }),
    defineOperation({
      id: 'account.usage', summary: 'Weekly usage of an account by feature, with seats and what happened meanwhile.', scope: 'read', effect: 'read', positional: ['id'],
      input: accountInput.extend({ weeks: z.coerce.number().int().min(4).max(156).default(52).describe('Weeks back.') }), output: usageSeries,
      async handler(context, input) {
        const at = asOf(input.at, context.clock);
        const account = await one(context, input.id, at);
        return readUsageSeries(context, account.id, at, input.weeks);
      },
    }),
  ];
}
