import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditItem } from '../../../src/contract/user.ts';
import { call } from '../api/call.ts';
import type { InputOf, OutputOf } from '../api/operations.ts';
import { Card } from '../ui/card.tsx';
import { csvText, saveText } from '../ui/csv.ts';
import { momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';

type Filter = Pick<InputOf<'audit.list'>, 'who' | 'operation' | 'entity' | 'outcome' | 'from' | 'to'>;
const outcomes = ['done', 'failed', 'denied'] as const;

async function saveCsv(filter: Filter): Promise<void> {
  const { items } = await call('audit.list', { ...filter, limit: 10_000 });
  const rows = items.map((item) => [item.at, item.who, item.principal, item.operation, item.entity, item.outcome, Object.keys(item.detail).length ? JSON.stringify(item.detail) : '']);
  saveText('audit.csv', csvText(['at', 'who', 'principal', 'operation', 'entity', 'outcome', 'detail'], rows), 'text/csv');
}

function AuditTable({ items }: { items: readonly AuditItem[] }) {
  const { t } = useTranslation('settings');
  return (
    <PlainTable label={t('audit.table')} rows={items} keyOf={(item) => String(item.id)} columns={[
      { label: t('audit.when'), cell: (item) => <span className="num">{momentText(item.at)}</span> },
      { label: t('audit.who'), cell: (item) => <span title={item.principal}>{item.who}</span> },
      { label: t('audit.what'), cell: (item) => <span className="mono">{item.operation}</span> },
      { label: t('audit.entity'), cell: (item) => <span className="t2 audit-entity">{item.entity ?? ''}</span> },
      { label: t('audit.outcome'), cell: (item) => <><span className={item.outcome === 'done' ? 't2' : 'neg'}>{t(`audit.outcomes.${item.outcome}`)}</span>{item.outcome !== 'done' && typeof item.detail.code === 'string' && <span className="t3 mono"> {item.detail.code}</span>}</> },
    ]} />
  );
}

/** The audit trail with its filters; what is filtered can be saved as CSV. */
export function AuditPart() {
  const { t } = useTranslation('settings');
  const [filter, setFilter] = useState<Filter>({});
  const [asked] = useDebouncedValue(filter, 250);
  const read = useInfiniteQuery({
    queryKey: ['audit.list', asked],
    queryFn: ({ pageParam, signal }) => call('audit.list', { ...asked, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: null as string | null, getNextPageParam: (page: OutputOf<'audit.list'>) => page.next, staleTime: 0,
  });
  const set = (change: Filter) => setFilter((now) => Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, value]) => value)) as Filter);
  const text = (key: 'who' | 'operation' | 'entity', label: string) => <TextInput label={label} value={filter[key] ?? ''} onChange={(event) => set({ [key]: event.currentTarget.value })} />;
  const day = (key: 'from' | 'to', label: string) => <TextInput type="date" label={label} value={filter[key] ?? ''} onChange={(event) => set({ [key]: event.currentTarget.value })} />;
  const total = read.data?.pages[0]?.total;
  return (
    <Card title={t('audit.title')} note={total === undefined ? t('audit.note') : `${t('audit.total', { count: total })} · ${t('audit.note')}`} tools={<Button onClick={() => void saveCsv(asked)}>{t('audit.csv')}</Button>}>
      <div className="pad filters">
        {text('who', t('audit.who'))}{text('operation', t('audit.what'))}{text('entity', t('audit.entity'))}
        <NativeSelect label={t('audit.outcome')} value={filter.outcome ?? ''} data={[{ value: '', label: t('audit.all') }, ...outcomes.map((value) => ({ value, label: t(`audit.outcomes.${value}`) }))]} onChange={(event) => set({ outcome: (event.currentTarget.value || undefined) as Filter['outcome'] } as Filter)} />
        {day('from', t('audit.from'))}{day('to', t('audit.to'))}
      </div>
      <Loaded read={read}>{({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return <Empty title={t('audit.empty')} action={<Button onClick={() => setFilter({})}>{t('audit.clear')}</Button>}>{t('audit.emptyText')}</Empty>;
        return <><AuditTable items={items} />{read.hasNextPage && <div className="pad" style={{ paddingTop: 12 }}><Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>{t('audit.more')}</Button></div>}</>;
      }}</Loaded>
    </Card>
  );
}
