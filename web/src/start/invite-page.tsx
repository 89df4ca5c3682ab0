import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InviteShown } from '../../../src/contract/user.ts';
import { call } from '../api/call.ts';
import { Mark } from '../app/mark.tsx';
import { Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { forgetInvitation, keptInvitation } from './sign-in-token.ts';

function JoinForm({ token, invitation }: { token: string; invitation: InviteShown }) {
  const { t } = useTranslation(['entry', 'settings']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState('');
  const join = useMutation({ mutationFn: () => call('invite.accept', { token, name: name.trim(), ...(password ? { password } : {}) }), onSuccess: () => { forgetInvitation(); client.clear(); void navigate({ to: '/', replace: true }); } });
  const role = t(`settings:role.${invitation.role}`);
  return (
    <form className="stack" style={{ gap: 14 }} onSubmit={(event) => { event.preventDefault(); join.mutate(); }}>
      <p className="t2">{invitation.invitedBy ? t('invitedBy', { name: invitation.invitedBy, role }) : t('invitedAs', { role })} {t(`settings:roleNote.${invitation.role}`)}</p>
      <input type="text" autoComplete="username" defaultValue={invitation.email ?? ''} hidden readOnly />
      <TextInput autoFocus required label={t('name')} value={name} maxLength={80} autoComplete="name" onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput type="password" label={t('passwordOptional')} description={t('passwordNote')} value={password} minLength={10} autoComplete="new-password" onChange={(event) => setPassword(event.currentTarget.value)} />
      {join.error && <Failure error={join.error} compact />}
      <div><Button type="submit" size="sm" variant="filled" loading={join.isPending} disabled={!name.trim()}>{t('join')}</Button></div>
    </form>
  );
}

/** Takes up an invitation: the person chooses a name, and a password if wanted. Nothing happens before that. */
export function InvitePage() {
  const { t } = useTranslation(['entry', 'settings']);
  const [token] = useState(() => keptInvitation() ?? '');
  const read = useQuery({ queryKey: ['invite.show'], queryFn: () => call('invite.show', { token: token.padEnd(20, '-') }), retry: false, staleTime: Number.POSITIVE_INFINITY });
  return (
    <main className="gate">
      <Mark size={36} />
      <h1>{t('invited')}</h1>
      {read.error ? <Failure error={read.error} compact /> : <Loaded read={read} skeleton={<RowsSkeleton rows={2} label={t('reading')} />}>{(invitation) => <JoinForm token={token} invitation={invitation} />}</Loaded>}
    </main>
  );
}
