import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserItem } from '../../../src/contract/user.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';

function UserForm({ user, onClose }: { user: UserItem; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const members = useOperation('member.list', { limit: 1000 });
  const change = useChange('user.change', ['user.', 'member.', 'audit.', 'session.me']);
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email ?? '');
  const [memberId, setMemberId] = useState(user.memberId ?? '');
  const free = (members.data?.items ?? []).filter((member) => member.userId === null || member.userId === user.id);
  const next = {
    ...(name.trim() !== user.name ? { name: name.trim() } : {}), ...(email.trim() && email.trim() !== user.email ? { email: email.trim() } : {}), ...(memberId !== (user.memberId ?? '') ? { memberId: memberId || null } : {}),
  };
  const save = () => (Object.keys(next).length === 0 ? onClose() : change.mutate({ user: user.id, version: user.version, ...next }, { onSuccess: () => { notifications.show({ message: t('users.changed', { name: name.trim() }) }); onClose(); } }));
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <TextInput data-autofocus required label={t('profile.name')} value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput type="email" required={user.email !== null} label={t('invite.email')} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <NativeSelect label={t('users.book')} description={t('users.bookNote')} value={memberId} data={[{ value: '', label: t('users.noBook') }, ...free.map((member) => ({ value: member.id, label: `${member.name} (${t('users.accounts', { count: member.accounts })})` }))]} onChange={(event) => setMemberId(event.currentTarget.value)} />
      {change.error && <Failure error={change.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={change.isPending}>{t('save')}</Button></Group>
    </form>
  );
}

/** Edits a user's name, address and book. */
export function UserDialog({ user, onClose }: { user: UserItem | undefined; onClose: () => void }) {
  const { t } = useTranslation('settings');
  return <Modal opened={user !== undefined} onClose={onClose} title={t('users.editTitle', { name: user?.name ?? '' })} size="md">{user && <UserForm key={user.version} user={user} onClose={onClose} />}</Modal>;
}
