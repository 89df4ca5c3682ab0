import '../../style/definition-form.css';
import '../../style/playbook-graph.css';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { Fields } from '../form/field.tsx';
import { FormWorldProvider, type FormWorld } from '../form/form-context.ts';
import { blankOf, type Shape } from '../form/shape.ts';
import { addEntry, moveEntry, pathText, readYaml, removeValue, renameKey, setValue, type Path } from '../form/yaml-edit.ts';
import { GraphTools, type GraphView } from './graph-tools.tsx';
import { connect, deleteStep, dropWay, insertStep, leadTo, renameStep } from './step-edit.ts';
import { StepGraph } from './step-graph.tsx';
import { StepList } from './step-list.tsx';
import { StepPanel } from './step-panel.tsx';
import { frameShape, stepKinds, stepNames, stepShape, type Nameable } from './step-shape.ts';
import { useTextHistory } from './use-text-history.ts';
import { stepsOf, waysOf, type GraphStep } from './ways.ts';

interface Fault { path: string; message: string; remedy: string | null }

function useNameable(steps: readonly GraphStep[]): Nameable {
  const { t } = useTranslation('programme');
  const list = useOperation('definition.list', {});
  const items = list.data?.items;
  return useMemo(() => {
    const of = (kind: string) => Object.fromEntries((items ?? []).filter((one) => one.kind === kind).map(({ id, label }) => [id, label]));
    return { steps: stepNames(steps, t('graph.end')), asking: Object.fromEntries(steps.flatMap(({ id, label, kind }) => (kind === 'survey' ? [[id, label]] : []))), surveys: of('survey'), templates: of('template'), playbooks: of('playbook') };
  }, [items, steps, t]);
}

function faultsAt(faults: readonly Fault[], index: number): Fault[] {
  return faults.filter(({ path }) => path === `steps.${index}` || path.startsWith(`steps.${index}.`));
}

const blanks: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { wait: { for: '1d' }, meeting: { inBusinessDays: 5 }, task: { dueBusinessDays: 3 }, approval: { wait: { most: '5bd' }, onRejected: 'end' } };

/** A playbook as a drawing or a list of its steps with the chosen one as a form; every change goes into the YAML, which keeps its comments. */
export function PlaybookEditor({ shape, text, faults: given, readOnly, onText }: { shape: Shape; text: string; faults: readonly Fault[]; readOnly: boolean; onText: (text: string) => void }) {
  const { t } = useTranslation('programme');
  const { t: p } = useTranslation('playbook');
  const [view, setView] = useState<GraphView>('drawing');
  const [selected, setSelected] = useState<string>();
  const history = useTextHistory(text, onText);
  const whole = useRef<HTMLDivElement>(null);
  const value = useMemo(() => readYaml(text), [text]);
  const steps = useMemo(() => stepsOf(value), [value]);
  const ways = useMemo(() => waysOf(steps), [steps]);
  const by = useNameable(steps);
  const faults = useMemo(() => given.map((one) => ({ ...one, path: one.path.replace(/^[a-z]+: /, '') })), [given]);
  const counts = useMemo(() => steps.map((_, index) => faultsAt(faults, index).length), [steps, faults]);
  const index = steps.findIndex(({ id }) => id === selected);
  const step = steps[index];
  const world: FormWorld = {
    root: shape, readOnly, kind: 'playbook', faults: new Map(faults.map(({ path, message }) => [path, message])),
    set: (path: Path, next) => history.change(setValue(text, path, next), pathText(path)), remove: (path) => history.change(removeValue(text, path)), add: (path, next) => history.change(addEntry(text, path, next)),
    move: (path, from, to) => history.change(moveEntry(text, path, from, to)), rename: (path, from, to) => history.change(renameKey(text, path, from, to)),
  };
  const add = (kind: string) => {
    const blank = { ...(blankOf(stepShape(shape, kind, { ...by, steps: {} }) ?? {}, shape) as Record<string, unknown>), label: p(`kind.${kind as 'task'}`), ...blanks[kind] };
    const made = insertStep(text, selected, kind, blank);
    history.change(made.text);
    setSelected(made.id);
  };
  // What had the focus goes with the step; from here the keys for undoing still reach.
  const remove = (id: string) => { history.change(deleteStep(text, id)); setSelected(undefined); whole.current?.focus(); };
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    (event.shiftKey ? history.redo : history.undo)?.();
  };
  if (value === null || typeof value !== 'object') return <p className="pad neg" role="status">{t('form.unreadable')}</p>;
  return (
    <FormWorldProvider value={world}>
      <div className="pg" ref={whole} tabIndex={-1} onKeyDown={keys}>
        <GraphTools kinds={stepKinds(shape)} view={view} after={step?.label} readOnly={readOnly} undo={history.undo} redo={history.redo} onView={setView} onAdd={add} />
        <div className="pg-parts">
          {view === 'list' ? <StepList steps={steps} ways={ways} faults={counts} selected={selected} onSelect={setSelected} /> : (
            <StepGraph steps={steps} ways={ways} faults={counts} selected={selected} readOnly={readOnly} onSelect={setSelected} onLead={(way, to) => history.change(leadTo(text, way, to))} onConnect={(from, to) => { history.change(connect(text, from, to)); setSelected(from); }} onDelete={(id, way) => { if (id !== undefined) remove(id); else if (way) history.change(dropWay(text, way)); }} />
          )}
          <div className="pg-side">
            {step ? <StepPanel root={shape} step={step} index={index} by={by} faults={faultsAt(faults, index).map(({ message, remedy }) => [message, remedy].filter((one) => one !== null).join(' '))} readOnly={readOnly} only={steps.length === 1} onRename={(name) => { const next = renameStep(text, step.id, name); if (next !== text) { history.change(next); setSelected(name); } }} onDelete={() => remove(step.id)} /> : (
              <section className="def-form" aria-label={t('graph.whole')}><h3>{t('graph.whole')}</h3><p className="t2 form-note">{t('graph.choose')}</p><Fields shape={frameShape(shape)} path={[]} value={value} /></section>
            )}
          </div>
        </div>
      </div>
    </FormWorldProvider>
  );
}
