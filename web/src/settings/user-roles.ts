import type { UserRole } from '../../../src/contract/role.ts';

/** Roles a person can have, the widest first. */
export const userRoles: readonly UserRole[] = ['admin', 'leader', 'ops', 'csm', 'read_only'];

/** Whether what a person sees depends on a setting. */
export function hasSetting(role: UserRole): boolean {
  return role === 'csm' || role === 'read_only';
}
