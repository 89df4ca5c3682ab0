import { z } from 'zod';
import { asOfInput, listOf, pageInput } from '../../contract/listing.ts';
import { teamAccount, teamLoad, teamRule } from '../../contract/team.ts';
import { asOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import { dayOf } from '../../lib/period.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { behind, loadFigures, loadOf, renewalDays, teamOf } from './team-load.ts';
import { readTeamAccounts, readTeamRule, writeTeamRule } from './team-store.ts';

const stated = z.object({ rule: teamRule, version: z.string().nullable() });

/** The team: who carries what, against a stated capacity, and the accounts behind each figure. */
export function teamOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'team.load', summary: 'Load per owner against the stated capacity: accounts, ARR, health, signals, renewals, contact.', scope: 'read', effect: 'read', input: asOfInput, output: teamLoad,
      async handler(context, input) {
        const at = asOf(input.at, context.clock);
        const { rule, version } = await readTeamRule(context.db);
        const rows = await readTeamAccounts(context, at, rule);
        const items = teamOf(rows, rule);
        const notes = [`Renewals are contract ends within ${renewalDays} days.`];
        if (rows.length > 0 && rows.every((row) => row.pastCadence === null)) notes.push('No conversations are recorded: contact is unknown.');
        if (at.day < dayOf(context.clock.now())) notes.push('Owners are today\'s; everything else is as of the day.');
        return { at: at.day, rule, ruleVersion: version, items, total: items.length, next: null, whole: loadOf(rows), notes };
      },
    }),
    defineOperation({
      id: 'team.accounts', summary: 'The accounts behind a figure of the team: of one owner or of all.', scope: 'read', effect: 'read', output: listOf(teamAccount),
      input: asOfInput.extend(pageInput.shape).extend({
        owner: z.string().optional().describe('The owner, a member; empty means accounts without one. Default: everybody.'), figure: z.enum(loadFigures).default('accounts').describe('The figure.'),
      }),
      async handler(context, input) {
        const { rule } = await readTeamRule(context.db);
        const rows = await readTeamAccounts(context, asOf(input.at, context.clock), rule);
        const found = behind(input.owner === undefined ? rows : rows.filter((row) => (row.ownerId ?? '') === input.owner), input.figure);
        const start = input.cursor === undefined ? 0 : found.findIndex((row) => row.accountId === input.cursor);
        if (start < 0) throw fault('invalid', 'cursor', 'This cursor is not one of ours, or what it names is gone.', { remedy: 'Start again without a cursor.' });
        return { items: found.slice(start, start + input.limit), total: found.length, next: found[start + input.limit]?.accountId ?? null };
      },
    }),
    defineOperation({
      id: 'team.rule', summary: 'State what one person can carry and how often accounts are to be spoken with.', scope: 'admin', effect: 'change',
      input: stated.describe('`version` is the one the rule was read with; null while none is stated.'), output: stated,
      async handler(context, input) {
        await writeTeamRule(context.db, context.clock.wall(), input.rule, input.version);
        return readTeamRule(context.db);
      },
    }),
  ];
}
