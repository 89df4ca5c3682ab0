import { Button, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconBroadcast, IconFiles, IconPlugConnected, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Only, useMay } from '../app/may.tsx';
import { FileDrop } from '../data/file-drop.tsx';
import { TrackSnippet } from '../data/track-snippet.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';

const listenMs = 2000;

function SampleChoice() {
  const { t } = useTranslation('data');
  const client = useQueryClient();
  const navigate = useNavigate();
  const load = useChange('sample.load');
  const start = () => load.mutate({}, {
    onSuccess: async () => {
      await client.invalidateQueries();
      await client.refetchQueries({ queryKey: ['session.me'] });
      await navigate({ to: '/' });
    },
  });
  return (
    <section className="card choice">
      <IconSparkles size={22} color="var(--accent)" aria-hidden />
      <h2>{t('start.sample')}</h2>
      <p>{t('start.sampleText')}</p>
      <div className="grow" />
      <Button variant="filled" loading={load.isPending} onClick={start}>{t('start.sampleDo')}</Button>
      {load.isPending && <p className="t2" role="status" style={{ margin: 0 }}>{t('start.sampleWait')}</p>}
      {load.error && <Failure error={load.error} compact />}
    </section>
  );
}

/** Waits for the first event that a source of events received after the page opened. */
function FirstEvent() {
  const { t } = useTranslation('data');
  const read = useOperation('source.list', {}, { refetchMs: listenMs });
  const received = (read.data?.items ?? []).filter((source) => source.kind === 'tracking' && source.lastReceivedAt !== null);
  const newest = received.toSorted((a, b) => (b.lastReceivedAt ?? '').localeCompare(a.lastReceivedAt ?? ''))[0];
  if (!newest) return <p className="row t2" role="status"><Loader size={14} /> {t('start.waiting')}</p>;
  return (
    <p className="row" role="status"><BandMark band="good" /> <b style={{ fontWeight: 600 }}>{t('start.arrive')}</b> <span className="num">{t('start.received', { count: newest.records, text: count(newest.records) })} {newest.unresolved ? t('start.wait', { count: newest.unresolved, text: count(newest.unresolved) }) : ''}</span> <Link to="/" className="link">{t('start.book')}</Link></p>
  );
}

function StreamChoice({ onKey }: { onKey: (key: string) => void }) {
  const { t } = useTranslation('data');
  const create = useChange('key.create', ['key.']);
  const start = () => create.mutate({ name: 'Event stream', kind: 'write_server', scopes: ['track'], origins: [] }, { onSuccess: ({ key }) => onKey(key) });
  return (
    <section className="card choice">
      <IconBroadcast size={22} color="var(--accent)" aria-hidden />
      <h2>{t('start.stream')}</h2>
      <p>{t('start.streamText')}</p>
      <div className="grow" />
      <Button loading={create.isPending} onClick={start}>{t('start.streamDo')}</Button>
      {create.error && <Failure error={create.error} compact />}
    </section>
  );
}

/** The first page of an empty store, for those who bring data in. */
export function StartPage() {
  const { t } = useTranslation('data');
  return <><header className="top"><h1>{t('start.title')}</h1></header><Only may="import"><Ways /></Only></>;
}

/** A sample, files, a system, or an event stream; all but files are for administrators. */
function Ways() {
  const { t } = useTranslation('data');
  const navigate = useNavigate();
  const [key, setKey] = useState<string>();
  const [files, setFiles] = useState(false);
  const isAdmin = useMay()('admin');
  return (
    <>
      <div className="page" tabIndex={0} role="region" aria-label={t('start.ways')}>
        <div className="section" style={{ paddingTop: 32 }}>
          <div><p className="state-title" style={{ fontSize: 20, letterSpacing: '-.022em', margin: 0 }}>{t('start.where')}</p><p className="t2" style={{ margin: '4px 0 8px' }}>{t('start.later')}</p></div>
          <div className="choices">
            {isAdmin && <SampleChoice />}
            <section className="card choice">
              <IconFiles size={22} color="var(--accent)" aria-hidden />
              <h2>{t('start.files')}</h2>
              <p>{t('start.filesText')}</p>
              <div className="grow" />
              <Button onClick={() => setFiles(true)} aria-expanded={files}>{t('start.filesDo')}</Button>
            </section>
            {isAdmin && (
              <section className="card choice">
                <IconPlugConnected size={22} color="var(--accent)" aria-hidden />
                <h2>{t('start.connect')}</h2>
                <p>{t('start.connectText')}</p>
                <div className="grow" />
                <Button onClick={() => void navigate({ to: '/settings/$part', params: { part: 'sources' } })}>{t('start.connectDo')}</Button>
              </section>
            )}
            {isAdmin && <StreamChoice onKey={setKey} />}
          </div>
          {files && <FileDrop onStaged={(id) => void navigate({ to: '/data', search: { tab: 'import', import: id } })} />}
          {key && <Card title={t('start.send')} note={t('start.once')}><div className="pad stack" style={{ gap: 10 }}><TrackSnippet secret={key} /><FirstEvent /></div></Card>}
        </div>
      </div>
    </>
  );
}
