import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OneTimeLink } from '../../../src/contract/user.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { momentText } from '../ui/format.ts';

/** A one-time link that was just made, with what to do with it. */
export function LinkMade({ link, to, onClose }: { link: OneTimeLink; to: { name: string; email: string | null }; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const until = momentText(link.expiresAt);
  return (
    <div className="stack" style={{ gap: 12 }}>
      <p style={{ margin: 0 }}>{link.purpose === 'invite' ? t('invite.send', { email: to.email ?? to.name, until }) : t('invite.linkText', { name: to.name, until })} {link.mailed && t('invite.mailed')}</p>
      <CopyLine text={link.url} label={t('invite.link')} />
      <Group justify="flex-end"><Button variant="filled" data-autofocus onClick={onClose}>{t('done')}</Button></Group>
    </div>
  );
}
