import { z } from 'zod';

/**
 * What one may be allowed to do. `self`: own profile, preferences and private views. `read`, `write`: accounts of the book. `oversee`: see
 * users, keys, audit and settings. `define`: definitions, sources, exchange rates. `admin` holds every other one.
 */
export const abilities = ['self', 'read', 'write', 'propose', 'approve', 'assign', 'share', 'import', 'define', 'track', 'oversee', 'admin'] as const;
export const ability = z.enum(abilities);
export type Ability = z.infer<typeof ability>;

export const roleIds = ['admin', 'leader', 'ops', 'csm', 'read_only', 'agent'] as const;
export const roleId = z.enum(roleIds);
export type RoleId = z.infer<typeof roleId>;

/** Roles of people; `agent` is for API keys. */
export const userRole = roleId.exclude(['agent']);
export type UserRole = z.infer<typeof userRole>;

/** Whose accounts one sees: those of the own book, or the company's. */
export const visibility = z.enum(['own', 'company']);
export type Visibility = z.infer<typeof visibility>;

export interface Role {
  abilities: readonly Ability[];
  /** `company`: every account. `setting`: as set for the person, else by the company's default. `key`: as the key says. */
  sees: 'company' | 'setting' | 'key';
  /** Which accounts it may change, of those it sees. */
  changes: 'company' | 'own' | 'none';
}

/** The one table of roles. The permission check, the page "Roles" and the documentation follow from it. */
export const roleTable: Record<RoleId, Role> = {
  admin: { abilities, sees: 'company', changes: 'company' },
  leader: { abilities: ['self', 'read', 'write', 'propose', 'approve', 'assign', 'share', 'oversee'], sees: 'company', changes: 'company' },
  ops: { abilities: ['self', 'read', 'write', 'propose', 'share', 'import', 'define', 'track'], sees: 'company', changes: 'company' },
  csm: { abilities: ['self', 'read', 'write', 'propose'], sees: 'setting', changes: 'own' },
  read_only: { abilities: ['self', 'read'], sees: 'setting', changes: 'none' },
  agent: { abilities: ['read', 'propose'], sees: 'key', changes: 'none' },
};

/** Visibility of a role that leaves it to a setting, while nothing is set. */
export const defaultVisibility: Record<'csm' | 'read_only', Visibility> = { csm: 'own', read_only: 'company' };

/** One role as shown: what it may do, and the operations that stand behind each ability. */
export const roleItem = z.object({
  id: roleId,
  abilities: z.array(ability),
  sees: z.enum(['company', 'setting', 'key']),
  changes: z.enum(['company', 'own', 'none']),
});
export const abilityItem = z.object({ id: ability, operations: z.array(z.object({ id: z.string(), summary: z.string() })) });
export type RoleItem = z.infer<typeof roleItem>;
export type AbilityItem = z.infer<typeof abilityItem>;
