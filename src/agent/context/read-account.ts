import { Fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { AccountMaterial } from './account-brief.ts';

/** What briefs need: the operations that pages read, called as the one who asks. */
export interface BriefDeps {
  call<T>(context: Context, operationId: string, input: object): Promise<T>;
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
}

/** Everything a brief of an account is made of, read with the caller's eyes. */
export async function readAccount({ call }: BriefDeps, context: Context, id: string, at: { at?: string | undefined }, { next: withNext }: { next: boolean } = { next: true }): Promise<AccountMaterial> {
  const [shown, health, signals, people, next] = await Promise.all([
    call<Pick<AccountMaterial, 'account' | 'lines' | 'invoices' | 'tickets'> & { freshness: AccountMaterial['sources'] }>(context, 'account.show', { id, ...at }),
    call<NonNullable<AccountMaterial['health']>>(context, 'health.show', { id, ...at }).catch((error: unknown) => { if (error instanceof Fault && error.kind === 'notFound') return null; throw error; }),
    call<{ items: AccountMaterial['signals'] }>(context, 'signal.list', { accountId: id, limit: 20, ...at }),
    call<{ people: AccountMaterial['people']; gaps: AccountMaterial['gaps'] }>(context, 'account.people', { id, ...at }),
    withNext ? call<AccountMaterial['next']>(context, 'account.next', { id, ...at }) : null,
  ]);
  return { ...shown, sources: shown.freshness, health, signals: signals.items, people: people.people, gaps: people.gaps, next };
}
