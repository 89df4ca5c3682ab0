import { z } from 'zod';
import { fault, toFault, type FieldFault } from '../../lib/fault.ts';
import type { Context } from './context.ts';
import type { AnyOperation } from './operation.ts';

/**
 * Runs one operation: authorise, validate, handle, check the answer, audit. Every surface goes through here.
 * Throws a Fault; an input Fault lists all wrong fields at once.
 */
export async function execute(operation: AnyOperation, context: Context, rawInput: unknown): Promise<unknown> {
  authorise(operation, context);
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

function authorise(operation: AnyOperation, { principal }: Context): void {
  if (operation.scope === 'public' || principal.scopes.has(operation.scope) || principal.scopes.has('admin')) return;
  if (principal.kind === 'anonymous') throw fault('unauthenticated', 'sign_in', 'Sign in first.', { remedy: 'Open the sign-in link, or send an API key as "Authorization: Bearer ...".' });
  throw fault('forbidden', 'scope', `This needs the scope "${operation.scope}".`, { remedy: 'Use a key with that scope, or ask an administrator.' });
}

function invalidInput(error: z.ZodError) {
  const fields: FieldFault[] = error.issues.map((issue) => ({ path: issue.path.join('.') || '(input)', message: issue.message }));
  return fault('invalid', 'input', fields.map((field) => `${field.path}: ${field.message}`).join('; '), { fields });
}

async function audit(operation: AnyOperation, context: Context, input: unknown, outcome: string, detail: object): Promise<void> {
  await context.db.query(
    'insert into audit (at, principal_kind, principal_id, operation, entity, outcome, detail) values ($1, $2, $3, $4, $5, $6, $7)',
    [context.clock.wall(), context.principal.kind, context.principal.id, operation.id, operation.entity?.(input as never) ?? null, outcome, JSON.stringify(detail)],
  );
}
