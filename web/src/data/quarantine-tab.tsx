import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api/call.ts';
import type { QuarantineItem } from '../api/operations.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Card } from '../ui/card.tsx';
import { baseName, count, counted, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';

const touches = ['quarantine.', 'import.', 'account.', 'metric.', 'signal.'];

function FixForm({ item, onClose }: { item: QuarantineItem; onClose: () => void }) {
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>(item.raw);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const replay = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await call('quarantine.fix', { id: item.id, set: Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== item.raw[name])) });
      const { replayed } = await call('quarantine.replay', { ids: [item.id] });
      await client.invalidateQueries({ predicate: ({ queryKey }) => touches.some((prefix) => String(queryKey[0]).startsWith(prefix)) });
      if (replayed > 0) {
        notifications.show({ message: 'The row was loaded.' });
        onClose();
      } else setError(new Error('The row is still not right. Its reason was brought up to date.'));
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };
  return (
    <form className="stack" style={{ gap: 10 }} onSubmit={(event) => { event.preventDefault(); void replay(); }}>
      <p style={{ margin: 0 }}>{item.reason} <span className="t2">{item.remedy}</span></p>
      {Object.entries(values).map(([name, value]) => (
        <TextInput key={name} label={name} value={value} error={value === item.value && item.value !== null ? item.reason : undefined} onChange={(event) => { const next = event.currentTarget.value; setValues((before) => ({ ...before, [name]: next })); }} />
      ))}
      {error && <Failure error={error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>Cancel</Button><Button type="submit" variant="filled" loading={busy}>Save and load the row</Button></Group>
    </form>
  );
}

/** Rows held back, with reason and remedy: fix in place, load again, or dismiss. */
export function QuarantineTab() {
  const read = useOperation('quarantine.list', { state: 'open', limit: 200 });
  const replay = useChange('quarantine.replay', touches);
  const dismiss = useChange('quarantine.dismiss', touches);
  const [fixing, setFixing] = useState<QuarantineItem>();
  const ids = read.data?.items.map((item) => item.id) ?? [];
  const again = () => replay.mutate({ ids }, { onSuccess: ({ replayed, stillQuarantined }) => notifications.show({ message: `${counted(replayed, 'row')} loaded, ${count(stillQuarantined)} held back again.` }) });
  const tools = ids.length > 0 && <Button loading={replay.isPending} onClick={again}>Load {counted(ids.length, 'row')} again</Button>;
  const failed = replay.error ?? dismiss.error;
  return (
    <Card title="Rows held back" note={read.data && read.data.total > ids.length ? `${count(ids.length)} of ${count(read.data.total)}` : undefined} tools={tools}>
      {failed && <div className="pad"><Failure error={failed} compact /></div>}
      <Loaded read={read}>
        {({ items }) => items.length === 0 ? <Empty title="No row is held back.">Rows that cannot be read come here with the reason, instead of being dropped.</Empty> : (
          <PlainTable label="Rows held back" rows={items} keyOf={(item) => item.id} columns={[
            { label: 'File and row', cell: (item) => <><b style={{ fontWeight: 550 }} title={item.file}>{baseName(item.file)}</b> <span className="t3 num">{item.row === null ? '' : `row ${count(item.row)}`}</span></> },
            { label: 'Field', cell: (item) => (item.field ? words(item.field) : <span className="t3">–</span>) },
            { label: 'Value', cell: (item) => <span className="mono">{item.value ?? ''}</span> },
            { label: 'Reason and remedy', cell: (item) => <>{item.reason} <span className="t2">{item.remedy}</span></> },
            { label: 'Act', cell: (item) => <span className="row"><Button size="compact-xs" onClick={() => setFixing(item)}>Fix</Button><Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" onClick={() => dismiss.mutate({ ids: [item.id] })}>Dismiss</Button></span> },
          ]} />
        )}
      </Loaded>
      <Modal opened={fixing !== undefined} onClose={() => setFixing(undefined)} title={fixing ? `${baseName(fixing.file)}, row ${fixing.row ?? '?'}` : 'Fix'}>{fixing && <FixForm key={fixing.id} item={fixing} onClose={() => setFixing(undefined)} />}</Modal>
    </Card>
  );
}
