import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { movedColumn } from './book-head.tsx';
import type { BookColumn } from './book-columns.ts';
import type { ShownColumn } from './book-search.ts';

const listed = 60;

interface ColumnsPanelProps {
  columns: readonly BookColumn[];
  shown: readonly ShownColumn[];
  isDefault: boolean;
  onColumns: (columns: readonly ShownColumn[] | undefined) => void;
}

/** Which columns are shown, and in which order: by buttons or by drag. */
export function ColumnsPanel({ columns, shown, isDefault, onColumns }: ColumnsPanelProps) {
  const { t } = useTranslation('book');
  const [needle, setNeedle] = useState('');
  const labels = new Map(columns.map((column) => [column.id, column.label]));
  const free = columns.filter(({ id, label }) => !shown.some((one) => one.id === id) && label.toLowerCase().includes(needle.trim().toLowerCase()));
  return (
    <div className="columns-panel">
      <section aria-label={t('columns.shown')}>
        <h2 className="sec-h">{t('columns.shown')}{!isDefault && <button type="button" className="ghost" onClick={() => onColumns(undefined)}>{t('columns.reset')}</button>}</h2>
        <ol className="column-list">
          {shown.map(({ id }, index) => {
            const label = labels.get(id) ?? id;
            return (
              <li key={id} draggable onDragStart={(event) => event.dataTransfer.setData('text/column', id)} onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); onColumns(movedColumn(shown, event.dataTransfer.getData('text/column'), index)); }}>
                <IconGripVertical size={14} aria-hidden className="t3" />
                <span className="ell grow">{label}</span>
                <ActionIcon size={22} disabled={index === 0} aria-label={t('columns.up', { column: label })} onClick={() => onColumns(movedColumn(shown, id, index - 1))}><IconArrowUp size={14} /></ActionIcon>
                <ActionIcon size={22} disabled={index === shown.length - 1} aria-label={t('columns.down', { column: label })} onClick={() => onColumns(movedColumn(shown, id, index + 1))}><IconArrowDown size={14} /></ActionIcon>
                <ActionIcon size={22} disabled={shown.length === 1} aria-label={t('columns.remove', { column: label })} onClick={() => onColumns(shown.filter((one) => one.id !== id))}><IconX size={14} /></ActionIcon>
              </li>
            );
          })}
        </ol>
      </section>
      <section aria-label={t('columns.more')}>
        <h2 className="sec-h">{t('columns.more')}</h2>
        <TextInput aria-label={t('columns.find')} placeholder={t('columns.find')} value={needle} onChange={(event) => setNeedle(event.currentTarget.value)} data-autofocus />
        <div className="column-list" tabIndex={0} role="group" aria-label={t('columns.more')}>
          {free.slice(0, listed).map(({ id, label, note }) => <Button key={id} variant="subtle" color="gray" c="var(--tx)" justify="flex-start" leftSection={<IconPlus size={14} />} title={note} onClick={() => onColumns([...shown, { id }])}>{label}</Button>)}
          {free.length === 0 && <span className="t3">{t('columns.none')}</span>}
        </div>
      </section>
    </div>
  );
}
