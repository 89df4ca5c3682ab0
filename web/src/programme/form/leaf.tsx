import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useForm } from './form-context.ts';
import type { Shape } from './shape.ts';
import { useFieldWords } from './words.ts';
import { pathText, type Path } from './yaml-edit.ts';

export interface FieldProps { shape: Shape; path: Path; value: unknown; label: string; required: boolean }

const longText: ReadonlySet<string> = new Set(['description', 'applies', 'when', 'expression', 'text', 'formula', 'unsubscribeText', 'body', 'open', 'stay', 'why', 'goal', 'question', 'followUp', 'thanks', 'closing']);

/** A number while it is typed; what is no number yet is kept to itself. */
export function NumberField({ value, label, error, hint, hidden = false, readOnly, required, onNumber, onEmpty }: { value: unknown; label: string; error?: string | undefined; hint?: string | undefined; hidden?: boolean; readOnly: boolean; required: boolean; onNumber: (value: number) => void; onEmpty: () => void }) {
  const { t } = useTranslation('programme');
  const shown = typeof value === 'number' ? String(value) : '';
  const [draft, setDraft] = useState<string>();
  const take = (text: string) => {
    setDraft(text);
    const number = Number(text.replace(',', '.'));
    if (text.trim() === '') { if (!required) onEmpty(); } else if (Number.isFinite(number)) onNumber(number);
  };
  const broken = draft !== undefined && (draft.trim() === '' ? required : !Number.isFinite(Number(draft.replace(',', '.'))));
  return <TextInput {...(hidden ? { 'aria-label': label } : { label })} description={hint} inputMode="decimal" value={draft ?? shown} readOnly={readOnly} error={broken ? t('form.number') : error} onChange={(event) => take(event.currentTarget.value)} onBlur={() => { if (!broken) setDraft(undefined); }} />;
}

/** A single value: text, number, choice, switch. */
export function Leaf({ shape, path, value, label, required }: FieldProps) {
  const { readOnly, faults, set, remove } = useForm();
  const { choice, hint } = useFieldWords();
  const { t } = useTranslation('programme');
  const error = faults.get(pathText(path));
  const description = hint(shape.description);
  if (shape.enum) {
    const unknown = typeof value === 'string' && value !== '' && !shape.enum.includes(value) ? [{ value, label: value }] : [];
    const data = [...(required && typeof value === 'string' && value !== '' ? [] : [{ value: '', label: typeof shape.default === 'string' ? t('form.default', { value: choice(shape.default) }) : '–' }]), ...shape.enum.map((one) => ({ value: one, label: shape.names?.[one] ?? choice(one) })), ...unknown];
    return <NativeSelect label={label} description={description} error={error} disabled={readOnly} data={data} value={typeof value === 'string' ? value : ''} onChange={({ currentTarget }) => (currentTarget.value === '' ? remove(path) : set(path, currentTarget.value))} />;
  }
  if (shape.type === 'boolean') return <Checkbox label={label} description={description} error={error} disabled={readOnly} checked={(value ?? shape.default) === true} onChange={(event) => set(path, event.currentTarget.checked)} />;
  if (shape.type === 'number' || shape.type === 'integer') return <NumberField value={value} label={label} error={error} hint={description} readOnly={readOnly} required={required} onNumber={(number) => set(path, number)} onEmpty={() => remove(path)} />;
  const text = typeof value === 'string' ? value : '';
  const change = (next: string) => (next === '' && !required ? remove(path) : set(path, next));
  if (longText.has(String(path.at(-1)))) return <Textarea className="form-wide" label={label} description={description} error={error} autosize minRows={1} maxRows={8} readOnly={readOnly} value={text} onChange={(event) => change(event.currentTarget.value)} />;
  return <TextInput label={label} description={description} error={error} readOnly={readOnly} value={text} onChange={(event) => change(event.currentTarget.value)} />;
}
