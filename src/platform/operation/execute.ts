import { z } from 'zod';
import { fault, toFault, type Fault, type FieldFault } from '../../lib/fault.ts';
import { traced } from '../trace/trace.ts';
import type { Context, Principal } from './context.ts';
import { reachOf, type AnyOperation } from './operation.ts';

/**
 * Runs one operation: authorise, validate, handle, check the answer, audit. Every surface goes through here.
 * Throws a Fault; an input Fault lists all wrong fields at once.
 */
export function execute(operation: AnyOperation, given: Context, rawInput: unknown): Promise<unknown> {
  return traced(operation.id, () => ({ 'mainstay.operation': operation.id, 'mainstay.effect': operation.effect, 'mainstay.principal.kind': given.principal.kind, 'mainstay.principal.role': given.principal.role ?? '' }), () => perform(operation, given, rawInput));
}

async function perform(operation: AnyOperation, given: Context, rawInput: unknown): Promise<unknown> {
  const context: Context = { ...given, principal: principalFor(operation, given.principal), trail: {} };
  const refusal = refusalOf(operation, given.principal);
  if (refusal) {
    if (operation.effect !== 'read' && given.principal.kind !== 'anonymous') await audit(operation, context, undefined, 'denied', { code: refusal.code });
    throw refusal;
  }
  const parsed = operation.input.safeParse(rawInput ?? {});
  if (!parsed.success) throw invalidInput(parsed.error);
  try {
    const output = operation.output.parse(await operation.handler(context, parsed.data));
    if (operation.effect !== 'read') await audit(operation, context, parsed.data, 'done', {});
    return output;
  } catch (error) {
    const failure = error instanceof z.ZodError ? toFault(new Error(`${operation.id} answered outside its contract`, { cause: error })) : toFault(error);
    if (operation.effect !== 'read') await audit(operation, context, parsed.data, 'failed', { code: failure.code });
    throw failure;
  }
}

// Whoever sees more than they may change meets, in an operation that changes something, only what they may change.
function principalFor({ effect }: AnyOperation, principal: Principal): Principal {
  return effect === 'read' || effect === 'propose' || principal.changes === undefined ? principal : { ...principal, book: principal.changes };
}

/** Why a principal may not call an operation; undefined when it may. Pure: surfaces use it to hide what is not offered. */
export function refusalOf(operation: AnyOperation, principal: Principal): Fault | undefined {
  if (operation.scope === 'public') return undefined;
  if (principal.kind === 'anonymous') return fault('unauthenticated', 'sign_in', 'Sign in first.', { remedy: 'Open the sign-in link, or send an API key as "Authorization: Bearer ...".' });
  if (principal.role === 'agent' && operation.effect !== 'read' && operation.effect !== 'propose') return fault('forbidden', 'agent', 'An agent may read and propose. A person decides.', { remedy: 'Ask a person to do this.' });
  if (!principal.scopes.has(operation.scope) && !principal.scopes.has('admin')) return fault('forbidden', 'scope', `This needs the ability "${operation.scope}", which you do not have.`, { remedy: 'Ask an administrator, or use a key with that scope.' });
  if (reachOf(operation) !== 'company') return undefined;
  const book = operation.effect === 'read' ? principal.book : (principal.changes ?? principal.book);
  return book === 'all' ? undefined : fault('forbidden', 'whole_book', 'This tells of the whole company; you are limited to one book.', { remedy: 'Ask an administrator for a wider view.' });
}

function invalidInput(error: z.ZodError) {
  const fields: FieldFault[] = error.issues.map((issue) => ({ path: issue.path.join('.') || '(input)', message: issue.message }));
  return fault('invalid', 'input', fields.map((field) => `${field.path}: ${field.message}`).join('; '), { fields });
}

async function audit(operation: AnyOperation, context: Context, input: unknown, outcome: string, detail: object): Promise<void> {
  const who = context.trail?.principal ?? context.principal;
  await context.db.query(
    'insert into audit (at, principal_kind, principal_id, operation, entity, outcome, detail) values ($1, $2, $3, $4, $5, $6, $7)',
    [context.clock.wall(), who.kind, who.id, operation.id, context.trail?.entity ?? (input === undefined ? undefined : operation.entity?.(input as never)) ?? null, outcome, JSON.stringify({ ...context.trail?.detail, ...detail })],
  );
}
