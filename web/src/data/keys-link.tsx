import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../ui/state.tsx';

/** Says where the keys went. */
export function KeysLink() {
  const { t } = useTranslation('settings');
  return <Empty title={t('keys.moved')} action={<Link to="/settings/$part" params={{ part: 'keys' }} className="link">{t('keys.open')}</Link>} />;
}
