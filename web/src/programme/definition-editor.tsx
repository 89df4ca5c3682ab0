import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import type { Shape } from './form/shape.ts';
import { useDefinitionCheck, YamlEditor } from './yaml-editor.tsx';

const DefinitionForm = lazy(async () => ({ default: (await import('./form/definition-form.tsx')).DefinitionForm }));

const PlaybookEditor = lazy(async () => ({ default: (await import('./graph/playbook-editor.tsx')).PlaybookEditor }));

/** Kinds that are edited in a form beside their text. */
const formKinds: ReadonlySet<string> = new Set(['scorecard', 'segment', 'metric', 'policy', 'template', 'survey']);
const views = ['both', 'form', 'text'] as const;
type View = (typeof views)[number];

/** A definition as a form and as YAML, each in step with the other; kinds without a form are text alone. */
export function DefinitionEditor({ kind, text, onText, onSound, readOnly = false }: { kind: string; text: string; onText: (text: string) => void; onSound: (sound: boolean) => void; readOnly?: boolean }) {
  const { t } = useTranslation('programme');
  const [view, setView] = useState<View>('both');
  const isPlaybook = kind === 'playbook';
  const hasForm = isPlaybook || formKinds.has(kind);
  const shape = useOperation('definition.shape', { kind }, { enabled: hasForm });
  const check = useDefinitionCheck(kind, text, onSound, readOnly);
  const editor = <YamlEditor text={text} onText={onText} readOnly={readOnly} check={check} />;
  if (!hasForm || !shape.data) return editor;
  const world = { shape: shape.data.schema as Shape, text, faults: check.faults ?? [], readOnly, onText };
  const form = <Suspense fallback={<p className="pad t2">{t('checking')}</p>}>{isPlaybook ? <PlaybookEditor {...world} /> : <DefinitionForm kind={kind} {...world} />}</Suspense>;
  return (
    <>
      <div className="pad" style={{ paddingBottom: 0 }}><SegmentedControl size="xs" aria-label={t('form.view.label')} value={view} onChange={(next) => setView(next as View)} data={views.map((value) => ({ value, label: t(`form.view.${value}`) }))} /></div>
      {view === 'both' ? <div className={isPlaybook ? undefined : 'def-both'}>{form}{editor}</div> : view === 'form' ? <>{form}<YamlEditor text={text} onText={onText} readOnly={readOnly} check={check} hideText /></> : editor}
    </>
  );
}
