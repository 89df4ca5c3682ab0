import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { HoldOutDialog } from './hold-out-dialog.tsx';

/** Opens the choice of who is left alone. */
export function HoldOutButton({ id }: { id: string }) {
  const { t } = useTranslation('outcome');
  const [open, setOpen] = useState(false);
  const read = useOperation('outcome.show', { id });
  return (
    <>
      <Button size="compact-sm" disabled={!read.data} onClick={() => setOpen(true)}>{t('hold.button')}</Button>
      {read.data && <HoldOutDialog outcome={read.data.outcome} opened={open} onClose={() => setOpen(false)} />}
    </>
  );
}
