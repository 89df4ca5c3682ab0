import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { userRole, visibility } from '../../contract/role.ts';
import { oneTimeLink, userItem } from '../../contract/user.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../operation/context.ts';
import { defineOperation, type AnyOperation } from '../operation/operation.ts';
import { changeUser, disableUser, enableUser } from './change-user.ts';
import { createLink, ensureOwner, inviteDays, signInUrl, type LinkPurpose } from './sign-in.ts';
import { getUser, inviteUser, readUsers } from './user-store.ts';

/** A mail to one of our own users, as text. */
export interface OwnMail {
  to: string;
  subject: string;
  text: string;
}

export interface UserOperationDeps {
  /** Where this instance is reached; null while it does not serve. */
  baseUrl(): string | null;
  /** Where people reach it from elsewhere, for links that are mailed; default: where it serves. */
  linkUrl?(): string | null;
  /** Sends a mail where mail is configured; false when it is not. */
  mail?(context: Context, mail: OwnMail): Promise<boolean>;
}

const email = z.string().trim().max(200).regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Write an e-mail address.');
const name = z.string().trim().min(1).max(80);
const user = z.string().describe('The user: id, e-mail address or name.');

async function linkFor(deps: UserOperationDeps, context: Context, to: { id: string; email: string | null }, purpose: LinkPurpose): Promise<z.infer<typeof oneTimeLink>> {
  const base = deps.baseUrl();
  if (!base) throw fault('unavailable', 'not_serving', 'No server runs on this data directory.', { remedy: 'Start it with "npm start": it prints a link.' });
  const { token, expiresAt } = await createLink(context.db, context.clock, to.id, purpose);
  const url = signInUrl(base, token, purpose);
  const text = `${context.principal.name} invites you to Mainstay. This link works once, for ${inviteDays} days:\n\n${signInUrl(deps.linkUrl?.() ?? base, token, purpose)}\n`;
  const mailed = to.email !== null && purpose === 'invite' && deps.mail ? await deps.mail(context, { to: to.email, subject: 'Your invitation to Mainstay', text }) : false;
  return { url, purpose, expiresAt: expiresAt.toISOString(), mailed };
}

function inviting(deps: UserOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'user.invite', summary: 'Invite a person: a link that works once, for seven days.', scope: 'admin', effect: 'change', positional: ['email'], entity: (input) => `user:${input.email.toLowerCase()}`,
      input: z.object({
        email, role: userRole.default('csm'), name: name.optional().describe('Default: made from the address; the person can change it.'),
        memberId: z.string().optional().describe('The team member whose accounts are the own book. Default: the member with this address.'),
        visibility: visibility.optional().describe('Sees the own book or the whole company; for CSMs and readers.'),
      }),
      output: z.object({ user: userItem, link: oneTimeLink }),
      async handler(context, input) {
        const id = await inviteUser(context.db, context.clock, context.principal.userId ?? context.principal.id, input);
        const invited = await getUser(context.db, context.clock, id);
        return { user: invited, link: await linkFor(deps, context, invited, 'invite') };
      },
    }),
    defineOperation({
      id: 'user.link', summary: 'A new one-time link for a user: to sign in (ten minutes), or the invitation anew (seven days).', scope: 'admin', effect: 'change', positional: ['user'], entity: (input) => input.user && `user:${input.user}`,
      input: z.object({ user: user.optional().describe('Default: the first administrator.') }), output: oneTimeLink,
      async handler(context, input) {
        const found = await getUser(context.db, context.clock, input.user ?? (await ensureOwner(context.db, context.clock)).id);
        if (found.state === 'disabled') throw fault('conflict', 'user_disabled', `${found.name} is disabled.`, { remedy: 'Enable the user first.' });
        if (context.trail) context.trail.entity = `user:${found.id}`;
        return linkFor(deps, context, found, found.state === 'invited' ? 'invite' : 'sign_in');
      },
    }),
  ];
}

/** Users: invite, list, change, disable, enable. */
export function userOperations(deps: UserOperationDeps): AnyOperation[] {
  const read = (context: Context, reference: string) => getUser(context.db, context.clock, reference);
  return [
    ...inviting(deps),
    defineOperation({
      id: 'user.list', summary: 'Who may sign in, with role, book and open sessions.', scope: 'oversee', effect: 'read', input: z.object({}), output: listOf(userItem),
      async handler(context) {
        const items = await readUsers(context.db, context.clock);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'user.change', summary: 'Change role, visibility, name, address or book of a user.', scope: 'admin', effect: 'change', positional: ['user'], entity: (input) => `user:${input.user}`,
      input: z.strictObject({
        user, version: z.coerce.number().int().optional().describe('The version that was read; another one is a conflict.'), role: userRole.optional(), visibility: visibility.nullable().optional().describe('null follows the company default.'),
        name: name.optional(), email: email.optional(), memberId: z.string().nullable().optional().describe('The team member whose accounts are the own book; null for none.'),
      }),
      output: userItem,
      async handler(context, { user: reference, version, ...change }) {
        const found = await read(context, reference);
        if (context.trail) Object.assign(context.trail, { entity: `user:${found.id}`, detail: { change, roleBefore: found.role } });
        await changeUser(context.db, found.id, version ?? found.version, change);
        return read(context, found.id);
      },
    }),
    defineOperation({
      id: 'user.disable', summary: 'Shut a user out: sessions and keys die at once.', description: 'Keys that only send events are the company\'s and go on. Accounts stay where they are; see "user handover".',
      scope: 'admin', effect: 'change', positional: ['user'], entity: (input) => `user:${input.user}`, input: z.object({ user }),
      output: z.object({ user: userItem, sessions: z.number().int().describe('Sessions that ended.'), keys: z.number().int().describe('API keys that are dead while the user is disabled.') }),
      async handler(context, input) {
        const found = await read(context, input.user);
        if (context.trail) context.trail.entity = `user:${found.id}`;
        const ended = await disableUser(context.db, context.clock, found.id);
        return { user: await read(context, found.id), ...ended };
      },
    }),
    defineOperation({
      id: 'user.enable', summary: 'Let a disabled user in again.', scope: 'admin', effect: 'change', positional: ['user'], entity: (input) => `user:${input.user}`, input: z.object({ user }), output: userItem,
      async handler(context, input) {
        const found = await read(context, input.user);
        if (context.trail) context.trail.entity = `user:${found.id}`;
        await enableUser(context.db, found.id);
        return read(context, found.id);
      },
    }),
  ];
}
