import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconDownload, IconLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Copies the address of the page as it is: it carries the whole state of the view. */
export function CopyLink() {
  const { t } = useTranslation('target');
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const label = copied ? t('tools.copied') : t('tools.copyLink');
  return <Tooltip label={label}><ActionIcon variant="default" aria-label={label} onClick={() => copy(location.href)}>{copied ? <IconCheck size={15} /> : <IconLink size={15} />}</ActionIcon></Tooltip>;
}

/** Saves what the page shows as CSV. */
export function CsvButton({ onSave, disabled = false }: { onSave: () => void; disabled?: boolean }) {
  const { t } = useTranslation('target');
  return <Tooltip label={t('tools.csv')}><ActionIcon variant="default" aria-label={t('tools.csv')} onClick={onSave} disabled={disabled}><IconDownload size={15} /></ActionIcon></Tooltip>;
}
