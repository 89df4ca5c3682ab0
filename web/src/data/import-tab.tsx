import { Button, Loader } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ImportReport } from '../../../src/contract/import.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { count, counted, momentText, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { DoubtList } from './doubts-tab.tsx';
import { FileDrop } from './file-drop.tsx';
import { ImportResult } from './import-result.tsx';
import { StagedFile } from './staged-file.tsx';

const pollMs = 700;
const loadTouches = ['import.', 'session.', 'account.', 'signal.', 'metric.', 'source.', 'quarantine.', 'doubt.'];

function Staged({ item }: { item: ImportReport }) {
  const run = useChange('import.run', loadTouches);
  const read = useOperation('import.preview', { id: item.id }, { keep: true });
  const loadable = item.files.filter((file) => file.kind !== 'other').length;
  const open = item.doubts.filter((doubt) => doubt.state === 'open').length;
  return (
    <>
      <Loaded read={read}>{({ items }) => items.map((file) => <StagedFile key={file.id} importId={item.id} file={file} />)}</Loaded>
      {item.doubts.length > 0 && <Card title="Doubts" note="what the data does not say for certain; what is assumed stands until you say otherwise"><DoubtList doubts={item.doubts} /></Card>}
      {run.error && <Failure error={run.error} compact />}
      <div className="row" style={{ gap: 12 }}>
        <Button variant="filled" loading={run.isPending} disabled={loadable === 0} onClick={() => run.mutate({ id: item.id, wait: false })}>Load {counted(loadable, 'file')}</Button>
        <span className="t2">{open > 0 ? `${counted(open, 'doubt')} open: the assumptions shown are used.` : 'Nothing is open.'}</span>
      </div>
    </>
  );
}

function Running({ item }: { item: ImportReport }) {
  const done = item.files.filter((file) => file.state === 'done').length;
  return (
    <Card title="Loading" note={item.files.find((file) => file.state === 'running')?.path}>
      <p className="pad row" role="status" style={{ margin: 0 }}>
        <Loader size={15} /> <span className="num">{counted(item.totals.rows, 'row')} so far, {count(done)} of {counted(item.files.length, 'file')} done.</span> <span className="t2">You may leave this page; the import goes on.</span>
      </p>
    </Card>
  );
}

function Interrupted({ item }: { item: ImportReport }) {
  const run = useChange('import.run', loadTouches);
  return (
    <Card title="The import was cut off">
      <div className="pad">
        <p>{item.error} {counted(item.totals.rows, 'row')} are in.</p>
        <Button variant="filled" loading={run.isPending} onClick={() => run.mutate({ id: item.id, wait: false })}>Go on</Button>
      </div>
    </Card>
  );
}

function OneImport({ id }: { id: string }) {
  const first = useOperation('import.show', { id });
  const running = first.data?.state === 'running' || first.data?.state === 'pending';
  const read = useOperation('import.show', { id }, { refetchMs: running ? pollMs : false });
  return (
    <>
      <Link to="/data" search={{ tab: 'import' }} className="link">All imports</Link>
      <Loaded read={read}>
        {(item) => {
          if (item.state === 'staged') return <Staged item={item} />;
          if (item.state === 'running') return <Running item={item} />;
          if (item.state === 'interrupted') return <Interrupted item={item} />;
          if (item.state === 'failed') return <Card title="The import failed"><div className="pad"><p>{item.error}</p><p className="t2">What was loaded before stays; loading the same files again changes nothing twice.</p></div></Card>;
          return <ImportResult item={item} />;
        }}
      </Loaded>
    </>
  );
}

function Past() {
  const read = useOperation('import.list', { limit: 50 });
  return (
    <Card title="Imports">
      <Loaded read={read}>
        {({ items }) => items.length === 0 ? <Empty title="Nothing was imported yet." /> : (
          <PlainTable label="Imports" rows={items} keyOf={(item) => item.id} columns={[
            { label: 'Import', cell: (item) => <Link to="/data" search={{ tab: 'import', import: item.id }} className="aname">{counted(item.files, 'file')} of {item.source}</Link> },
            { label: 'State', cell: (item) => words(item.state) },
            { label: 'Started', cell: (item) => momentText(item.createdAt) },
            { label: 'Rows', right: true, cell: (item) => count(item.rows) },
            { label: 'Held back', right: true, cell: (item) => count(item.quarantined) },
          ]} />
        )}
      </Loaded>
    </Card>
  );
}

/** Brings files in: drop, look at what they were taken for, correct, load, and see where every row went. */
export function ImportTab() {
  const search = useSearch({ from: '/app/data' });
  const navigate = useNavigate();
  if (search.import) return <OneImport key={search.import} id={search.import} />;
  return (
    <>
      <FileDrop onStaged={(id) => void navigate({ to: '/data', search: { tab: 'import', import: id } })} />
      <Past />
    </>
  );
}
