import { z } from 'zod';
import { healthComparison } from '../../contract/account-page.ts';
import { day } from '../../contract/listing.ts';
import { asOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { compareHealth } from './compare-health.ts';
import { healthEngines } from './health-program.ts';
import { visibleAccount } from './visible-account.ts';

/** Comparing an account with itself. */
export function compareOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'health.compare', summary: 'An account at two dates side by side: score, band, points per driver, facts that changed.', scope: 'read', effect: 'read', positional: ['id', 'from', 'to'],
      description: 'Both sides are computed by the rules in force now; what a person set over a score is left out.',
      input: z.object({ id: z.string().describe('The account: its id, an external id, or its domain.'), from: day.describe('The end of this day.'), to: day.optional().describe('The end of this day; default: now.') }),
      output: healthComparison,
      async handler(context, input) {
        const accountId = await visibleAccount(context, input.id);
        const [from, to] = [asOf(input.from, context.clock), asOf(input.to, context.clock)];
        if (from.until >= to.until) throw fault('invalid', 'dates', 'The first date must lie before the second.', { fields: [{ path: 'from', message: `Choose a day before ${to.day}.` }] });
        return compareHealth(healthEngines(context), context.clock, accountId, from, to);
      },
    }),
  ];
}
