import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { useFieldColumns } from '../source/send-back-rows.tsx';
import { Card } from '../ui/card.tsx';
import { PlainTable } from '../ui/plain-table.tsx';

/** Values of an account that stand in other systems; nothing where none was ever sent. */
export function SentCard({ accountId }: { accountId: string }) {
  const { t } = useTranslation('writeback');
  const columns = useFieldColumns();
  const read = useOperation('writeback.list', { account: accountId, limit: 50 });
  if (!read.data?.items.length) return null;
  return <Card title={t('account.title')}><PlainTable label={t('account.title')} rows={read.data.items} keyOf={(row) => `${row.vendor} ${row.ref} ${row.field}`} columns={columns} /></Card>;
}
