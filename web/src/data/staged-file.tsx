import { NativeSelect } from '@mantine/core';
import type { ImportFile, ImportKind } from '../../../src/contract/import.ts';
import { useChange } from '../api/use-operation.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { counted, percent, words } from '../ui/format.ts';
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

function Mapping({ file, busy, onChange }: { file: ImportFile; busy: boolean; onChange: (mapping: Record<string, string>) => void }) {
  const columns = [{ value: '', label: '(none)' }, ...file.columns.map((column) => ({ value: column, label: column }))];
  const set = (field: string, column: string) => {
    const { [field]: _, ...rest } = file.mapping;
    onChange(column ? { ...rest, [field]: column } : rest);
  };
  const fields = [...new Set([...Object.keys(file.mapping), ...file.fields])];
  const used = new Set(Object.values(file.mapping));
  const unused = file.columns.filter((column) => !used.has(column));
  return (
    <>
      <PlainTable label={`Mapping of ${file.path}`} rows={fields} keyOf={(field) => field} columns={[
        { label: 'Field', cell: (field) => words(field) },
        { label: 'Column', cell: (field) => <NativeSelect aria-label={`Column of ${words(field)}`} disabled={busy} value={file.mapping[field] ?? ''} data={columns} onChange={(event) => set(field, event.currentTarget.value)} /> },
        { label: 'Certainty', cell: (field) => <Certainty value={file.confidence[field]} mapped={field in file.mapping} /> },
      ]} />
      {unused.length > 0 && <p className="t2 pad" style={{ margin: 0, paddingTop: 10 }}>Columns not used: {unused.join(', ')}</p>}
    </>
  );
}

function Preview({ file }: { file: ImportFile }) {
  const fields = Object.keys(file.preview[0] ?? {});
  if (fields.length === 0) return null;
  const rows = file.preview.slice(0, shownPreview).map((values, index) => ({ index, values }));
  return (
    <>
      <div className="navh" style={{ padding: '12px 16px 2px' }}>As it would be loaded</div>
      <PlainTable label={`Preview of ${file.path}`} rows={rows} keyOf={({ index }) => String(index)} columns={fields.map((field) => ({ label: words(field), cell: ({ values }: (typeof rows)[number]) => <span className="num">{values[field] == null ? '–' : String(values[field])}</span> }))} />
    </>
  );
}

/** One staged file: what it was taken for, the mapping to correct, and its first rows. */
export function StagedFile({ importId, file }: { importId: string; file: ImportFile }) {
  const correct = useChange('import.correct', ['import.show']);
  const kinds = Object.entries(kindLabels).map(([value, label]) => ({ value, label }));
  const tools = <NativeSelect aria-label={`Kind of ${file.path}`} value={file.kind} data={kinds} disabled={correct.isPending} onChange={(event) => correct.mutate({ id: importId, fileId: file.id, kind: event.currentTarget.value as ImportKind })} />;
  return (
    <Card title={file.path} note={`${counted(file.rows, 'row')}, ${file.dialect}${file.remembered ? ', mapping remembered' : ''}`} tools={tools}>
      {correct.error && <div className="pad"><Failure error={correct.error} compact /></div>}
      {file.kind === 'other' ? <p className="t2 pad" style={{ margin: 0 }}>This file is not loaded: nothing in it names a kind of record. Choose its kind to map it by hand.</p> : (
        <>
          <Mapping file={file} busy={correct.isPending} onChange={(mapping) => correct.mutate({ id: importId, fileId: file.id, mapping })} />
          <Preview file={file} />
        </>
      )}
    </Card>
  );
}
