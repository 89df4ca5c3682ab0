import { Button, Loader, Progress } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportReport } from '../../../src/contract/import.ts';
import { useChange, useIsChanging, useOperation } from '../api/use-operation.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { baseName, count, momentText, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { DoubtList } from './doubts-tab.tsx';
import { FileDrop } from './file-drop.tsx';
import { ImportResult } from './import-result.tsx';
import { StagedFile } from './staged-file.tsx';

const pollMs = 700;
const loadTouches = ['import.', 'session.', 'account.', 'signal.', 'metric.', 'source.', 'quarantine.', 'doubt.'];
const states = ['staged', 'running', 'done', 'failed', 'interrupted', 'pending', 'replaying'] as const;

/** The state of an import or of one of its files in words. */
function useStateText(): (state: string) => string {
  const { t } = useTranslation('data');
  return (state) => { const known = states.find((one) => one === state); return known ? t(`import.states.${known}`) : words(state); };
}

function Staged({ item }: { item: ImportReport }) {
  const { t } = useTranslation('data');
  const run = useChange('import.run', loadTouches);
  const isChanging = useIsChanging('import.correct', 'doubt.answer');
  const read = useOperation('import.preview', { id: item.id }, { keep: true });
  const open = item.doubts.filter((doubt) => doubt.state === 'open').length;
  return (
    <>
      <Loaded read={read}>{({ items }) => items.map((file) => <StagedFile key={file.id} importId={item.id} file={file} />)}</Loaded>
      {item.doubts.length > 0 && <Card title={t('import.doubts')} note={t('import.doubtsNote')}><DoubtList doubts={item.doubts} loaded={false} /></Card>}
      {run.error && <Failure error={run.error} compact />}
      <div className="row" style={{ gap: 12 }}>
        <Button variant="filled" loading={run.isPending} disabled={item.files.length === 0 || isChanging} onClick={() => run.mutate({ id: item.id, wait: false })}>{t('import.load', { count: item.files.length, text: count(item.files.length) })}</Button>
        <span className="t2">{open > 0 ? t('import.open', { count: open, text: count(open) }) : t('import.noneOpen')}</span>
      </div>
    </>
  );
}

function Running({ item }: { item: ImportReport }) {
  const { t } = useTranslation('data');
  const stateText = useStateText();
  const done = item.files.filter((file) => file.state === 'done').length;
  const rows = t('rows', { count: item.totals.rows, text: count(item.totals.rows) });
  return (
    <Card title={t('import.loading')} note={<Loader size={13} />}>
      <div className="pad stack" style={{ gap: 8 }}>
        <Progress value={(100 * done) / Math.max(1, item.files.length)} aria-label={t('import.progress')} />
        <p role="status" style={{ margin: 0 }}><span className="num">{t('import.soFar', { rows, done: count(done), files: t('files', { count: item.files.length, text: count(item.files.length) }) })}</span> <span className="t2">{t('import.leave')}</span></p>
      </div>
      <PlainTable label={t('import.progress')} rows={item.files} keyOf={(file) => file.id} columns={[
        { label: t('import.file'), cell: (file) => <><b style={{ fontWeight: 550 }} title={file.path}>{baseName(file.path)}</b> <span className="t3">{t(`kind.${file.kind}`)}</span></> },
        { label: t('import.state'), cell: (file) => <span className="row"><BandMark band={file.state === 'done' ? 'good' : 'unknown'} size={8} />{stateText(file.state)}</span> },
        { label: t('import.rows'), right: true, cell: (file) => count(file.rows) },
        { label: t('import.held'), right: true, cell: (file) => count(file.quarantined) },
      ]} />
    </Card>
  );
}

function CutOff({ item }: { item: ImportReport }) {
  const { t } = useTranslation('data');
  const run = useChange('import.run', loadTouches);
  return (
    <Card title={t('import.cutTitle')}>
      <div className="pad">
        <p style={{ marginTop: 0 }}>{t('import.cutText', { rows: t('rows', { count: item.totals.rows, text: count(item.totals.rows) }) })}</p>
        <Button variant="filled" loading={run.isPending} onClick={() => run.mutate({ id: item.id, wait: false })}>{t('import.goOn')}</Button>
        {run.error && <Failure error={run.error} compact />}
      </div>
    </Card>
  );
}

function OneImport({ id }: { id: string }) {
  const { t } = useTranslation('data');
  const first = useOperation('import.show', { id });
  const running = first.data?.state === 'running' || first.data?.state === 'pending';
  const read = useOperation('import.show', { id }, { refetchMs: running ? pollMs : false });
  return (
    <>
      <Link to="/data" search={{ tab: 'import' }} className="link">{t('import.all')}</Link>
      <Loaded read={read}>
        {(item) => {
          if (item.state === 'staged') return <Staged item={item} />;
          if (item.state === 'running') return <Running item={item} />;
          if (item.state === 'interrupted') return <CutOff item={item} />;
          if (item.state === 'failed') return <Card title={t('import.failedTitle')}><div className="pad"><p>{item.error}</p><p className="t2">{t('import.failedText')}</p></div></Card>;
          return <ImportResult item={item} />;
        }}
      </Loaded>
    </>
  );
}

function Past() {
  const { t } = useTranslation('data');
  const stateText = useStateText();
  const read = useOperation('import.list', { limit: 50 });
  return (
    <Card title={t('import.past')}>
      <Loaded read={read}>
        {({ items }) => items.length === 0 ? <Empty title={t('import.none')} /> : (
          <PlainTable label={t('import.past')} rows={items} keyOf={(item) => item.id} columns={[
            { label: t('import.name'), cell: (item) => <Link to="/data" search={{ tab: 'import', import: item.id }} className="aname">{t('import.of', { files: t('files', { count: item.files, text: count(item.files) }), source: item.source })}</Link> },
            { label: t('import.state'), cell: (item) => stateText(item.state) },
            { label: t('import.started'), cell: (item) => momentText(item.createdAt) },
            { label: t('import.rows'), right: true, cell: (item) => count(item.rows) },
            { label: t('import.held'), right: true, cell: (item) => count(item.quarantined) },
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
