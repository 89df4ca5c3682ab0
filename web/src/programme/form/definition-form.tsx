import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import '../../style/definition-form.css';
import { Fields } from './field.tsx';
import { FormWorldProvider, type FormWorld } from './form-context.ts';
import type { Shape } from './shape.ts';
import { addEntry, moveEntry, readYaml, removeValue, renameKey, setValue } from './yaml-edit.ts';

/** A definition as a form over its YAML: what is entered changes the text in its place, and the text changes the form. */
export function DefinitionForm({ kind, shape, text, faults, readOnly, onText }: { kind: string; shape: Shape; text: string; faults: readonly { path: string; message: string }[]; readOnly: boolean; onText: (text: string) => void }) {
  const { t } = useTranslation('programme');
  const value = useMemo(() => readYaml(text), [text]);
  const byPath = useMemo(() => new Map(faults.map(({ path, message }) => [path.replace(/^[a-z]+: /, ''), message])), [faults]);
  const world: FormWorld = {
    root: shape, kind: kind === 'survey' ? 'survey' : undefined, readOnly, faults: byPath,
    set: (path, next) => onText(setValue(text, path, next)), remove: (path) => onText(removeValue(text, path)), add: (path, next) => onText(addEntry(text, path, next)),
    move: (path, from, to) => onText(moveEntry(text, path, from, to)), rename: (path, from, to) => onText(renameKey(text, path, from, to)),
  };
  if (value === null || typeof value !== 'object') return <p className="pad neg" role="status">{t('form.unreadable')}</p>;
  return <FormWorldProvider value={world}><div className="def-form" role="group" aria-label={t('form.title')}><Fields shape={shape} path={[]} value={value} /></div></FormWorldProvider>;
}
