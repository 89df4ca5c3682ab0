import { Link } from '@tanstack/react-router';
import type { ImportReport } from '../../../src/contract/import.ts';
import type { RowCounts } from '../api/operations.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { baseName, count, counted } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { DoubtList } from './doubts-tab.tsx';

const parts = ['inserted', 'updated', 'unchanged', 'duplicate', 'quarantined'] as const;

/** True when every source row of a file is accounted for. */
export function addsUp(file: RowCounts): boolean {
  return file.rows === parts.reduce((sum, part) => sum + file[part], 0);
}

/** Where every row of an import went. */
export function ImportResult({ item }: { item: ImportReport }) {
  const whole = item.files.every(addsUp);
  return (
    <>
      <Card title="Every row accounted for" note={<span className="row"><BandMark band={whole ? 'good' : 'risk'} size={9} />{whole ? 'the parts add up to the rows' : 'the parts do not add up: please report this'}</span>}>
        <PlainTable
          label="Result by file" rows={item.files} keyOf={(file) => file.id}
          columns={[
            { label: 'File', cell: (file) => <><b style={{ fontWeight: 550 }} title={file.path}>{baseName(file.path)}</b> <span className="t3">{file.kind}</span></> },
            { label: 'Rows', right: true, cell: (file) => count(file.rows) }, { label: '= Inserted', right: true, cell: (file) => count(file.inserted) }, { label: '+ Updated', right: true, cell: (file) => count(file.updated) },
            { label: '+ Unchanged', right: true, cell: (file) => count(file.unchanged) }, { label: '+ Duplicate', right: true, cell: (file) => count(file.duplicate) },
            { label: '+ Held back', right: true, cell: (file) => <span className={file.quarantined ? 'neg' : ''}>{count(file.quarantined)}</span> },
          ]}
          foot={<tr><td>Sum</td><td className="r">{count(item.totals.rows)}</td>{parts.map((part) => <td key={part} className="r">{count(item.totals[part])}</td>)}</tr>}
        />
      </Card>
      <div className="row" style={{ gap: 16 }}>
        <Link to="/" search={{}} className="link">Open the book</Link>
        {item.totals.quarantined > 0 && <Link to="/data" search={{ tab: 'quarantine' }} className="link">Fix {counted(item.totals.quarantined, 'row')} held back</Link>}
      </div>
      {item.doubts.length > 0 && <Card title="Doubts"><DoubtList doubts={item.doubts} /></Card>}
    </>
  );
}
