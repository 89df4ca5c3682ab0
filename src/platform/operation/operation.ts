import type { z } from 'zod';
import type { Ability } from '../../contract/role.ts';
import type { FaultKind } from '../../lib/fault.ts';
import type { Context } from './context.ts';

/** What an operation does to the world; surfaces derive HTTP method and tool annotations from it. */
export type Effect = 'read' | 'change' | 'propose' | 'act';

/** What a principal must hold to call an operation. `public` needs no sign-in. */
export type Scope = 'public' | Ability;

/**
 * What an operation touches. `book`: accounts, of which the handler shows only the principal's (`bookCondition`), in lists, by id and in totals.
 * `company`: things that belong to no one book; refused to who is limited to one. `none`: no account's data, or the caller's own things.
 */
export type Reach = 'book' | 'company' | 'none';

/**
 * One capability, declared once. REST route and OpenAPI entry, CLI command, typed web client and (later) MCP tool follow from it.
 * `id` is `noun.verb`: CLI `mainstay noun verb`, HTTP `POST /api/op/noun.verb` (reads answer to GET with a query too).
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  id: string;
  summary: string;
  description?: string;
  input: I;
  output: O;
  scope: Scope;
  effect: Effect;
  /** Default: by the scope, see {@link reachOf}. */
  reach?: Reach;
  faults?: readonly FaultKind[];
  /** Where it is offered; absent means everywhere. `http` keeps sign-in off the command line, `cli` keeps local paths off the network. */
  transport?: 'http' | 'cli';
  /** Input fields given as bare words on the command line, in order. A trailing `...` takes the rest as a list. */
  positional?: readonly string[];
  /** A command of one word, for example `import`. */
  cliName?: string;
  /** What the audit row names; only operations that change something are audited. */
  entity?: (input: z.output<I>) => string | undefined;
  handler(context: Context, input: z.output<I>): Promise<z.input<O>>;
}

// A table of operations holds many shapes; only the executor calls a handler, after validation.
export type AnyOperation = Operation<z.ZodType, z.ZodType>;

/** Declares an operation with full inference for its handler. */
export function defineOperation<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>): AnyOperation {
  return operation as unknown as AnyOperation;
}

const companyScopes: ReadonlySet<Scope> = new Set(['import', 'define', 'track', 'oversee', 'admin']);

/** What an operation touches: as declared, else by its scope. */
export function reachOf({ reach, scope }: Pick<AnyOperation, 'reach' | 'scope'>): Reach {
  return reach ?? (companyScopes.has(scope) ? 'company' : scope === 'public' || scope === 'self' ? 'none' : 'book');
}
