import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { flatten, getAt, shapeFields, type Draft, type DraftMeasure, type Path } from './draft.ts';

interface FormProps {
  draft: Draft;
  base: Draft;
  onChange: (path: Path, value: number) => void;
}

function NumberAt({ draft, base, onChange, path, label, min = 0, max, width }: FormProps & { path: Path; label: string; min?: number | undefined; max?: number | undefined; width?: number }) {
  const value = getAt(draft, path);
  return (
    <NumberInput
      size="xs" aria-label={label} title={label} value={typeof value === 'number' ? value : ''} {...(min === -Infinity ? {} : { min })} {...(max === undefined ? {} : { max })} decimalScale={4} hideControls w={width ?? 84}
      styles={getAt(base, path) === value ? {} : { input: { borderColor: 'var(--accent)', fontWeight: 600 } }}
      onChange={(next) => { if (typeof next === 'number') onChange(path, next); }}
    />
  );
}

function Thresholds({ measure, path, ...form }: FormProps & { measure: DraftMeasure; path: Path }) {
  const { t } = useTranslation('health');
  const key = measure.pulse ? 'pulse' : 'shape';
  const label = t('whatIf.points', { label: measure.label });
  return (
    <div className="wpoints" role="group" aria-label={label}>
      {shapeFields(measure[key]).map((field, index) => (
        <span key={field.path.join('.')}>
          {field.label && `${field.label} `}
          <NumberAt {...form} path={[...path, key, ...field.path]} label={`${label}, ${field.label || `${t('whatIf.value')} ${index + 1}`}`} min={-Infinity} width={68} />
          {field.score && <>→ <NumberAt {...form} path={[...path, key, ...field.score]} label={`${label}, ${t('whatIf.scoreAt')} ${index + 1}`} max={100} width={56} /></>}
        </span>
      ))}
    </div>
  );
}

function Tree(form: FormProps) {
  const { t } = useTranslation('health');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => setOpen((before) => {
    const after = new Set(before);
    if (!after.delete(id)) after.add(id);
    return after;
  });
  return (
    <fieldset>
      <legend>{t('whatIf.measures')}</legend>
      {flatten(form.draft.groups).map(({ node, path, depth, isGroup }) => (
        <div key={node.id} style={{ paddingInlineStart: depth * 12 }}>
          <div className="wline" data-group={isGroup} data-changed={getAt(form.base, path) !== node}>
            <span className="ell" title={node.label}>{node.label}</span>
            <NumberAt {...form} path={[...path, 'weight']} label={t('whatIf.weight', { label: node.label })} min={0.01} />
            {isGroup ? <span /> : <button type="button" className="ghost" aria-expanded={open.has(node.id)} aria-label={`${t('whatIf.expand')}: ${node.label}`} onClick={() => toggle(node.id)}>{open.has(node.id) ? '▾' : '▸'}</button>}
          </div>
          {!isGroup && open.has(node.id) && <Thresholds {...form} measure={node as DraftMeasure} path={path} />}
        </div>
      ))}
    </fieldset>
  );
}

/** The numbers of a scorecard as a form: bands, limits of caps, weights and thresholds. */
export function WhatIfForm(form: FormProps) {
  const { t } = useTranslation('health');
  const line = (label: string, path: Path, max?: number) => <div className="wline" key={path.join('.')}><span>{label}</span><NumberAt {...form} path={path} label={label} max={max} /><span /></div>;
  return (
    <div className="whatif">
      <fieldset>
        <legend>{t('whatIf.bandsTitle')}</legend>
        {line(t('whatIf.good'), ['bands', 'good'], 100)}{line(t('whatIf.watch'), ['bands', 'watch'], 100)}{line(t('whatIf.margin'), ['bands', 'margin'], 20)}
        {line(t('whatIf.floor'), ['coverageFloor'], 1)}{line(t('whatIf.minimum'), ['minimumMeasures'])}
      </fieldset>
      {form.draft.caps.length > 0 && <fieldset><legend>{t('whatIf.capsTitle')}</legend>{form.draft.caps.map((cap, index) => line(t('whatIf.limit', { label: cap.label }), ['caps', index, 'limit'], 100))}{form.draft.exceptions.flatMap((entry, index) => (entry.score === undefined ? [] : [line(t('whatIf.score', { label: entry.label }), ['exceptions', index, 'score'], 100)]))}</fieldset>}
      <Tree {...form} />
    </div>
  );
}
