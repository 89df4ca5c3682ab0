import { z } from 'zod';
import { userRole, visibility } from './role.ts';

/** A person who may sign in. */
export const userItem = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: userRole,
  visibility: visibility.describe('Whose accounts are seen, by role, setting and default.'),
  visibilitySet: visibility.nullable().describe('Set for this person; null follows the role and the company default.'),
  memberId: z.string().nullable().describe('The team member whose accounts are the own book.'),
  member: z.string().nullable(),
  accounts: z.number().int().describe('Accounts of the own book.'),
  state: z.enum(['invited', 'active', 'disabled']),
  hasPassword: z.boolean(),
  sessions: z.number().int(),
  keys: z.number().int().describe('API keys that act for this person.'),
  lastSeenAt: z.string().nullable(),
  createdAt: z.string(),
  version: z.number().int(),
});
export type UserItem = z.infer<typeof userItem>;

/** A link that works once, shown to the person who asked for it and mailed where mail is configured. */
export const oneTimeLink = z.object({ url: z.string(), purpose: z.enum(['invite', 'sign_in']), expiresAt: z.string(), mailed: z.boolean() });
export type OneTimeLink = z.infer<typeof oneTimeLink>;

/** What an invitation says before it is accepted. */
export const inviteShown = z.object({ name: z.string(), email: z.string().nullable(), role: userRole, invitedBy: z.string().nullable() });
export type InviteShown = z.infer<typeof inviteShown>;

/** An open session as its owner sees it. */
export const sessionItem = z.object({ id: z.string(), current: z.boolean(), createdAt: z.string(), lastSeenAt: z.string(), userAgent: z.string().nullable() });
export type SessionItem = z.infer<typeof sessionItem>;

/** One entry of the audit trail. */
export const auditItem = z.object({
  id: z.number().int(), at: z.string(), principal: z.string().describe('Kind and id.'), who: z.string().describe('The name, as it is now.'), operation: z.string(), entity: z.string().nullable(),
  outcome: z.enum(['done', 'failed', 'denied']), detail: z.record(z.string(), z.unknown()),
});
export type AuditItem = z.infer<typeof auditItem>;
