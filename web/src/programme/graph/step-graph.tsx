import '@xyflow/react/dist/base.css';
import { Controls, MarkerType, ReactFlow, type Connection, type Edge } from '@xyflow/react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { drawLayered, rowPx } from './layered.ts';
import { StepNode, type StepNodeType } from './step-node.tsx';
import { useWayWords } from './way-words.ts';
import { WayEdge, type WayEdgeType } from './way-edge.tsx';
import { endId, type GraphStep, type Way } from './ways.ts';

const nodeTypes = { step: StepNode };
const edgeTypes = { way: WayEdge };
// It opens on the first rows in a readable size; a control shows everything.
const opening = { maxZoom: 1, minZoom: 0.5, padding: 0.06 } as const;
const openingRows = 4;
const size = { width: 200, height: 58 } as const;

interface GraphProps {
  steps: readonly GraphStep[];
  ways: readonly Way[];
  faults: readonly number[];
  selected: string | undefined;
  readOnly: boolean;
  onSelect: (id: string | undefined) => void;
  onLead: (way: Way, to: string) => void;
  onConnect: (from: string, to: string) => void;
  onDelete: (step: string | undefined, way: Way | undefined) => void;
}

function useDrawing({ steps, ways, faults, selected }: GraphProps, edgeOn: string | undefined): { nodes: StepNodeType[]; edges: WayEdgeType[] } {
  const say = useWayWords();
  const { t } = useTranslation('programme');
  return useMemo(() => {
    const ids = [...steps.map(({ id }) => id), ...(ways.some(({ to }) => to === endId) ? [endId] : [])];
    const { spots, bends } = drawLayered(ids, ways);
    const labels = new Map(steps.map(({ id, label }) => [id, label]));
    const nodes = ids.map((id, index): StepNodeType => {
      const step = steps[index];
      const { x, y } = spots.get(id) ?? { x: 0, y: 0 };
      return { id, type: 'step', position: { x: x - size.width / 2, y }, ...size, measured: size, selected: id === selected, draggable: false, deletable: id !== endId, selectable: id !== endId, focusable: id !== endId, ariaLabel: step?.label ?? t('graph.end'), data: { kind: step?.kind ?? endId, label: step?.label ?? id, faults: faults[index] ?? 0, here: id === selected } };
    });
    const edges = ways.map((way, at): WayEdgeType => {
      const words = say(way);
      return { id: String(at), type: 'way', source: way.from, target: way.to, selected: String(at) === edgeOn, focusable: false, markerEnd: { type: MarkerType.ArrowClosed }, ariaLabel: `${labels.get(way.from) ?? way.from} → ${labels.get(way.to) ?? t('graph.end')}${words === '' ? '' : `: ${words}`}`, data: { bends: bends[at] ?? [], words: words.length > 34 ? `${words.slice(0, 33)}…` : words } };
    });
    return { nodes, edges };
  }, [steps, ways, faults, selected, edgeOn, say, t]);
}

/** The steps of a playbook as a drawing: a step is chosen, ways are drawn and led elsewhere with the mouse; the form beside it does the same by keyboard. */
export function StepGraph(props: GraphProps) {
  const { t } = useTranslation('programme');
  const { ways, readOnly, onSelect, onLead, onConnect, onDelete } = props;
  const [edgeOn, setEdgeOn] = useState<string>();
  const { nodes, edges } = useDrawing(props, edgeOn);
  const wayOf = (edge: Edge | undefined) => (edge ? ways[Number(edge.id)] : undefined);
  const taken = ({ source, target }: Connection, use: () => void) => { if (source !== target && source !== endId) use(); };
  return (
    <div className="pg-canvas" role="group" aria-label={t('graph.drawing')}>
      <ReactFlow
        nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} fitView fitViewOptions={{ ...opening, nodes: nodes.filter(({ position }) => position.y <= openingRows * rowPx) }} minZoom={0.2} maxZoom={1.6} nodesDraggable={false} nodesConnectable={!readOnly} edgesReconnectable={!readOnly} elementsSelectable preventScrolling={false} zoomOnScroll={false} panOnScroll={false} deleteKeyCode={readOnly ? null : ['Delete', 'Backspace']}
        onNodeClick={(_, { id }) => { setEdgeOn(undefined); if (id !== endId) onSelect(id); }} onPaneClick={() => { setEdgeOn(undefined); onSelect(undefined); }} onEdgeClick={(_, { id }) => { onSelect(undefined); setEdgeOn(id); }}
        onNodesChange={(changes) => { const on = changes.find((one) => one.type === 'select' && one.selected); if (on?.type === 'select' && on.id !== props.selected) onSelect(on.id); }}
        onConnect={(made) => taken(made, () => onConnect(made.source, made.target))}
        onReconnect={(edge, made) => taken(made, () => { const way = wayOf(edge); if (way && made.source === way.from) onLead(way, made.target); })}
        onBeforeDelete={async ({ nodes: gone, edges: cut }) => { onDelete(gone[0]?.id, gone.length ? undefined : wayOf(cut[0])); setEdgeOn(undefined); return false; }}
        ariaLabelConfig={{ 'controls.ariaLabel': t('graph.view'), 'controls.zoomIn.ariaLabel': t('graph.in'), 'controls.zoomOut.ariaLabel': t('graph.out'), 'controls.fitView.ariaLabel': t('graph.fit') }}
      ><Controls showInteractive={false} fitViewOptions={{ padding: 0.06, maxZoom: 1 }} /></ReactFlow>
    </div>
  );
}
