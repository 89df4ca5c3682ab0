import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { StepIcon } from '../../playbook/step-icon.tsx';
import { endId } from './ways.ts';

export type StepNodeType = Node<{ kind: string; label: string; faults: number; here: boolean }, 'step'>;

/** A step as a box: its kind by sign and name, its label, and how many faults it has. */
export function StepNode({ id, isConnectable, data: { kind, label, faults, here } }: NodeProps<StepNodeType>) {
  const { t } = useTranslation('playbook');
  const { t: p } = useTranslation('programme');
  if (id === endId) return <div className="pg-end"><Handle type="target" position={Position.Top} isConnectable={isConnectable} />{p('graph.end')}</div>;
  return (
    <div className="pg-node" data-kind={kind} data-faulty={faults > 0} data-here={here}>
      <Handle type="target" position={Position.Top} isConnectable={isConnectable} />
      <span className="pg-sign"><StepIcon kind={kind} size={16} /></span>
      <span className="pg-words"><span className="t3">{t(`kind.${kind as 'task'}`)}</span><b className="ell">{label}</b>{faults > 0 && <span className="neg">{p('form.problems', { count: faults })}</span>}</span>
      {kind !== 'end' && <Handle type="source" position={Position.Bottom} isConnectable={isConnectable} />}
    </div>
  );
}
