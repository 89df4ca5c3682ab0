import { z } from 'zod';
import { pageInput } from '../../../contract/listing.ts';
import { runDetail, runList, runStatus } from '../../../contract/playbook.ts';
import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { decideRun, exitRun, migrateRun, pauseRun, resumeRun, skipStep } from '../change-runs.ts';
import { listRuns, readRun } from '../read-runs.ts';
import type { PlaybookOperationDeps } from './playbook-operations.ts';

const one = { id: z.string(), version: z.coerce.number().int().optional().describe('The version that was read; another one is a conflict. Without it the newest counts.') };

interface Named {
  id: string;
  version?: number | undefined;
}

function change<S extends z.ZodRawShape>(verb: string, summary: string, shape: S, work: (context: Context, input: z.output<z.ZodObject<S>> & Named) => Promise<void>): AnyOperation {
  return defineOperation({
    id: `run.${verb}`, summary, scope: 'write', effect: 'change', reach: 'book', positional: ['id'], entity: (input) => `run:${(input as { id: string }).id}`, input: z.object({ ...one, ...shape }), output: runDetail,
    async handler(context, input) {
      const given = input as z.output<z.ZodObject<S>> & Named;
      await work(context, given);
      return readRun(context, given.id);
    },
  });
}

/** Operations on runs of playbooks. */
export function runOperations({ visibleAccount, baseUrl }: PlaybookOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'run.list', summary: 'Runs of playbooks: where each account is, why, what comes next and when', scope: 'read', effect: 'read',
      input: pageInput.extend({ status: z.enum(['live', 'all', ...runStatus.options]).default('live').describe('"live" has not ended.'), playbook: z.string().optional(), account: z.string().optional().describe('The account: its id, an external id, or its domain.'), limit: z.coerce.number().int().min(1).max(1000).default(100) }), output: runList,
      async handler(context, { status, playbook, account, limit, cursor }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await listRuns(context, { status, playbookId: playbook, accountId: account === undefined ? undefined : await visibleAccount(context, account) }, { limit, offset });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
    defineOperation({ id: 'run.show', summary: 'One run: its steps with reasons, what it heard, and what lies ahead', scope: 'read', effect: 'read', positional: ['id'], input: z.object({ id: z.string() }), output: runDetail, handler: (context, { id }) => readRun(context, id) }),
    change('pause', 'Hold a run; it keeps hearing what happens', {}, (context, { id, version }) => pauseRun(context, id, version)),
    change('resume', 'Let a held or failed run go on', {}, (context, { id, version }) => resumeRun(context, id, version)),
    change('skip', 'Go on with the next step without waiting for this one', {}, (context, { id, version }) => skipStep(context, id, version)),
    change('exit', 'End a run', { reason: z.string().trim().min(3).max(500) }, (context, { id, version, reason }) => exitRun(context, id, version, reason)),
    change('migrate', 'Move a run to the newest version of its playbook', { step: z.string().optional().describe('Where it goes on; default: the step of the same name.') }, (context, { id, version, step }) => migrateRun(context, id, version, step)),
    change('decide', 'Answer the question a run waits with; only in the app, at your own session', { decision: z.enum(['approved', 'rejected']), reason: z.string().trim().max(500).default('') }, async (context, { id, version, decision, reason }) => {
      const { principal, session } = context;
      if (principal.kind !== 'user' || principal.userId == null || session?.tokenHash == null) throw fault('forbidden', 'person', 'Only a person at their own browser session decides this.', { remedy: `Open ${baseUrl() ?? 'the app'}/playbooks/runs/${id}` });
      await decideRun(context, id, version, decision, reason);
    }),
  ];
}
