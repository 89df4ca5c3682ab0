import { IconCloudOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useOnline } from '../api/connection.ts';

/** Says that what is shown stands still, while the server is not reached. */
export function OfflineBanner() {
  const { t } = useTranslation();
  if (useOnline()) return null;
  return (
    <div className="banner offline" role="status">
      <IconCloudOff size={15} aria-hidden />
      <span>{t('offline')}</span>
    </div>
  );
}
