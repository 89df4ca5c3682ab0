import { z } from 'zod';
import { accountDimension, healthAccount, healthCoverage, healthDistribution, healthMovers, healthSimulation, type HealthDistribution } from '../../contract/book-health.ts';
import { band } from '../../contract/health.ts';
import { asOfInput, listOf, pageInput } from '../../contract/listing.ts';
import { asOf, type AsOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import { addDays } from '../../lib/period.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { readBookHealth, readCustomDimensions, type BookHealth } from './book-health.ts';
import { accountsWithout, readCoverageReport } from './coverage.ts';
import { currentProgram, healthEngines, type HealthProgram } from './health-program.ts';
import { readMovers } from './movers.ts';
import { checkDraft, simulateScorecard } from './simulate-scorecard.ts';
import { countBands, groupsOf, noBands, shareOf } from './spread.ts';

const fixedDimensions = ['segment', 'owner', 'region', 'country', 'industry', 'tier', 'stage', 'scorecard'];
const partInput = z.object({
  by: accountDimension.optional().describe('Group by this; with `group`, only that group.'),
  group: z.string().optional().describe('One group of `by`; empty means the accounts without one.'),
});

/** Only the asked group, where one is asked for. */
function within(rows: readonly BookHealth[], { by, group }: z.output<typeof partInput>): BookHealth[] {
  return by === undefined || group === undefined ? [...rows] : rows.filter((row) => (row.group[by] ?? '') === group);
}

interface Opened {
  at: AsOf;
  program: HealthProgram;
  rows: BookHealth[];
}

async function open(context: Context, input: { at?: string | undefined; by?: string | undefined }): Promise<Opened> {
  const at = asOf(input.at, context.clock);
  const program = await currentProgram(context.db, context.clock);
  return { at, program, rows: await readBookHealth(context, program, at, input.by) };
}

/** Bands of the book at weekly closes, one statement; only scorecards that judge count. */
async function readSeries({ db, principal }: Context, program: HealthProgram, at: AsOf, weeks: number, ids: readonly string[] | null): Promise<HealthDistribution['series']> {
  const days = Array.from({ length: weeks }, (_, index) => addDays(at.day, -7 * (weeks - index)));
  const params: unknown[] = [days, program.cards.filter((card) => card.measures.length > 0).map((card) => card.id), ids];
  const rows = await db.query<{ day: string; band: keyof HealthDistribution['bands']; n: number }>(
    `select c.day::text as day, c.band, count(*)::int as n from health_close c join account a on a.id = c.account_id
     where c.day = any($1::date[]) and c.scorecard_id = any($2) and a.merged_into is null and ($3::text[] is null or a.id = any($3)) and ${bookCondition(principal, 'a', params)} group by 1, 2`,
    params,
  );
  const byDay = new Map<string, HealthDistribution['bands']>();
  for (const row of rows) byDay.set(row.day, { ...(byDay.get(row.day) ?? noBands()), [row.band]: row.n });
  return days.flatMap((day) => (byDay.has(day) ? [{ day, bands: byDay.get(day) as HealthDistribution['bands'] }] : []));
}

/** The health of a whole book: spread, movers, how much is known, and what another scorecard would do. */
export function bookHealthOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'health.distribution', summary: 'How the book spreads over the bands: now, week by week, and by segment, owner, region or any other dimension.', scope: 'read', effect: 'read',
      input: asOfInput.extend(partInput.shape).extend({ weeks: z.coerce.number().int().min(1).max(104).default(26).describe('Weekly closes back.') }), output: healthDistribution,
      async handler(context, input) {
        const { at, program, rows } = await open(context, input);
        const own = within(rows, input);
        const chosen = own.length === rows.length ? null : own.map((row) => row.accountId);
        const [series, custom] = await Promise.all([readSeries(context, program, at, input.weeks, chosen), readCustomDimensions(context)]);
        return { at: at.day, ...shareOf(own), series: [...series, { day: at.day, bands: countBands(own) }], by: input.by ?? null, groups: input.by === undefined ? [] : groupsOf(own, input.by), dimensions: [...fixedDimensions, ...custom] };
      },
    }),
    defineOperation({
      id: 'health.movers', summary: 'Whose score moved since 7, 28 or 90 days ago, by points or by money, and the line that moved it.', scope: 'read', effect: 'read',
      input: asOfInput.extend(partInput.shape).extend({
        days: z.coerce.number().int().min(1).max(365).default(28).describe('Compare with the close this many days before.'), sort: z.enum(['points', 'money']).default('points').describe('points, or points as a share of the ARR.'),
        limit: z.coerce.number().int().min(1).max(500).default(25).describe('Accounts in each direction.'),
      }), output: healthMovers,
      async handler(context, input) {
        const { at, program, rows } = await open(context, input);
        return readMovers(context.db, program, at, within(rows, input), { days: input.days, by: input.sort, limit: input.limit });
      },
    }),
    defineOperation({
      id: 'health.coverage', summary: 'How much is known: coverage and confidence over the book, and each measure that is unknown, for how many accounts and why.', scope: 'read', effect: 'read',
      input: asOfInput.extend(partInput.shape), output: healthCoverage,
      async handler(context, input) {
        const { at, program, rows } = await open(context, input);
        return readCoverageReport(context.db, program, at, within(rows, input));
      },
    }),
    defineOperation({
      id: 'health.accounts', summary: 'The accounts behind a health figure: of a band, a group, or without a measure.', scope: 'read', effect: 'read', output: listOf(healthAccount),
      input: asOfInput.extend(partInput.shape).extend(pageInput.shape).extend({
        band: band.optional(), scorecard: z.string().optional().describe('Scored by this scorecard.'), measure: z.string().optional().describe('With `scorecard`: this measure is unknown.'), reason: z.string().optional().describe('With `measure`: for this reason.'),
        coverage: z.coerce.number().int().min(0).max(9).optional().describe('Coverage in this tenth, 0..9.'), confidence: z.coerce.number().int().min(0).max(9).optional().describe('Confidence in this tenth, 0..9.'),
      }),
      async handler(context, input) {
        const { at, rows } = await open(context, input);
        const tenth = (value: number) => Math.min(9, Math.floor(value * 10 + 1e-9));
        let found = within(rows, input).filter((row) => (input.band === undefined || row.band === input.band) && (input.scorecard === undefined || row.scorecardId === input.scorecard)
          && (input.coverage === undefined || tenth(row.coverage) === input.coverage) && (input.confidence === undefined || tenth(row.confidence) === input.confidence));
        if (input.measure !== undefined) {
          if (input.scorecard === undefined) throw fault('invalid', 'scorecard', 'A measure is one of a scorecard.', { remedy: 'Name the scorecard too.' });
          found = await accountsWithout(context.db, at, found, { scorecardId: input.scorecard, measureId: input.measure, reason: input.reason });
        }
        const start = input.cursor === undefined ? 0 : found.findIndex((row) => row.accountId === input.cursor);
        if (start < 0) throw fault('invalid', 'cursor', 'This cursor is not one of ours, or what it names is gone.', { remedy: 'Start again without a cursor.' });
        return { items: found.slice(start, start + input.limit).map(({ group: _group, ...row }) => row), total: found.length, next: found[start + input.limit]?.accountId ?? null };
      },
    }),
    defineOperation({
      id: 'health.simulate', summary: 'What a changed scorecard would do to the book of today: who changes band, and the money behind them. Nothing is stored.', scope: 'read', effect: 'read',
      input: z.object({ definition: z.record(z.string(), z.unknown()).describe('The whole scorecard, as "scorecard show" gives it.'), limit: z.coerce.number().int().min(1).max(2000).default(200).describe('Accounts listed.') }), output: healthSimulation,
      async handler(context, input) {
        const draft = checkDraft(input.definition, new Set(healthEngines(context).words.keys()));
        const { program, rows } = await open(context, {});
        return simulateScorecard(context, program, rows, draft, input.limit);
      },
    }),
  ];
}
