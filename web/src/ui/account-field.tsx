import { Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { searchAccounts } from '../book/book-filter.ts';

const mostShown = 12;

interface AccountFieldProps {
  label: string;
  description?: string;
  /** The account's id; empty for none. */
  value: string;
  onChange: (id: string) => void;
  required?: boolean;
  autoFocus?: boolean;
}

/** Chooses one account of the book by its name, domain or an id. */
export function AccountField({ label, description, value, onChange, required = false, autoFocus = false }: AccountFieldProps) {
  const { t } = useTranslation('app');
  const [search, setSearch] = useState('');
  const book = useOperation('account.book', {});
  const items = book.data?.items;
  const chosen = useMemo(() => items?.find(({ id }) => id === value), [items, value]);
  const found = useMemo(() => (search && search !== chosen?.name ? searchAccounts(items ?? [], search, mostShown) : (items ?? []).slice(0, mostShown)), [items, search, chosen]);
  const shown = chosen && !found.includes(chosen) ? [chosen, ...found] : found;
  return (
    <Select
      label={label} description={description} required={required} searchable clearable={!required} data-autofocus={autoFocus || undefined}
      placeholder={t('pickAccount')} nothingFoundMessage={book.isPending ? t('pickWaits') : t('pickNone')} comboboxProps={{ shadow: 'md' }}
      data={shown.map((row) => ({ value: row.id, label: row.name }))} filter={({ options }) => options}
      value={chosen ? value : null} onChange={(id) => onChange(id ?? '')} searchValue={search} onSearchChange={setSearch}
      renderOption={({ option }) => { const row = shown.find(({ id }) => id === option.value); return <span className="row" style={{ gap: 8, width: '100%', minWidth: 0 }}><span className="ell">{option.label}</span><span className="t3 ell" style={{ marginInlineStart: 'auto' }}>{row?.domain ?? ''}</span></span>; }}
    />
  );
}
