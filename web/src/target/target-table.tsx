import type { BoardItem } from '../../../src/contract/metric.ts';
import { count, dayText, figure } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { TargetStatus, targetText } from './target-card.tsx';

/** The board as a table, with window, definition and version. */
export function TargetTable({ items, onOpen }: { items: readonly BoardItem[]; onOpen: (id: string) => void }) {
  return (
    <PlainTable label="Figures and their targets" rows={items} keyOf={(item) => item.id} columns={[
      { label: 'Figure', cell: (item) => <button type="button" className="linkbtn" style={{ color: 'var(--tx)' }} onClick={() => onOpen(item.id)}>{item.label}</button> },
      { label: 'Value', right: true, cell: (item) => (item.value === null ? <span className="t3" title={item.unavailable ?? ''}>Not available</span> : <b style={{ fontWeight: 600 }}>{figure(item.value, item.unit)}</b>) },
      { label: 'Target', cell: (item) => (item.target ? targetText(item).replace('Target ', '') : <span className="t3">–</span>) },
      { label: 'State', cell: (item) => (item.target ? <TargetStatus item={item} /> : <span className="t3">–</span>) },
      { label: 'Trend', cell: (item) => <Sparkline values={item.trend.map(({ value }) => value)} width={80} /> },
      { label: 'n', right: true, cell: (item) => count(item.n) },
      { label: 'Window', cell: (item) => <span className="t2" style={{ whiteSpace: 'nowrap' }}>{dayText(item.window.from)} – {dayText(item.window.to)}</span> },
      { label: 'Definition', cell: (item) => <span className="t2">{item.value === null && item.unavailable ? <b style={{ fontWeight: 550 }}>{item.unavailable} </b> : ''}{item.definition} <span className="t3">v{item.definitionVersion}</span></span> },
    ]} />
  );
}
