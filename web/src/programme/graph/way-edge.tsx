import { BaseEdge, type Edge, type EdgeProps } from '@xyflow/react';
import type { Spot } from './layered.ts';

export type WayEdgeType = Edge<{ bends: readonly Spot[]; words: string }, 'way'>;

function curve(from: Spot, to: Spot): string {
  const lean = Math.max(30, Math.abs(to.y - from.y) / 2);
  return `C ${from.x} ${from.y + lean} ${to.x} ${to.y - lean} ${to.x} ${to.y}`;
}

/** A way as a curve through the gaps the drawing keeps for it, with what it is taken for. */
export function WayEdge({ id, sourceX, sourceY, targetX, targetY, data, markerEnd, selected }: EdgeProps<WayEdgeType>) {
  const spots = [{ x: sourceX, y: sourceY }, ...(data?.bends ?? []), { x: targetX, y: targetY }];
  const path = `M ${sourceX} ${sourceY} ${spots.slice(1).map((to, at) => curve(spots[at] ?? to, to)).join(' ')}`;
  // Three quarters of the first piece: there the ways of one step stand apart.
  const [first, second] = spots as [Spot, Spot];
  return <BaseEdge id={id} path={path} {...(markerEnd === undefined ? {} : { markerEnd })} interactionWidth={16} className={selected ? 'pg-way pg-way-on' : 'pg-way'} label={data?.words} labelX={first.x + (second.x - first.x) * 0.84} labelY={first.y + (second.y - first.y) * 0.7} labelShowBg labelBgPadding={[4, 2]} labelBgBorderRadius={3} />;
}
