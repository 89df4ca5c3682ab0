import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconBookmark, IconColumns3, IconFilter, IconSearch, IconUser, IconX } from '@tabler/icons-react';
import { lazy, memo, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookRow } from '../../../src/contract/account.ts';
import { useSession } from '../app/reading.ts';
import { count } from '../ui/format.ts';
import type { BookColumn } from './book-columns.ts';
import type { FilterContext } from './book-filter.ts';
import { bookTabs, type BookSearch, type BookTab, type ShownColumn } from './book-search.ts';
import { valueText } from './cell-text.ts';
import { conditionsText, noValue, parseConditions, type Condition } from './condition.ts';

const FilterPanel = lazy(async () => ({ default: (await import('./filter-panel.tsx')).FilterPanel }));
const ColumnsPanel = lazy(async () => ({ default: (await import('./columns-panel.tsx')).ColumnsPanel }));

export interface ToolbarProps {
  rows: readonly BookRow[];
  /** Which rows are shown; the sort and the columns are none of it, so that they do not draw the bar anew. */
  filter: BookSearch;
  context: FilterContext;
  columns: readonly BookColumn[];
  shown: readonly ShownColumn[];
  isDefault: boolean;
  counts: Record<BookTab, number>;
  text: string;
  onText: (text: string) => void;
  /** Changes what is named and keeps the rest. */
  onFilter: (part: BookSearch) => void;
  onColumns: (columns: readonly ShownColumn[] | undefined) => void;
  /** The filter or the column list was opened: what they list beside the book's own columns is needed. */
  onCatalogue: () => void;
  onNeed: (column: string) => void;
  onSave: () => void;
}

function MineSwitch({ filter, onFilter }: Pick<ToolbarProps, 'filter' | 'onFilter'>) {
  const { t } = useTranslation('book');
  const { memberId } = useSession().user;
  return (
    <Tooltip label={t(memberId ? 'mine.note' : 'mine.none')} multiline maw={280}>
      <button type="button" className="tab" data-on={filter.mine === true} aria-pressed={filter.mine === true} onClick={() => onFilter({ mine: filter.mine ? undefined : true })}><IconUser size={14} aria-hidden /> {t('mine.label')}</button>
    </Tooltip>
  );
}

/** Ready-made views, "my book", filters, columns and the text filter. */
export const BookToolbar = memo(function BookToolbar(props: ToolbarProps) {
  const { filter, counts, text, onText, onFilter, onCatalogue, onSave } = props;
  const { t } = useTranslation('book');
  const input = useRef<HTMLInputElement>(null);
  const [filtering, setFiltering] = useState(false);
  const [choosing, setChoosing] = useState(false);
  useHotkeys([['/', () => input.current?.focus()], ['f', () => { onCatalogue(); setFiltering(true); }]]);
  const tabs = bookTabs.filter((tab) => tab !== 'everyone' || filter.tab === 'everyone');
  return (
    <div className="bar book-bar">
      <div className="row tabs-row" role="group" aria-label={t('views')}>
        {tabs.map((tab) => {
          const on = (filter.tab ?? 'all') === tab;
          return <button type="button" key={tab} className="tab" data-on={on} aria-pressed={on} onClick={() => onFilter({ view: undefined, tab: tab === 'all' ? undefined : tab })}>{t(`tab.${tab}`)} <em className="num">{count(counts[tab])}</em></button>;
        })}
      </div>
      <div className="grow" />
      <MineSwitch filter={filter} onFilter={onFilter} />
      <Popover position="bottom-end" width={420} shadow="md" trapFocus opened={filtering} onChange={setFiltering}>
        <Popover.Target><Button variant="subtle" color="gray" c="var(--tx)" leftSection={<IconFilter size={15} />} aria-expanded={filtering} onClick={() => { onCatalogue(); setFiltering(!filtering); }}>{t('filter.open')}</Button></Popover.Target>
        <Popover.Dropdown aria-label={t('filter.open')}><Suspense fallback={null}><FilterPanel {...props} /></Suspense></Popover.Dropdown>
      </Popover>
      <Popover position="bottom-end" width={520} shadow="md" trapFocus opened={choosing} onChange={setChoosing}>
        <Popover.Target><ActionIcon c="var(--tx)" aria-label={t('columns.open')} title={t('columns.open')} aria-expanded={choosing} onClick={() => { onCatalogue(); setChoosing(!choosing); }}><IconColumns3 size={16} /></ActionIcon></Popover.Target>
        <Popover.Dropdown aria-label={t('columns.open')}><Suspense fallback={null}><ColumnsPanel columns={props.columns} shown={props.shown} isDefault={props.isDefault} onColumns={props.onColumns} /></Suspense></Popover.Dropdown>
      </Popover>
      <ActionIcon c="var(--tx)" aria-label={t('view.open')} title={t('view.open')} onClick={onSave}><IconBookmark size={16} /></ActionIcon>
      <TextInput ref={input} w={176} aria-label={t('filter.text')} placeholder={t('filter.hint')} leftSection={<IconSearch size={14} />} rightSection={<span className="k">/</span>} value={text} onChange={(event) => onText(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
    </div>
  );
});

function conditionWords(condition: Condition, column: BookColumn, yes: (flag: boolean) => string, none: string): string {
  const text = (value: string) => {
    if (value === noValue) return none;
    const number = Number(value);
    const isNumber = column.kind !== 'text' && column.kind !== 'signals' && column.kind !== 'flag' && column.kind !== 'day' && value !== '' && Number.isFinite(number);
    return valueText(column, isNumber ? number : value, null, yes);
  };
  return condition.values.map(text).join(condition.operator === 'between' ? ' – ' : ', ');
}

/** The conditions in force, each with a way out. */
export function FilterChips({ filter, context, onFilter }: Pick<ToolbarProps, 'filter' | 'context' | 'onFilter'>) {
  const { t } = useTranslation('book');
  const conditions = parseConditions(filter.where);
  if (conditions.length === 0) return null;
  return (
    <div className="bar chips">
      {conditions.map((condition) => {
        const column = context.columns.get(condition.column);
        const label = column?.label ?? condition.column;
        return (
          <span className="chip" key={condition.column}>
            <span>{label}</span>
            <span className="t2">{t(`op.${condition.operator}`)}</span>
            {condition.values.length > 0 && <b className="ell" style={{ fontWeight: 550, maxWidth: 320 }}>{column ? conditionWords(condition, column, (flag) => t(flag ? 'yes' : 'no'), t('filter.none')) : condition.values.join(', ')}{condition.operator === 'within' || condition.operator === 'past' ? ` ${t('filter.days')}` : ''}</b>}
            <button type="button" aria-label={t('filter.remove', { column: label })} onClick={() => onFilter({ where: conditionsText(conditions.filter((other) => other.column !== condition.column)) })}><IconX size={13} /></button>
          </span>
        );
      })}
      <div className="grow" />
      <Button variant="subtle" color="gray" c="var(--tx)" onClick={() => onFilter({ where: undefined })}>{t('filter.clear')}</Button>
    </div>
  );
}
