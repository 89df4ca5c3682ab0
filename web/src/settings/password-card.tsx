import { Button, Group, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { Failure } from '../ui/state.tsx';

const touched = ['session.', 'user.'];

function PasswordForm({ removing, onClose }: { removing: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const { user } = useSession();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const set = useChange('password.set', touched);
  const remove = useChange('password.remove', touched);
  const done = (message: string) => ({ onSuccess: () => { notifications.show({ message }); onClose(); } });
  const save = () => (removing ? remove.mutate({ current }, done(t('password.removed'))) : set.mutate({ ...(user.hasPassword ? { current } : {}), password: next }, done(t('password.done'))));
  const error = set.error ?? remove.error;
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <input type="text" autoComplete="username" defaultValue={user.email ?? ''} hidden readOnly />
      {user.hasPassword && <TextInput data-autofocus required type="password" autoComplete="current-password" label={t('password.current')} value={current} onChange={(event) => setCurrent(event.currentTarget.value)} />}
      {!removing && <TextInput data-autofocus={!user.hasPassword || undefined} required minLength={10} type="password" autoComplete="new-password" label={t('password.next')} description={t('password.rule')} value={next} onChange={(event) => setNext(event.currentTarget.value)} />}
      {error && <Failure error={error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={set.isPending || remove.isPending}>{removing ? t('password.remove') : t('save')}</Button></Group>
    </form>
  );
}

/** The own password, an option beside sign-in links. */
export function PasswordCard() {
  const { t } = useTranslation('settings');
  const { user } = useSession();
  const [open, setOpen] = useState<'set' | 'remove'>();
  return (
    <Card title={t('password.title')}>
      <div className="pad stack" style={{ gap: 10, alignItems: 'flex-start' }}>
        <span className="t2">{user.email === null ? t('password.needsEmail') : t(user.hasPassword ? 'password.has' : 'password.hasNot')}</span>
        <Group gap={8}>
          <Button disabled={user.email === null} onClick={() => setOpen('set')}>{t(user.hasPassword ? 'password.change' : 'password.set')}</Button>
          {user.hasPassword && <Button variant="subtle" color="gray" onClick={() => setOpen('remove')}>{t('password.remove')}</Button>}
        </Group>
      </div>
      <Modal opened={open !== undefined} onClose={() => setOpen(undefined)} title={t(open === 'remove' ? 'password.remove' : user.hasPassword ? 'password.change' : 'password.set')} size="sm">
        <PasswordForm removing={open === 'remove'} onClose={() => setOpen(undefined)} />
      </Modal>
    </Card>
  );
}
