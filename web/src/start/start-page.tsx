import { Button, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconBroadcast, IconFiles, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
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
      <h2>Look around in a sample company</h2>
      <p>A few hundred invented accounts with two years of history. It is removed with one click.</p>
      <div className="grow" />
      <Button variant="filled" loading={load.isPending} onClick={start}>Load the sample</Button>
      {load.error && <Failure error={load.error} compact />}
    </section>
  );
}

/** Waits for the first event that a source of events received after the page opened. */
function FirstEvent() {
  const read = useOperation('source.list', {}, { refetchMs: listenMs });
  const received = (read.data?.items ?? []).filter((source) => source.kind === 'tracking' && source.lastReceivedAt !== null);
  const newest = received.toSorted((a, b) => (b.lastReceivedAt ?? '').localeCompare(a.lastReceivedAt ?? ''))[0];
  if (!newest) return <p className="row t2" role="status"><Loader size={14} /> Waiting for the first event…</p>;
  return (
    <p className="row" role="status"><BandMark band="good" /> <b style={{ fontWeight: 600 }}>Events arrive.</b> <span className="num">{count(newest.records)} received{newest.unresolved ? `, ${count(newest.unresolved)} wait for their account to be known` : ''}.</span> <Link to="/" className="link">Open the book</Link></p>
  );
}

function StreamChoice({ onKey }: { onKey: (key: string) => void }) {
  const create = useChange('key.create', ['key.']);
  const start = () => create.mutate({ name: 'Event stream', kind: 'write_server', scopes: ['track'], origins: [] }, { onSuccess: ({ key }) => onKey(key) });
  return (
    <section className="card choice">
      <IconBroadcast size={22} color="var(--accent)" aria-hidden />
      <h2>Point your event stream here</h2>
      <p>The stock Segment SDK works as it is. Accounts appear as their group calls arrive.</p>
      <div className="grow" />
      <Button loading={create.isPending} onClick={start}>Make a write key</Button>
      {create.error && <Failure error={create.error} compact />}
    </section>
  );
}

/** The first page of an empty store, for those who bring data in. */
export function StartPage() {
  return <><header className="top"><h1>Start</h1></header><Only may="import"><Ways /></Only></>;
}

/** A sample, files, or an event stream; the first and the last are for administrators. */
function Ways() {
  const navigate = useNavigate();
  const [key, setKey] = useState<string>();
  const [files, setFiles] = useState(false);
  const isAdmin = useMay()('admin');
  return (
    <>
      <div className="page" tabIndex={0} role="region" aria-label="Ways to start">
        <div className="section" style={{ paddingTop: 32 }}>
          <div><p className="state-title" style={{ fontSize: 20, letterSpacing: '-.022em', margin: 0 }}>Where does your data come from?</p><p className="t2" style={{ margin: '4px 0 8px' }}>Choose one now; the others stay open to you on the Data page.</p></div>
          <div className="choices">
            {isAdmin && <SampleChoice />}
            <section className="card choice">
              <IconFiles size={22} color="var(--accent)" aria-hidden />
              <h2>Bring your exports</h2>
              <p>CRM, billing, support, usage: files of any shape. You see what they were taken for before anything is loaded.</p>
              <div className="grow" />
              <Button onClick={() => setFiles(true)} aria-expanded={files}>Choose files</Button>
            </section>
            {isAdmin && <StreamChoice onKey={setKey} />}
          </div>
          {files && <FileDrop onStaged={(id) => void navigate({ to: '/data', search: { tab: 'import', import: id } })} />}
          {key && <Card title="Send your first event" note="the key is shown only now"><div className="pad stack" style={{ gap: 10 }}><TrackSnippet secret={key} /><FirstEvent /></div></Card>}
        </div>
      </div>
    </>
  );
}
