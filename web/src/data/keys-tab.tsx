import { Button, Checkbox, Group, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { KeyItem } from '../../../src/contract/source.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { momentText, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { TrackSnippet } from './track-snippet.tsx';

const kinds: { value: KeyItem['kind']; label: string }[] = [
  { value: 'write_server', label: 'Events from a server' },
  { value: 'write_public', label: 'Events from web pages' },
  { value: 'api', label: 'API and command line' },
];
const scopes = ['read', 'write', 'import', 'admin'];

interface Made {
  key: string;
  kind: KeyItem['kind'];
}

function KeyForm({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const create = useChange('key.create', ['key.']);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<KeyItem['kind']>('write_server');
  const [chosen, setChosen] = useState<string[]>(['read']);
  const [origins, setOrigins] = useState('');
  const list = origins.split(/\s+/).filter(Boolean);
  const ready = name.trim() && (kind !== 'api' || chosen.length > 0) && (kind !== 'write_public' || list.length > 0);
  const save = () => create.mutate({ name: name.trim(), kind, scopes: kind === 'api' ? chosen : ['track'], origins: kind === 'write_public' ? list : [] }, { onSuccess: ({ key }) => onMade({ key, kind }) });
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); if (ready) save(); }}>
      <TextInput data-autofocus required label="Name" description="What it is for" value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <NativeSelect label="Use" value={kind} data={kinds} onChange={(event) => setKind(event.currentTarget.value as KeyItem['kind'])} />
      {kind === 'write_public' && <Textarea required label="Origins" description="One a line. A public key may only send events, only from these, and makes no account." placeholder="https://app.example.com" value={origins} onChange={(event) => setOrigins(event.currentTarget.value)} autosize minRows={2} />}
      {kind === 'api' && <Checkbox.Group label="Scopes" value={chosen} onChange={setChosen}><Group mt={4}>{scopes.map((scope) => <Checkbox size="xs" key={scope} value={scope} label={words(scope)} />)}</Group></Checkbox.Group>}
      {create.error && <Failure error={create.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>Cancel</Button><Button type="submit" variant="filled" disabled={!ready} loading={create.isPending}>Create the key</Button></Group>
    </form>
  );
}

function KeyMade({ made, onClose }: { made: Made; onClose: () => void }) {
  return (
    <div className="stack" style={{ gap: 12 }}>
      <p style={{ margin: 0 }}>This is the only time the key is shown. Keep it where you keep secrets.</p>
      <CopyLine text={made.key} label="The new key" />
      {made.kind !== 'api' && <TrackSnippet secret={made.key} kinds={made.kind === 'write_public' ? ['browser'] : ['node', 'curl']} />}
      <Group justify="flex-end"><Button variant="filled" onClick={onClose}>I have kept it</Button></Group>
    </div>
  );
}

function KeyTable({ items }: { items: readonly KeyItem[] }) {
  const revoke = useChange('key.revoke', ['key.']);
  const [asked, setAsked] = useState<KeyItem>();
  const end = () => asked && revoke.mutate({ id: asked.id }, { onSuccess: () => setAsked(undefined) });
  return (
    <>
      <PlainTable label="API keys" rows={items} keyOf={(key) => key.id} columns={[
        { label: 'Name', cell: (key) => <b style={{ fontWeight: 550 }}>{key.name}</b> },
        { label: 'Key', cell: (key) => <span className="mono">{key.prefix}…</span> },
        { label: 'Use', cell: (key) => <>{kinds.find(({ value }) => value === key.kind)?.label ?? key.kind}<div className="t3" style={{ fontSize: 12 }}>{key.kind === 'write_public' ? key.origins.join(', ') : key.scopes.join(', ')}</div></> },
        { label: 'Made', cell: (key) => momentText(key.createdAt) },
        { label: 'Last used', cell: (key) => (key.lastUsedAt ? momentText(key.lastUsedAt) : <span className="t3">never</span>) },
        { label: 'Act', cell: (key) => (key.revokedAt ? <span className="t3">Revoked</span> : <Button size="compact-xs" onClick={() => setAsked(key)}>Revoke</Button>) },
      ]} />
      <Modal opened={asked !== undefined} onClose={() => setAsked(undefined)} title={`Revoke ${asked?.name ?? 'the key'}?`} size="sm">
        <p className="t2" style={{ marginTop: 0 }}>Whatever uses it stops working at once. This cannot be undone.</p>
        {revoke.error && <Failure error={revoke.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={() => setAsked(undefined)}>Cancel</Button><Button variant="filled" color="red.9" loading={revoke.isPending} onClick={end}>Revoke</Button></Group>
      </Modal>
    </>
  );
}

/** Keys: make one, see it once, revoke it. */
export function KeysTab() {
  const read = useOperation('key.list', {});
  const [opened, setOpened] = useState(false);
  const [made, setMade] = useState<Made>();
  const close = () => {
    setOpened(false);
    setMade(undefined);
  };
  return (
    <Card title="API keys" tools={<Button onClick={() => setOpened(true)}>New key</Button>}>
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title="There is no key yet.">Make one to send events or to use the API.</Empty> : <KeyTable items={items} />)}</Loaded>
      <Modal opened={opened} onClose={close} title={made ? 'Your new key' : 'New key'} size={made ? 'lg' : 'md'}>{made ? <KeyMade made={made} onClose={close} /> : <KeyForm onMade={setMade} onClose={close} />}</Modal>
    </Card>
  );
}
