import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { count } from '../ui/format.ts';
import type { BookColumn } from './book-columns.ts';
import type { EditRequest } from './book-table.tsx';
import type { CellValue } from './condition.ts';
import type { FieldEdit } from './use-edit.tsx';

interface EditDialogProps {
  request: EditRequest;
  columns: readonly BookColumn[];
  /** Values that the book holds of a column, for the list of suggestions. */
  suggest: (column: BookColumn) => readonly string[];
  onEdit: (edit: FieldEdit, label: string) => void;
  onClose: () => void;
}

/** What the field holds in all the accounts, or nothing where they differ. */
function present({ rows }: EditRequest, column: BookColumn | undefined): string {
  if (!column) return '';
  const values = new Set(rows.map((row) => (column.edits === 'owner' ? row.ownerId : column.value(row))));
  const [only] = values;
  return values.size === 1 && only !== null && only !== undefined ? String(only) : '';
}

function parse(column: BookColumn, text: string): CellValue {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (column.kind === 'flag') return trimmed === 'true';
  return column.kind === 'number' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

/** Sets one field of one or many accounts. */
export function EditDialog({ request, columns, suggest, onEdit, onClose }: EditDialogProps) {
  const { t } = useTranslation('book');
  const [chosen, setChosen] = useState(request.column ?? columns[0]?.id ?? '');
  const column = columns.find(({ id }) => id === chosen);
  const [text, setText] = useState(() => present(request, column));
  const members = useOperation('member.list', { limit: 1000 }, { enabled: column?.edits === 'owner' });
  const choose = (id: string) => {
    setChosen(id);
    setText(present(request, columns.find((one) => one.id === id)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!column?.edits) return;
    const ownerName = column.edits === 'owner' ? (members.data?.items.find(({ id }) => id === text)?.name ?? null) : undefined;
    onEdit({ rows: request.rows, field: column.edits, value: parse(column, text), ...(ownerName === undefined ? {} : { ownerName }) }, column.label);
    onClose();
  };
  const [only] = request.rows;
  return (
    <Modal opened onClose={onClose} size="sm" title={request.rows.length === 1 && only ? t('edit.one', { name: only.name }) : t('edit.many', { count: request.rows.length, text: count(request.rows.length) })}>
      <form className="stack" style={{ gap: 12 }} onSubmit={submit}>
        {!request.column && <NativeSelect label={t('edit.field')} value={chosen} data={columns.map(({ id, label }) => ({ value: id, label }))} onChange={(event) => choose(event.currentTarget.value)} data-autofocus />}
        {column?.edits === 'owner' ? (
          <NativeSelect label={column.label} value={text} disabled={!members.data} data={[{ value: '', label: t('edit.nobody') }, ...(members.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]} onChange={(event) => setText(event.currentTarget.value)} data-autofocus={request.column ? true : undefined} />
        ) : column?.kind === 'flag' ? (
          <NativeSelect label={column.label} value={text} data={[{ value: '', label: t('edit.unset') }, { value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} onChange={(event) => setText(event.currentTarget.value)} data-autofocus={request.column ? true : undefined} />
        ) : column && (
          <>
            <TextInput label={column.label} description={column.note} type={column.kind === 'day' ? 'date' : 'text'} list="edit-values" maxLength={2000} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus={request.column ? true : undefined} />
            <datalist id="edit-values">{suggest(column).map((value) => <option key={value} value={value} />)}</datalist>
          </>
        )}
        <p className="t3" style={{ margin: 0, fontSize: 12 }}>{t('edit.kept')}</p>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="filled">{t('edit.set')}</Button>
        </div>
      </form>
    </Modal>
  );
}
