import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FieldWriteItem, WriteBackItem } from '../../../src/contract/write-back.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { count, momentText } from '../ui/format.ts';
import { PlainTable, type PlainColumn } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';

const mostRows = 200;

/** The columns of fields that hold our values. */
export function useFieldColumns(): PlainColumn<FieldWriteItem>[] {
  const { t } = useTranslation('writeback');
  const text = (value: string | number | null) => (value === null || value === '' ? t('preview.empty') : String(value));
  return [
    { label: t('preview.value'), cell: (row) => <>{t(`value.${row.name}`)} <span className="t3">{row.field}</span></> },
    { label: t('preview.next'), cell: (row) => text(row.wanted) },
    { label: t('rows.state'), cell: (row) => <>{t(`state.${row.state}`)}{row.error && <div className="t2" style={{ fontSize: 12 }}>{row.error}{row.state === 'held' && ` ${t('rows.found', { value: text(row.found) })}`}</div>}</> },
    { label: t('rows.since'), cell: (row) => (row.writtenAt ? momentText(row.writtenAt) : <span className="t3">–</span>) },
    { label: t('account.system'), cell: (row) => <a href={row.link} target="_blank" rel="noreferrer" className="link">{row.vendorName}<span className="sr"> {row.accountName}</span></a> },
  ];
}

/** Every field that was written to a vendor; what needs a person comes first. */
export function SendBackRows({ item }: { item: WriteBackItem }) {
  const { t } = useTranslation('writeback');
  const mayApprove = useMay()('approve');
  const columns = useFieldColumns();
  const read = useOperation('writeback.list', { vendor: item.vendor, limit: mostRows });
  const again = useChange('writeback.send', ['writeback.']);
  return (
    <div className="src-form">
      {again.error && <Failure error={again.error} compact />}
      {mayApprove && item.on && <Group><Button loading={again.isPending} onClick={() => again.mutate({ vendor: item.vendor })}>{t('rows.again')}</Button></Group>}
      <Loaded read={read}>
        {({ items, total }) => (items.length === 0 ? <Empty title={t('rows.none')} /> : (
          <>
            <PlainTable label={t('list')} rows={items} keyOf={(row) => `${row.ref} ${row.field}`} columns={[{ label: t('preview.account'), cell: (row) => <Link to="/account/$id" params={{ id: row.accountId }} search={{ tab: 'data' } as never} className="link">{row.accountName}</Link> }, ...columns]} />
            {total > items.length && <p className="t3" style={{ margin: 0 }}>{t('rows.shown', { count: items.length, total: count(total) })}</p>}
          </>
        ))}
      </Loaded>
    </div>
  );
}
