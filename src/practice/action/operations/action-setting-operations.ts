import { z } from 'zod';
import { actionSettings, endpointItem, suppressionItem } from '../../../contract/action-setting.ts';
import { autonomyLevel } from '../../../contract/action.ts';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { fault } from '../../../lib/fault.ts';
import { bookCondition, type Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { checkAudit } from '../action-audit.ts';
import { readSwitch, resumeAll, stopAll } from '../action-switch.ts';
import { actionTypes } from '../action-type.ts';
import { autonomyOf } from '../decide.ts';
import { listEndpoints, removeEndpoint, setEndpoint } from '../endpoint-store.ts';
import { readPolicy } from '../judge-actions.ts';
import { setAutonomy } from '../set-autonomy.ts';
import { liftSuppression, suppress, type SuppressionReason } from '../suppression.ts';
import { byWhom } from '../change-actions.ts';
import { readWays, wayFor } from '../write-back/route.ts';
import { requirePerson, type ActionOperationDeps } from './action-operations.ts';

function isOutside(address: string | null): boolean {
  return address !== null && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);
}

async function settingsNow({ db, clock }: Context, { mailReady, baseUrl }: ActionOperationDeps): Promise<z.input<typeof actionSettings>> {
  const [{ policy, version }, now, endpoints, ways] = [await readPolicy(db, clock), await readSwitch(db), new Set((await listEndpoints({ db })).map(({ id }) => id)), await readWays(db)];
  return {
    version, stopped: now.stopped, stoppedBy: now.stopped ? now.byWhom : null, stoppedReason: now.reason, stoppedAt: now.stopped ? (now.at?.toISOString() ?? null) : null,
    types: actionTypes.map((type) => ({ id: type.id, effect: type.effect, autonomy: autonomyOf(type.id, policy), ready: type.channel === 'email' ? mailReady() : endpoints.has(type.endpoint ?? '') || (type.system !== undefined && wayFor(ways, type.id) !== undefined), afterUncertain: type.afterUncertain })),
    linksTo: baseUrl(), linksReach: isOutside(baseUrl()), cadence: policy.cadence, quietHours: policy.quietHours, budgets: policy.budgets, undoMinutes: policy.undoMinutes, approvalDays: policy.approvalDays, approvers: policy.approvers,
  };
}

function switching(deps: ActionOperationDeps): AnyOperation[] {
  const { baseUrl } = deps;
  return [
    defineOperation({
      id: 'action.settings', summary: 'What Mainstay may do by itself: autonomy by type, limits, and whether everything is stopped', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: actionSettings, handler: (context) => settingsNow(context, deps),
    }),
    defineOperation({
      id: 'action.stop-all', summary: 'Stop everything that leaves the house, at once', scope: 'approve', effect: 'act', reach: 'company', input: z.object({ reason: z.string().trim().max(500).default('') }), output: z.object({ stopped: z.literal(true), waiting: z.number().int().describe('How many that had been let pass wait for a person now.') }),
      async handler(context, { reason }) {
        return { stopped: true as const, ...(await stopAll(context, reason)) };
      },
    }),
    defineOperation({
      id: 'action.resume', summary: 'Let actions go out again; only in the app, at your own session', scope: 'approve', effect: 'act', reach: 'company', input: z.object({}), output: actionSettings,
      async handler(context) {
        requirePerson(context, baseUrl(), '/settings/actions');
        await resumeAll(context);
        return settingsNow(context, deps);
      },
    }),
    defineOperation({
      id: 'action.autonomy', summary: 'Set who decides about a kind of action; only in the app, at your own session', scope: 'admin', effect: 'act', positional: ['type', 'level'],
      input: z.object({ type: z.enum(actionTypes.map((type) => type.id)), level: autonomyLevel, version: z.coerce.number().int().describe('The version of the policy that was read; another one is a conflict.') }), output: actionSettings, entity: ({ type }) => `policy:${type}`,
      async handler(context, { type, level, version }) {
        requirePerson(context, baseUrl(), '/settings/actions');
        await setAutonomy(context, { type, level, version });
        return settingsNow(context, deps);
      },
    }),
    defineOperation({
      id: 'action.verify', summary: 'Check the chained record of actions: has any line been changed?', scope: 'oversee', effect: 'read', input: z.object({}),
      output: z.object({ sound: z.boolean(), lines: z.number().int(), head: z.string().describe('Note it elsewhere: lines cut off the end show by it.'), brokenAt: z.number().int().nullable() }),
      async handler({ db }) {
        const check = await checkAudit(db);
        return { sound: check.brokenAt === null, ...check };
      },
    }),
  ];
}

function addresses({ allowHosts, baseUrl }: ActionOperationDeps): AnyOperation[] {
  const endpoints = z.object({ items: z.array(endpointItem) });
  return [
    defineOperation({ id: 'endpoint.list', summary: 'Where chats and other systems are reached', scope: 'oversee', effect: 'read', input: z.object({}), output: endpoints, handler: async (context) => ({ items: await listEndpoints(context) }) }),
    defineOperation({
      id: 'endpoint.set', summary: 'Set where a chat or another system is reached; only in the app, at your own session', scope: 'admin', effect: 'change', positional: ['id'], entity: ({ id }) => `endpoint:${id}`,
      input: z.object({ id: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/).describe('"chat", "webhook", "crm" and "support" are the usual ones of their action types; a chat set as "approvals" is told of decisions that wait, with a link to each.'), kind: z.enum(['slack', 'teams', 'webhook']), name: z.string().trim().min(1).max(100), url: z.string().max(2000), secret: z.string().max(200).optional().describe('Signs the body of a generic webhook.') }),
      output: endpoints,
      async handler(context, endpoint) {
        requirePerson(context, baseUrl(), '/settings/actions');
        await setEndpoint(context, allowHosts, endpoint);
        return { items: await listEndpoints(context) };
      },
    }),
    defineOperation({
      id: 'endpoint.remove', summary: 'Take away where a chat or another system is reached', scope: 'admin', effect: 'change', positional: ['id'], input: z.object({ id: z.string() }), output: endpoints, entity: ({ id }) => `endpoint:${id}`,
      async handler(context, { id }) {
        await removeEndpoint(context, id);
        return { items: await listEndpoints(context) };
      },
    }),
  ];
}

// A person of the book, by id: the list never tells of addresses of other books.
async function visibleAddress({ db, principal }: Context, personId: string): Promise<string> {
  const params: unknown[] = [personId];
  const row = await db.maybe<{ email: string | null }>(`select p.email from person p join account a on a.id = p.account_id where p.id = $1 and ${bookCondition(principal, 'a', params)}`, params);
  if (!row?.email) throw fault('notFound', 'account', 'There is no such person with an address in your book.');
  return row.email;
}

function suppressing({ baseUrl }: ActionOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'suppression.list', summary: 'People who are not written to', scope: 'read', effect: 'read', input: pageInput.pick({ limit: true }), output: listOf(suppressionItem),
      async handler({ db, principal }, { limit }) {
        const params: unknown[] = [];
        const items = await db.query<{ personId: string; name: string | null; address: string; accountId: string; accountName: string; reason: SuppressionReason; note: string | null; at: Date }>(
          `select p.id as "personId", p.name, s.address, a.id as "accountId", a.name as "accountName", s.reason, s.note, s.at from suppression s join person p on lower(trim(p.email)) = s.address join account a on a.id = p.account_id
           where ${bookCondition(principal, 'a', params)} order by s.at desc, p.id`, params);
        return { items: items.slice(0, limit).map((item) => ({ ...item, at: item.at.toISOString() })), total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'suppression.add', summary: 'Do not write to a person any more', scope: 'write', effect: 'change', positional: ['person'], input: z.object({ person: z.string(), note: z.string().max(500).optional() }), output: z.object({ added: z.boolean() }), entity: ({ person }) => `person:${person}`,
      handler: async (context, { person, note }) => ({ added: await suppress(context.db, context.clock, { address: await visibleAddress(context, person), reason: 'person', note, byWhom: byWhom(context) }) }),
    }),
    defineOperation({
      id: 'suppression.lift', summary: 'Write to a person again who asked for it; only in the app, at your own session', scope: 'write', effect: 'act', positional: ['person'], input: z.object({ person: z.string(), note: z.string().trim().min(1).max(500).describe('Who asked for it, and when.') }), output: z.object({ lifted: z.boolean() }), entity: ({ person }) => `person:${person}`,
      async handler(context, { person, note }) {
        const address = await visibleAddress(context, person);
        requirePerson(context, baseUrl(), '/settings/actions');
        return { lifted: await liftSuppression(context.db, context.clock, { address, note, byWhom: byWhom(context) }) };
      },
    }),
  ];
}

/** Every operation on what actions may do, where they go and who does not want them. */
export function actionSettingOperations(deps: ActionOperationDeps): AnyOperation[] {
  return [...switching(deps), ...addresses(deps), ...suppressing(deps)];
}
