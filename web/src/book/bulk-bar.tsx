import { Button, CloseButton } from '@mantine/core';
import { IconBellCheck, IconDownload, IconPencil, IconUserShare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BookRow } from '../../../src/contract/account.ts';
import { useMay, useMayChange } from '../app/may.tsx';
import { count, sumMoney, sumText } from '../ui/format.ts';
import type { EditRequest } from './book-table.tsx';

interface BulkBarProps {
  rows: readonly BookRow[];
  /** The accounts shown, of which all may be chosen. */
  total: number;
  past: boolean;
  onAll: () => void;
  onEdit: (request: EditRequest) => void;
  onAcknowledge: (rows: readonly BookRow[]) => void;
  onExport: (rows: readonly BookRow[]) => void;
  onClear: () => void;
}

/** What can be done with the accounts chosen; those that one may not change are left out of changes, and it says so. */
export function BulkBar({ rows, total, past, onAll, onEdit, onAcknowledge, onExport, onClear }: BulkBarProps) {
  const { t } = useTranslation('book');
  const may = useMay();
  const mayChange = useMayChange();
  if (rows.length === 0) return null;
  const own = past ? [] : rows.filter((row) => mayChange(row.ownerId));
  const common = { variant: 'subtle', color: 'gray', c: 'var(--tx)' } as const;
  return (
    <div className="bulk" role="region" aria-label={t('bulk.region')}>
      <b>{t('bulk.selected', { count: rows.length, text: count(rows.length) })}</b>
      <span className="t2 num">{t('bulk.arr', { text: sumText(sumMoney(rows)) })}</span>
      {rows.length < total && <Button {...common} onClick={onAll}>{t('bulk.all', { text: count(total) })}</Button>}
      {own.length > 0 && own.length < rows.length && <span className="t3">{t('bulk.own', { text: count(own.length) })}</span>}
      {own.length > 0 && may('assign') && <Button {...common} leftSection={<IconUserShare size={15} />} onClick={() => onEdit({ rows: own, column: 'owner' })}>{t('bulk.assign')}</Button>}
      {own.length > 0 && <Button {...common} leftSection={<IconPencil size={15} />} onClick={() => onEdit({ rows: own })}>{t('bulk.edit')}</Button>}
      {own.some((row) => row.signals.length > 0) && <Button {...common} leftSection={<IconBellCheck size={15} />} onClick={() => onAcknowledge(own)}>{t('bulk.acknowledge')}</Button>}
      <Button {...common} leftSection={<IconDownload size={15} />} onClick={() => onExport(rows)}>CSV</Button>
      <CloseButton size="sm" onClick={onClear} aria-label={t('bulk.clear')} />
    </div>
  );
}
