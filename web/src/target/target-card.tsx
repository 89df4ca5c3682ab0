import type { BoardItem } from '../../../src/contract/metric.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { count, figure } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';

/** The unit of a variant: hours when its label says so, else the figure's own. */
export function variantUnit(item: BoardItem, label: string): string {
  return /\bhours?\b/i.test(label) ? 'hours' : /\bdays\b/i.test(label) ? 'days' : item.unit;
}

/** The target in words, `target > 95%`. */
export function targetText(item: BoardItem): string {
  if (!item.target) return 'No target';
  const variant = item.target.variant ? item.variants.find(({ id }) => id === item.target?.variant) : undefined;
  return `Target ${item.target.op} ${figure(item.target.value, variant ? variant.unit : item.unit)}${variant ? ` (${variant.label.toLowerCase()})` : ''}`;
}

/** Whether the target is met, by shape and word. */
export function TargetStatus({ item }: { item: BoardItem }) {
  if (!item.target) return <span className="status t3">No target</span>;
  const met = item.target.met;
  const tone = met === null ? 'unknown' : met ? 'good' : 'risk';
  return <span className="status"><BandMark band={tone} size={9} />{met === null ? 'Not known' : met ? 'Met' : 'Missed'}</span>;
}

/** One figure of the board. */
export function TargetCard({ item, onOpen }: { item: BoardItem; onOpen: (id: string) => void }) {
  const met = item.target?.met;
  const color = met == null ? 'var(--tx-3)' : met ? 'var(--h-good)' : 'var(--h-risk)';
  return (
    <button type="button" className="target" onClick={() => onOpen(item.id)}>
      <span className="row"><span className="t2" style={{ fontWeight: 500 }}>{item.label}</span><span className="grow" />{item.target && <TargetStatus item={item} />}</span>
      <span className="row" style={{ gap: 14 }}>
        <span className="v">{item.value === null ? <span className="t3" style={{ fontSize: 14, fontWeight: 500, letterSpacing: 0 }}>Not available</span> : figure(item.value, item.unit)}</span>
        <span className="grow" />
        {item.trend.some(({ value }) => value !== null) && <Sparkline values={item.trend.map(({ value }) => value)} width={92} height={28} color={color} area />}
      </span>
      <span className="target-note">{item.value === null ? item.unavailable : `${targetText(item)}, n ${count(item.n)}`}</span>
      {item.variants.slice(0, 2).map((variant) => <span key={variant.id} className="target-note ell" title={variant.label}><b style={{ fontWeight: 550 }}>{figure(variant.value, variant.unit)}</b> {variant.label.charAt(0).toLowerCase() + variant.label.slice(1)}{variant.n ? `, n ${count(variant.n)}` : ''}</span>)}
      {item.notes[0] && <span className="target-note">{item.notes[0]}</span>}
      <span className="grow" />
      <span className="target-note ell" title={item.definition}>v{item.definitionVersion}: {item.definition}</span>
    </button>
  );
}
