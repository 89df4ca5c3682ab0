import { z } from 'zod';
import { healthDetail, healthSummary } from '../../contract/health.ts';
import { healthReport, healthRollUp, ledgerEntry } from '../../contract/health-report.ts';
import { asOfInput, listOf, pageInput } from '../../contract/listing.ts';
import { asOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { bookHealthOperations } from './book-health-operations.ts';
import { currentProgram, healthEngines } from './health-program.ts';
import { readHealthReport } from './health-report.ts';
import { judgementOperations } from './judgement-operations.ts';
import { readHealth, type AccountHealth } from './read-health.ts';
import { readHealthDetail } from './read-health-detail.ts';
import { addLedgerEvidence, readLedger } from './read-ledger.ts';
import { rollUpOf } from './read-roll-up.ts';
import { scorecardOperations } from './scorecard-operations.ts';
import { visibleAccount, visibleAccounts } from './visible-account.ts';

const oneAccount = asOfInput.extend({ id: z.string().describe('The account: its id, an external id, or its domain.') });
const sortKeys = ['score', '-score', 'confidence', '-confidence', 'coverage', '-coverage', 'name'] as const;

/** One page of a list whose items have an id of their own; the cursor is the id of the next item. */
export function pageOf<T>(items: readonly T[], idOf: (item: T) => string, page: { limit: number; cursor?: string | undefined }): { items: T[]; total: number; next: string | null } {
  const start = page.cursor === undefined ? 0 : items.findIndex((item) => idOf(item) === page.cursor);
  if (start < 0) throw fault('invalid', 'cursor', 'This cursor is not one of ours, or what it names is gone.', { remedy: 'Start again without a cursor.' });
  const next = items[start + page.limit];
  return { items: items.slice(start, start + page.limit), total: items.length, next: next === undefined ? null : idOf(next) };
}

/** Unknown sorts last whichever way. */
function sorted(rows: AccountHealth[], sort: (typeof sortKeys)[number]): AccountHealth[] {
  if (sort === 'name') return rows;
  const key = sort.replace('-', '') as 'score' | 'confidence' | 'coverage';
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...rows].sort((a, b) => (a[key] === null ? 1 : 0) - (b[key] === null ? 1 : 0) || sign * ((a[key] ?? 0) - (b[key] ?? 0)));
}

function readOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'health.list', summary: 'Health of every account in the book, now or as of a past date.', scope: 'read', effect: 'read',
      input: asOfInput.extend(pageInput.shape).extend({ sort: z.enum(sortKeys).default('name') }), output: listOf(healthSummary),
      async handler(context, input) {
        const [accounts, health] = await Promise.all([visibleAccounts(context), readHealth(healthEngines(context), context.clock, asOf(input.at, context.clock))]);
        const rows = sorted(accounts.flatMap((account) => health.get(account.id) ?? []), input.sort);
        const page = pageOf(rows, (row) => row.accountId, input);
        return { ...page, items: page.items.map(({ accountId, score, band, confidence, coverage }) => ({ accountId, score, band, confidence, coverage })) };
      },
    }),
    defineOperation({
      id: 'health.show', summary: 'Why an account has its health: every line with its evidence, what moved, and in words.', scope: 'read', effect: 'read', positional: ['id'], input: oneAccount, output: healthDetail,
      async handler(context, input) {
        const accountId = await visibleAccount(context, input.id);
        const at = asOf(input.at, context.clock);
        const detail = await readHealthDetail(healthEngines(context), context.clock, at, accountId);
        if (!detail) throw fault('notFound', 'health', `Nothing is known of this account by ${at.day}.`, { remedy: 'Ask for a later date, or import its records.' });
        return detail;
      },
    }),
    defineOperation({
      id: 'health.ledger', summary: 'Every change of an account\'s score, in points per measure, newest first.', scope: 'read', effect: 'read', positional: ['id'],
      input: oneAccount.extend(pageInput.shape).extend({ evidence: z.enum(['yes', 'no']).default('no').describe('yes: also look up the records behind the newest twenty entries of the page that were written without them.') }), output: listOf(ledgerEntry),
      async handler(context, input) {
        const accountId = await visibleAccount(context, input.id);
        const page = pageOf(await readLedger(context.db, accountId, asOf(input.at, context.clock)), (entry) => entry.id, input);
        if (input.evidence === 'yes') await addLedgerEvidence(healthEngines(context), await currentProgram(context.db, context.clock), accountId, page.items.slice(0, 20));
        return { ...page, items: page.items.map((entry) => ({ ...entry, at: entry.at.toISOString() })) };
      },
    }),
    defineOperation({
      id: 'health.rollup', summary: 'Health of a parent by the accounts below it: worst, mean, weighted by ARR.', scope: 'read', effect: 'read', positional: ['id'], input: oneAccount, output: healthRollUp,
      async handler(context, input) {
        return rollUpOf(context, await visibleAccount(context, input.id), asOf(input.at, context.clock));
      },
    }),
    defineOperation({
      id: 'health.report', summary: 'How scores spread, how much is known, and which facts and measures cannot tell accounts apart.', scope: 'read', effect: 'read', input: z.object({}), output: healthReport,
      async handler(context) {
        const engines = healthEngines(context);
        const [accounts, health, program] = await Promise.all([visibleAccounts(context), readHealth(engines, context.clock, asOf(undefined, context.clock)), currentProgram(context.db, context.clock)]);
        return readHealthReport(engines, program, accounts.flatMap((account) => health.get(account.id) ?? []));
      },
    }),
  ];
}

/** Health as operations: reading, judging, and the rules behind it. */
export function healthOperations(): AnyOperation[] {
  return [...readOperations(), ...bookHealthOperations(), ...judgementOperations(), ...scorecardOperations()];
}
