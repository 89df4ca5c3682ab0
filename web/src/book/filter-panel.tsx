import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookRow } from '../../../src/contract/account.ts';
import { count } from '../ui/format.ts';
import type { BookColumn } from './book-columns.ts';
import { valueCounts, type FilterContext } from './book-filter.ts';
import type { BookSearch } from './book-search.ts';
import { valueText } from './cell-text.ts';
import { conditionsText, noValue, parseConditions, type Condition, type Operator } from './condition.ts';

const shownValues = 100;

interface FilterPanelProps {
  rows: readonly BookRow[];
  filter: BookSearch;
  context: FilterContext;
  columns: readonly BookColumn[];
  /** Asks for the values of a fetched column. */
  onNeed: (column: string) => void;
  onFilter: (filter: BookSearch) => void;
}

/** Operators by what a column holds. */
export function operatorsOf({ kind }: BookColumn): readonly Operator[] {
  if (kind === 'text' || kind === 'signals' || kind === 'flag') return ['is', 'not', 'known', 'unknown'];
  if (kind === 'day') return ['within', 'past', 'before', 'after', 'known', 'unknown'];
  return ['lt', 'gt', 'between', 'known', 'unknown'];
}

const needed: Partial<Record<Operator, number>> = { lt: 1, gt: 1, before: 1, after: 1, within: 1, past: 1, between: 2 };

/** What one types of a value: money in whole units, fractions in per cent. */
function scaleOf({ kind }: BookColumn): number {
  return kind === 'minor' ? 100 : kind === 'fraction' ? 0.01 : 1;
}

function ValueList({ rows, filter, context, column, onChange }: Pick<FilterPanelProps, 'rows' | 'filter' | 'context'> & { column: BookColumn; onChange: (values: string[]) => void }) {
  const { t } = useTranslation('book');
  const [needle, setNeedle] = useState('');
  const counts = useMemo(() => valueCounts(rows, filter, context, column), [rows, filter, context, column]);
  const chosen = parseConditions(filter.where).find((condition) => condition.column === column.id && (condition.operator === 'is' || condition.operator === 'not'))?.values ?? [];
  const label = (value: string) => (value === noValue ? t('filter.none') : valueText(column, value, null, (flag) => t(flag ? 'yes' : 'no')));
  const found = counts.filter(({ value }) => label(value).toLowerCase().includes(needle.trim().toLowerCase()));
  return (
    <>
      {counts.length > 12 && <TextInput aria-label={t('filter.find')} placeholder={t('filter.find')} value={needle} onChange={(event) => setNeedle(event.currentTarget.value)} />}
      <div className="facet-values" tabIndex={0} role="group" aria-label={column.label}>
        {found.slice(0, shownValues).map(({ value, n }) => (
          <Checkbox key={value} size="xs" checked={chosen.includes(value)} onChange={() => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])} label={<span className="facet-label"><span className="ell">{label(value)}</span><span className="t3 num">{count(n)}</span></span>} />
        ))}
        {found.length > shownValues && <span className="t3">{t('filter.more', { text: count(found.length - shownValues) })}</span>}
      </div>
    </>
  );
}

/** One column at a time: its operator, and its values with the number of accounts each would show. */
export function FilterPanel({ rows, filter, context, columns, onNeed, onFilter }: FilterPanelProps) {
  const { t } = useTranslation('book');
  const conditions = parseConditions(filter.where);
  const [id, setId] = useState(conditions.at(-1)?.column ?? 'segment');
  const column = columns.find((one) => one.id === id) ?? columns[0];
  const current = conditions.find((condition) => condition.column === id);
  const [operator, setOperator] = useState<Operator>();
  const chosenOperator = operator ?? current?.operator ?? (column ? operatorsOf(column)[0] : undefined) ?? 'is';
  const set = (next: Condition | undefined) => onFilter({ where: conditionsText([...conditions.filter((condition) => condition.column !== id), ...(next ? [next] : [])]) });
  const choose = (next: string) => {
    setId(next);
    setOperator(undefined);
    onNeed(next);
  };
  const change = (next: Operator) => {
    setOperator(next);
    if (!needed[next] && next !== 'is' && next !== 'not') set({ column: id, operator: next, values: [] });
    else if (current && current.values.length === (needed[next] ?? current.values.length)) set({ ...current, operator: next });
  };
  if (!column) return null;
  const scale = scaleOf(column);
  const put = (place: number, text: string) => {
    const values = Array.from({ length: needed[chosenOperator] ?? 0 }, (_, i) => current?.values[i] ?? '');
    values[place] = column.kind === 'day' || text === '' ? text : String(Math.round(Number(text) * scale * 1e6) / 1e6);
    set(values.some((value) => value !== '') ? { column: id, operator: chosenOperator, values } : undefined);
  };
  const shown = (value: string | undefined) => (!value || column.kind === 'day' ? (value ?? '') : String(Math.round((Number(value) / scale) * 1e6) / 1e6));
  const areas = Map.groupBy(columns, (one) => (one.id.startsWith('fact.') ? (one.id.split('.')[1] ?? '') : one.id.startsWith('attr.') ? 'attribute' : 'book'));
  const unit = column.kind === 'fraction' ? '%' : chosenOperator === 'within' || chosenOperator === 'past' ? t('filter.days') : undefined;
  return (
    <div className="stack" style={{ gap: 10 }}>
      <div className="row">
        <NativeSelect style={{ flex: 1 }} label={t('filter.column')} value={id} onChange={(event) => choose(event.currentTarget.value)} data={[...areas].map(([area, items]) => ({ group: t(`area.${area}` as 'area.book'), items: items.map((one) => ({ value: one.id, label: one.label })) }))} data-autofocus />
        <NativeSelect w={130} label={t('filter.operator')} value={chosenOperator} onChange={(event) => change(event.currentTarget.value as Operator)} data={operatorsOf(column).map((one) => ({ value: one, label: t(`op.${one}`) }))} />
      </div>
      {column.note && <p className="t3" style={{ margin: 0, fontSize: 12 }}>{column.note}</p>}
      {(chosenOperator === 'is' || chosenOperator === 'not') && <ValueList rows={rows} filter={filter} context={context} column={column} onChange={(values) => set(values.length ? { column: id, operator: chosenOperator, values } : undefined)} />}
      {needed[chosenOperator] && (
        <div className="row">
          {Array.from({ length: needed[chosenOperator] }, (_, place) => (
            <TextInput key={`${id}-${chosenOperator}-${place}`} style={{ flex: 1 }} label={place ? t('filter.to') : t('filter.value')} type={chosenOperator === 'before' || chosenOperator === 'after' ? 'date' : 'number'} step="any" rightSection={unit} rightSectionWidth={44} defaultValue={current?.operator === chosenOperator ? shown(current.values[place]) : ''} onChange={(event) => put(place, event.currentTarget.value)} />
          ))}
        </div>
      )}
      {current && <div><Button variant="subtle" color="gray" c="var(--tx)" leftSection={<IconTrash size={14} />} onClick={() => { setOperator(undefined); set(undefined); }}>{t('filter.remove', { column: column.label })}</Button></div>}
    </div>
  );
}
