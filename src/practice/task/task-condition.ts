import { bookCondition, type Principal } from '../../platform/operation/context.ts';

/** Who stands behind a call: the person, else the key or program. */
export function authorOf(principal: Principal): string {
  return principal.userId ?? principal.id;
}

/**
 * SQL condition of the tasks a principal meets, over `t` (task) and `a` (its account, left joined). A task on an account is met by who meets the
 * account; one without an account by its assignee, its author and who meets the whole company.
 */
export function taskCondition(principal: Principal, params: unknown[]): string {
  if (principal.book === 'all') return 'true';
  const book = bookCondition(principal, 'a', params);
  params.push(authorOf(principal), principal.book.ownerId);
  return `(case when t.account_id is not null then a.id is not null and ${book} else t.author = $${params.length - 1} or t.assignee_id is not distinct from $${params.length} end)`;
}
