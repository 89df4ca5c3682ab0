import { ActionIcon, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StepIcon } from '../../playbook/step-icon.tsx';
import { Fields } from '../form/field.tsx';
import type { Shape } from '../form/shape.ts';
import { stepShape, type Nameable } from './step-shape.ts';
import type { GraphStep } from './ways.ts';

function IdField({ step, readOnly, onRename }: { step: GraphStep; readOnly: boolean; onRename: (name: string) => void }) {
  const { t } = useTranslation('programme');
  const [draft, setDraft] = useState(step.id);
  return <TextInput label={t('form.field.id')} description={t('graph.idHint')} value={draft} readOnly={readOnly} onChange={(event) => setDraft(event.currentTarget.value.trim())} onBlur={() => { if (draft !== step.id) onRename(draft); setDraft(step.id); }} />;
}

/** The chosen step as a form; where it goes next is chosen there among the steps. */
export function StepPanel({ root, step, index, by, faults, readOnly, only, onRename, onDelete }: { root: Shape; step: GraphStep; index: number; by: Nameable; faults: readonly string[]; readOnly: boolean; only: boolean; onRename: (name: string) => void; onDelete: () => void }) {
  const { t } = useTranslation('programme');
  const { t: p } = useTranslation('playbook');
  const shape = useMemo(() => stepShape(root, step.kind, by), [root, step.kind, by]);
  return (
    <section aria-label={t('graph.step', { name: step.label })} className="def-form">
      <div className="row"><StepIcon kind={step.kind} /><h3>{step.label}</h3><span className="tag">{p(`kind.${step.kind as 'task'}`)}</span><span className="grow" />{!readOnly && <ActionIcon variant="subtle" color="gray" disabled={only} aria-label={t('graph.delete', { name: step.label })} onClick={onDelete}><IconTrash size={15} /></ActionIcon>}</div>
      {faults.length > 0 && <ul className="pg-faults neg">{faults.map((one) => <li key={one}>{one}</li>)}</ul>}
      <IdField key={step.id} step={step} readOnly={readOnly} onRename={onRename} />
      {shape && <Fields shape={shape} path={['steps', index]} value={step.body} />}
    </section>
  );
}
