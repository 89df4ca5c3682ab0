import { ActionIcon, Menu, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UserRole, Visibility } from '../../../src/contract/role.ts';
import type { UserItem } from '../../../src/contract/user.ts';
import { useChange } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { useSession } from '../app/reading.ts';
import { PersonMark } from '../ui/avatar.tsx';
import { momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { noteWithUndo } from '../ui/undo-note.tsx';
import { hasSetting, userRoles } from './user-roles.ts';

/** What can be done with a user from its row. */
export interface UserActions {
  edit(user: UserItem): void;
  link(user: UserItem): void;
  enable(user: UserItem): void;
  disable(user: UserItem): void;
  handOver(user: UserItem): void;
}

/** Changes a user and offers to change it back. */
function useUserChange() {
  const { t } = useTranslation('settings');
  const change = useChange('user.change', ['user.', 'member.', 'audit.', 'session.me']);
  const failed = (error: Error) => notifications.show({ message: error.message, color: 'red' });
  return {
    isPending: change.isPending,
    set: (user: UserItem, next: { role?: UserRole; visibility?: Visibility | null }) => {
      const before = { ...('role' in next ? { role: user.role } : {}), ...('visibility' in next ? { visibility: user.visibilitySet } : {}) };
      change.mutate({ user: user.id, version: user.version, ...next }, {
        onSuccess: () => noteWithUndo(t('users.changed', { name: user.name }), t('undo'), () => change.mutate({ user: user.id, ...before }, { onError: failed })),
        onError: failed,
      });
    },
  };
}

function BookCell({ user }: { user: UserItem }) {
  const { t } = useTranslation('settings');
  if (user.memberId === null) return <span className="t3">{t('users.noBook')}</span>;
  return <>{user.member}<div className="t3" style={{ fontSize: 12 }}>{t('users.accounts', { count: user.accounts })}</div></>;
}

function RowMenu({ user, actions }: { user: UserItem; actions: UserActions }) {
  const { t } = useTranslation('settings');
  const may = useMay();
  const handable = may('assign') && user.memberId !== null && user.accounts > 0;
  if (!may('admin') && !handable) return null;
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target><ActionIcon aria-label={t('users.actions', { name: user.name })}><IconDots size={16} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {may('admin') && <Menu.Item onClick={() => actions.edit(user)}>{t('users.edit')}</Menu.Item>}
        {may('admin') && user.state !== 'disabled' && <Menu.Item onClick={() => actions.link(user)}>{t(user.state === 'invited' ? 'users.inviteAgain' : 'users.link')}</Menu.Item>}
        {handable && <Menu.Item onClick={() => actions.handOver(user)}>{t('users.handOver')}</Menu.Item>}
        {may('admin') && (user.state === 'disabled' ? <Menu.Item onClick={() => actions.enable(user)}>{t('users.enable')}</Menu.Item> : <Menu.Item color="var(--neg)" onClick={() => actions.disable(user)}>{t('users.disable')}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The table of users; what one may not change is text. */
export function UserTable({ items, actions }: { items: readonly UserItem[]; actions: UserActions }) {
  const { t } = useTranslation('settings');
  const { user: me } = useSession();
  const isAdmin = useMay()('admin');
  const change = useUserChange();
  const mayChange = (user: UserItem) => isAdmin && user.state !== 'disabled';
  const role = (user: UserItem) => (mayChange(user) ? <NativeSelect aria-label={t('users.roleOf', { name: user.name })} value={user.role} disabled={change.isPending} data={userRoles.map((value) => ({ value, label: t(`role.${value}`) }))} onChange={(event) => change.set(user, { role: event.currentTarget.value as UserRole })} /> : t(`role.${user.role}`));
  const sees = (user: UserItem) => {
    if (!mayChange(user) || !hasSetting(user.role)) return t(`sees.${user.visibility}`);
    const open = user.visibilitySet === null ? t('users.byDefault', { sees: t(`sees.${user.visibility}`) }) : t('invite.seesDefault');
    return <NativeSelect aria-label={t('users.seesOf', { name: user.name })} value={user.visibilitySet ?? ''} disabled={change.isPending} data={[{ value: '', label: open }, { value: 'own', label: t('sees.own') }, { value: 'company', label: t('sees.company') }]} onChange={(event) => change.set(user, { visibility: (event.currentTarget.value || null) as Visibility | null })} />;
  };
  return (
    <div className="users-table"><PlainTable label={t('users.table')} rows={items} keyOf={(user) => user.id} columns={[
      { label: t('users.user'), cell: (user) => <span className="row" style={{ gap: 9 }}><PersonMark name={user.name} size={26} /><span style={{ minWidth: 0 }}><b style={{ fontWeight: 550 }}>{user.name}</b>{user.id === me.id && <span className="t3"> ({t('users.you')})</span>}<div className="t3 ell" style={{ fontSize: 12 }}>{user.email}</div></span></span> },
      { label: t('users.role'), cell: role },
      { label: t('users.sees'), cell: sees },
      { label: t('users.book'), cell: (user) => <BookCell user={user} /> },
      { label: t('users.state'), cell: (user) => <span className={user.state === 'disabled' ? 'neg' : user.state === 'invited' ? 't3' : ''}>{t(`state.${user.state}`)}</span> },
      { label: t('users.lastSeen'), cell: (user) => (user.lastSeenAt ? <span className="num">{momentText(user.lastSeenAt)}</span> : <span className="t3">{t('never')}</span>) },
      { label: t('act'), cell: (user) => <RowMenu user={user} actions={actions} /> },
    ]} /></div>
  );
}
