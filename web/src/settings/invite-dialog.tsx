import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserRole, Visibility } from '../../../src/contract/role.ts';
import type { OutputOf } from '../api/operations.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';
import { LinkMade } from './link-made.tsx';
import { userRoles } from './user-roles.ts';

type Made = OutputOf<'user.invite'>;

function InviteForm({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const invite = useChange('user.invite', ['user.', 'member.', 'audit.']);
  const members = useOperation('member.list', { limit: 1000 });
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<UserRole>('csm');
  const [sees, setSees] = useState<Visibility | ''>('');
  const [memberId, setMemberId] = useState('');
  const isLimited = role === 'csm' || role === 'read_only';
  const free = (members.data?.items ?? []).filter((member) => member.userId === null);
  const save = () => invite.mutate({ email: email.trim(), role, ...(name.trim() ? { name: name.trim() } : {}), ...(isLimited && sees ? { visibility: sees } : {}), ...(memberId ? { memberId } : {}) }, { onSuccess: onMade });
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <TextInput data-autofocus required type="email" label={t('invite.email')} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <TextInput label={t('invite.name')} description={t('invite.nameNote')} value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} />
      <NativeSelect label={t('invite.role')} description={t(`roleNote.${role}`)} value={role} data={userRoles.map((value) => ({ value, label: t(`role.${value}`) }))} onChange={(event) => setRole(event.currentTarget.value as UserRole)} />
      {isLimited && <NativeSelect label={t('invite.sees')} value={sees} data={[{ value: '', label: t('invite.seesDefault') }, { value: 'own', label: t('sees.own') }, { value: 'company', label: t('sees.company') }]} onChange={(event) => setSees(event.currentTarget.value as Visibility | '')} />}
      <NativeSelect label={t('invite.book')} description={t('invite.bookNote')} value={memberId} data={[{ value: '', label: t('invite.bookAuto') }, ...free.map((member) => ({ value: member.id, label: `${member.name} (${t('users.accounts', { count: member.accounts })})` }))]} onChange={(event) => setMemberId(event.currentTarget.value)} />
      {invite.error && <Failure error={invite.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={invite.isPending}>{t('invite.make')}</Button></Group>
    </form>
  );
}

/** Invites a person and shows the link, once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [made, setMade] = useState<Made>();
  const close = () => {
    setMade(undefined);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={made ? t('invite.made', { name: made.user.name }) : t('invite.title')} size={made ? 'lg' : 'md'}>
      {made ? <LinkMade link={made.link} to={made.user} onClose={close} /> : <InviteForm onMade={setMade} onClose={close} />}
    </Modal>
  );
}
