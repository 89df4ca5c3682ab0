import { Button, Group, Modal, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visibility } from '../../../src/contract/role.ts';
import type { OneTimeLink, UserItem } from '../../../src/contract/user.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Card } from '../ui/card.tsx';
import { Failure, Loaded } from '../ui/state.tsx';
import { HandoverDialog } from './handover-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LinkMade } from './link-made.tsx';
import { UserDialog } from './user-dialog.tsx';
import { UserTable, type UserActions } from './user-table.tsx';

function DefaultsCard({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('settings');
  const read = useOperation('visibility.show', {});
  const set = useChange('visibility.set', ['visibility.', 'user.', 'audit.']);
  const choices = (['own', 'company'] as const).map((value) => ({ value, label: t(`sees.${value}`) }));
  return (
    <Card title={t('users.defaults')} note={t('users.defaultsNote')}>
      <Loaded read={read}>{(now) => (
        <div className="pad settings-grid">
          <NativeSelect label={t('users.csmDefault')} value={now.csm} data={choices} disabled={!mayChange || set.isPending} onChange={(event) => set.mutate({ csm: event.currentTarget.value as Visibility })} />
          <NativeSelect label={t('users.readerDefault')} value={now.read_only} data={choices} disabled={!mayChange || set.isPending} onChange={(event) => set.mutate({ read_only: event.currentTarget.value as Visibility })} />
          {set.error && <Failure error={set.error} compact />}
        </div>
      )}</Loaded>
    </Card>
  );
}

function DisableDialog({ user, onClose }: { user: UserItem | undefined; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const disable = useChange('user.disable', ['user.', 'key.', 'member.', 'audit.']);
  const close = () => {
    disable.reset();
    onClose();
  };
  const go = () => user && disable.mutate({ user: user.id }, { onSuccess: ({ sessions, keys }) => { notifications.show({ message: t('users.disabledNote', { name: user.name, sessions, keys }) }); close(); } });
  return (
    <Modal opened={user !== undefined} onClose={close} title={t('users.disableTitle', { name: user?.name ?? '' })} size="sm">
      <p className="t2" style={{ marginTop: 0 }}>{t('users.disableText', { name: user?.name ?? '' })}</p>
      {disable.error && <Failure error={disable.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={close}>{t('cancel')}</Button><Button variant="filled" color="red.9" loading={disable.isPending} onClick={go}>{t('users.disable')}</Button></Group>
    </Modal>
  );
}

/** Users: who may sign in, as what, and with which book. */
export function UsersPart() {
  const { t } = useTranslation('settings');
  const may = useMay();
  const read = useOperation('user.list', {});
  const link = useChange('user.link', ['audit.']);
  const enable = useChange('user.enable', ['user.', 'key.', 'member.', 'audit.']);
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState<{ link: OneTimeLink; user: UserItem }>();
  const [handing, setHanding] = useState<UserItem>();
  const [ending, setEnding] = useState<UserItem>();
  const [editing, setEditing] = useState<UserItem>();
  const failed = (error: Error) => notifications.show({ message: error.message, color: 'red' });
  const actions: UserActions = {
    link: (user) => link.mutate({ user: user.id }, { onSuccess: (one) => setMade({ link: one, user }), onError: failed }),
    enable: (user) => enable.mutate({ user: user.id }, { onSuccess: () => notifications.show({ message: t('users.enabled', { name: user.name }) }), onError: failed }),
    edit: setEditing, disable: setEnding, handOver: setHanding,
  };
  return (
    <>
      <Card title={t('users.title')} {...(may('admin') ? {} : { note: t('users.onlyAdmin') })} tools={may('admin') && <Button onClick={() => setInviting(true)}>{t('users.invite')}</Button>}>
        <Loaded read={read}>{({ items }) => <UserTable items={items} actions={actions} />}</Loaded>
      </Card>
      <DefaultsCard mayChange={may('admin')} />
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
      <Modal opened={made !== undefined} onClose={() => setMade(undefined)} size="lg" title={made && t(made.link.purpose === 'invite' ? 'invite.made' : 'invite.linkTitle', { name: made.user.name })}>{made && <LinkMade link={made.link} to={made.user} onClose={() => setMade(undefined)} />}</Modal>
      <HandoverDialog user={handing} onClose={() => setHanding(undefined)} />
      <UserDialog user={editing} onClose={() => setEditing(undefined)} />
      <DisableDialog user={ending} onClose={() => setEnding(undefined)} />
    </>
  );
}
