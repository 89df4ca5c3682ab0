import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportFileDetail, ImportKind } from '../api/operations.ts';
import { useChange } from '../api/use-operation.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { baseName, kilobytes, percent, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure } from '../ui/state.tsx';

const kinds: readonly ImportKind[] = ['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'survey', 'churn', 'change', 'usage', 'event', 'other'];
const sureFrom = 0.8;
const likelyFrom = 0.5;
const shownPreview = 5;

function Certainty({ value, mapped }: { value: number | undefined; mapped: boolean }) {
  const { t } = useTranslation('data');
  if (!mapped) return <span className="t3">–</span>;
  if (value === undefined) return <span className="t2">{t('staged.chosen')}</span>;
  return <span className="row num"><BandMark band={value >= sureFrom ? 'good' : value >= likelyFrom ? 'watch' : 'risk'} size={8} />{percent(value, 0)}</span>;
}

function Mapping({ file, busy, onChange }: { file: ImportFileDetail; busy: boolean; onChange: (field: string, column: string) => void }) {
  const { t } = useTranslation('data');
  const columns = [{ value: '', label: t('staged.none') }, ...file.columns.map((column) => ({ value: column, label: column }))];
  const required = new Set(file.fields.filter((field) => field.required).map(({ name }) => name));
  const fields = [...new Set([...Object.keys(file.mapping), ...file.fields.map(({ name }) => name)])];
  const used = new Set(Object.values(file.mapping));
  const unused = file.columns.filter((column) => !used.has(column));
  return (
    <>
      <PlainTable label={t('staged.mapping', { file: file.path })} rows={fields} keyOf={(field) => field} columns={[
        { label: t('staged.field'), cell: (field) => <>{words(field)} {required.has(field) && <span className="t3">{t('staged.needed')}</span>}</> },
        { label: t('staged.column'), cell: (field) => <NativeSelect aria-label={t('staged.columnOf', { field: words(field) })} disabled={busy} value={file.mapping[field] ?? ''} data={columns} onChange={(event) => onChange(field, event.currentTarget.value)} /> },
        { label: t('staged.certainty'), cell: (field) => <Certainty value={file.confidence[field]} mapped={field in file.mapping} /> },
      ]} />
      {unused.length > 0 && <p className="t2 pad" style={{ margin: 0, paddingTop: 10 }}>{t('staged.unused', { columns: unused.join(', ') })}</p>}
    </>
  );
}

function Preview({ file }: { file: ImportFileDetail }) {
  const { t } = useTranslation('data');
  if (file.preview.length === 0) return null;
  const rows = file.preview.slice(0, shownPreview).map((cells, index) => ({ index, cells }));
  return (
    <>
      <div className="navh" style={{ padding: '12px 16px 2px' }}>{t('staged.first')}</div>
      <PlainTable label={t('staged.firstOf', { file: file.path })} rows={rows} keyOf={({ index }) => String(index)} columns={file.columns.map((label, index) => ({ label, cell: ({ cells }: (typeof rows)[number]) => <span className="num">{cells[index] || '–'}</span> }))} />
    </>
  );
}

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;

/** One staged file: what it was taken for, the mapping to correct, and its first rows. */
export function StagedFile({ importId, file }: { importId: string; file: ImportFileDetail }) {
  const correct = useChange('import.correct', ['import.', 'doubt.']);
  const { t } = useTranslation('data');
  const { format, delimiter, encoding } = file.dialect;
  const named = Object.entries(delimiterNames).find(([sign]) => sign === delimiter)?.[1];
  const form = format === 'csv' ? `${named ? t(`staged.delimiter.${named}`) : delimiter}, ${encoding.toUpperCase()}` : format.toUpperCase();
  const also = file.also.map((kind) => t(`kind.${kind as ImportKind}`)).join(', ');
  const tools = <NativeSelect aria-label={t('staged.kindOf', { file: file.path })} value={file.kind} data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))} disabled={correct.isPending} onChange={(event) => correct.mutate({ id: importId, file: file.id, decision: { kind: event.currentTarget.value as ImportKind } })} />;
  return (
    <Card title={baseName(file.path)} note={`${kilobytes(file.bytes)}, ${form}${also ? `, ${t('staged.also', { kinds: also })}` : ''}`} tools={tools}>
      {file.error && <p className="pad neg" style={{ margin: 0 }}>{file.error}</p>}
      {correct.error && <div className="pad"><Failure error={correct.error} compact /></div>}
      {file.kind === 'other' ? <p className="t2 pad" style={{ margin: 0 }}>{t('staged.unknown')}</p> : (
        <>
          <Mapping file={file} busy={correct.isPending} onChange={(field, column) => correct.mutate({ id: importId, file: file.id, decision: { mapping: { [field]: column } } })} />
          <Preview file={file} />
        </>
      )}
    </Card>
  );
}
