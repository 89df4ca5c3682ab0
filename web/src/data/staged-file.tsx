import { NativeSelect } from '@mantine/core';
import type { ImportFileDetail, ImportKind } from '../api/operations.ts';
import { useChange } from '../api/use-operation.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { baseName, kilobytes, percent, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure } from '../ui/state.tsx';

const kindLabels: Record<ImportKind, string> = { account: 'Accounts', person: 'People', line: 'Contract lines', invoice: 'Invoices', ticket: 'Tickets', activity: 'Conversations', survey: 'Survey answers', churn: 'Departures', change: 'Business changes', usage: 'Usage totals', event: 'Usage events', other: 'Not loaded' };
const sureFrom = 0.8;
const likelyFrom = 0.5;
const shownPreview = 5;

function Certainty({ value, mapped }: { value: number | undefined; mapped: boolean }) {
  if (!mapped) return <span className="t3">–</span>;
  if (value === undefined) return <span className="t2">chosen</span>;
  return <span className="row num"><BandMark band={value >= sureFrom ? 'good' : value >= likelyFrom ? 'watch' : 'risk'} size={8} />{percent(value, 0)}</span>;
}

function Mapping({ file, busy, onChange }: { file: ImportFileDetail; busy: boolean; onChange: (field: string, column: string) => void }) {
  const columns = [{ value: '', label: '(none)' }, ...file.columns.map((column) => ({ value: column, label: column }))];
  const required = new Set(file.fields.filter((field) => field.required).map(({ name }) => name));
  const fields = [...new Set([...Object.keys(file.mapping), ...file.fields.map(({ name }) => name)])];
  const used = new Set(Object.values(file.mapping));
  const unused = file.columns.filter((column) => !used.has(column));
  return (
    <>
      <PlainTable label={`Mapping of ${file.path}`} rows={fields} keyOf={(field) => field} columns={[
        { label: 'Field', cell: (field) => <>{words(field)} {required.has(field) && <span className="t3">needed</span>}</> },
        { label: 'Column', cell: (field) => <NativeSelect aria-label={`Column of ${words(field)}`} disabled={busy} value={file.mapping[field] ?? ''} data={columns} onChange={(event) => onChange(field, event.currentTarget.value)} /> },
        { label: 'Certainty', cell: (field) => <Certainty value={file.confidence[field]} mapped={field in file.mapping} /> },
      ]} />
      {unused.length > 0 && <p className="t2 pad" style={{ margin: 0, paddingTop: 10 }}>Columns not used: {unused.join(', ')}</p>}
    </>
  );
}

function Preview({ file }: { file: ImportFileDetail }) {
  if (file.preview.length === 0) return null;
  const rows = file.preview.slice(0, shownPreview).map((cells, index) => ({ index, cells }));
  return (
    <>
      <div className="navh" style={{ padding: '12px 16px 2px' }}>First rows</div>
      <PlainTable label={`First rows of ${file.path}`} rows={rows} keyOf={({ index }) => String(index)} columns={file.columns.map((label, index) => ({ label, cell: ({ cells }: (typeof rows)[number]) => <span className="num">{cells[index] || '–'}</span> }))} />
    </>
  );
}

const delimiterNames: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

function formatText({ dialect }: ImportFileDetail): string {
  return dialect.format === 'csv' ? `${delimiterNames[dialect.delimiter] ?? dialect.delimiter}, ${dialect.encoding.toUpperCase()}` : dialect.format.toUpperCase();
}

/** One staged file: what it was taken for, the mapping to correct, and its first rows. */
export function StagedFile({ importId, file }: { importId: string; file: ImportFileDetail }) {
  const correct = useChange('import.correct', ['import.', 'doubt.']);
  const kinds = Object.entries(kindLabels).map(([value, label]) => ({ value, label }));
  const tools = <NativeSelect aria-label={`Kind of ${file.path}`} value={file.kind} data={kinds} disabled={correct.isPending} onChange={(event) => correct.mutate({ id: importId, file: file.id, decision: { kind: event.currentTarget.value as ImportKind } })} />;
  return (
    <Card title={baseName(file.path)} note={`${kilobytes(file.bytes)}, ${formatText(file)}${file.also.length ? `, also ${file.also.map((kind) => kindLabels[kind as ImportKind]?.toLowerCase() ?? kind).join(', ')}` : ''}`} tools={tools}>
      {file.error && <p className="pad neg" style={{ margin: 0 }}>{file.error}</p>}
      {correct.error && <div className="pad"><Failure error={correct.error} compact /></div>}
      {file.kind === 'other' ? <p className="t2 pad" style={{ margin: 0 }}>This file is not loaded: nothing in it names a kind of record. Choose its kind to map it by hand.</p> : (
        <>
          <Mapping file={file} busy={correct.isPending} onChange={(field, column) => correct.mutate({ id: importId, file: file.id, decision: { mapping: { [field]: column } } })} />
          <Preview file={file} />
        </>
      )}
    </Card>
  );
}
