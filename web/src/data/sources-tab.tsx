import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { SourceItem } from '../../../src/contract/source.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, momentText, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';

const stateMark: Record<SourceItem['state'], { band: 'good' | 'unknown' | 'risk'; label: string }> = { live: { band: 'good', label: 'Live' }, idle: { band: 'unknown', label: 'Loaded' }, failed: { band: 'risk', label: 'Failed' } };
const never = <span className="t3">never</span>;

function SampleCard() {
  const { instance } = useSession();
  const remove = useChange('sample.remove', ['']);
  if (!instance.sample) return null;
  return (
    <Card title="Sample company" note="invented accounts, to try the product on">
      <div className="pad row">
        <Button loading={remove.isPending} onClick={() => remove.mutate({})}>Remove the sample</Button>
        <span className="t2">Your own data stays.</span>
      </div>
      {remove.error && <div className="pad"><Failure error={remove.error} compact /></div>}
    </Card>
  );
}

/** Every source, how much came from it, and how fresh it is. */
export function SourcesTab() {
  const read = useOperation('source.list', {});
  return (
    <>
      <Card title="Sources" tools={<Link to="/data" search={{ tab: 'import' }} className="link">Import files</Link>}>
        <Loaded read={read}>
          {({ items }) => items.length === 0 ? <Empty title="No source yet." action={<Link to="/start" className="link">Bring in data</Link>} /> : (
            <PlainTable label="Sources" rows={items} keyOf={(source) => source.id} columns={[
              { label: 'Source', cell: (source) => <><b style={{ fontWeight: 550 }}>{source.name}</b>{source.note && <div className="t2" style={{ fontSize: 12 }}>{source.note}</div>}</> },
              { label: 'Kind', cell: (source) => words(source.kind) },
              { label: 'State', cell: (source) => <span className="row"><BandMark band={stateMark[source.state].band} size={9} />{stateMark[source.state].label}</span> },
              { label: 'Records', right: true, cell: (source) => count(source.records) },
              { label: 'Last received', cell: (source) => (source.lastReceivedAt ? momentText(source.lastReceivedAt) : never) },
              { label: 'Newest record', cell: (source) => (source.lastHappenedAt ? momentText(source.lastHappenedAt) : never) },
              { label: 'Unresolved events', right: true, cell: (source) => (source.unresolved ? count(source.unresolved) : <span className="t3">–</span>) },
            ]} />
          )}
        </Loaded>
      </Card>
      <SampleCard />
    </>
  );
}
