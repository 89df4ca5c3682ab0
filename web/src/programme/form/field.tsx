import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useForm } from './form-context.ts';
import { Leaf, NumberField, type FieldProps } from './leaf.tsx';
import { blankOf, controlOf, presentShape, resolved, variantOf, type Shape } from './shape.ts';
import { useFieldWords } from './words.ts';
import { pathText, type Path } from './yaml-edit.ts';

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const asMap = (value: unknown): Record<string, unknown> => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {});

function nameOf(value: unknown, otherwise: string, say: (name: string) => string): string {
  const { label, id } = asMap(value);
  const parts = Object.entries(asMap(value)).flatMap(([key, one]) => (typeof one === 'object' ? [] : [`${say(key)} ${String(one)}`]));
  return [label, id].find((one): one is string => typeof one === 'string' && one !== '') ?? (parts.join(', ') || otherwise);
}

/** How many problems lie at or below a path. */
function useFaultsBelow(path: Path): number {
  const { faults } = useForm();
  const own = pathText(path);
  return [...faults.keys()].filter((key) => key === own || key.startsWith(`${own}.`)).length;
}

function AddButton({ label, onAdd }: { label: string; onAdd: () => void }) {
  const { readOnly } = useForm();
  const { t } = useTranslation('programme');
  return readOnly ? null : <div><Button size="compact-xs" leftSection={<IconPlus size={13} />} aria-label={`${t('form.add')}: ${label}`} onClick={onAdd}>{t('form.add')}</Button></div>;
}

function EntryTools({ path, index, count, name }: { path: Path; index: number; count: number; name: string }) {
  const { readOnly, move, remove } = useForm();
  const { t } = useTranslation('programme');
  if (readOnly) return null;
  return (
    <span className="form-tools">
      <ActionIcon variant="subtle" color="gray" size={24} disabled={index === 0} aria-label={t('form.up', { name })} onClick={() => move(path, index, index - 1)}><IconArrowUp size={14} /></ActionIcon>
      <ActionIcon variant="subtle" color="gray" size={24} disabled={index === count - 1} aria-label={t('form.down', { name })} onClick={() => move(path, index, index + 1)}><IconArrowDown size={14} /></ActionIcon>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('form.remove', { name })} onClick={() => remove([...path, index])}><IconTrash size={14} /></ActionIcon>
    </span>
  );
}

/** One entry of a list, folded until it is opened: lists are long. */
function Entry({ shape, path, value, index, count, label }: { shape: Shape; path: Path; value: unknown; index: number; count: number; label: string }) {
  const { t } = useTranslation('programme');
  const [open, setOpen] = useState(false);
  const own = [...path, index];
  const faults = useFaultsBelow(own);
  const { field } = useFieldWords();
  const name = nameOf(value, `${label} ${index + 1}`, field);
  const { weight } = asMap(value);
  return (
    <li>
      <div className="form-entry"><button type="button" aria-expanded={open} onClick={() => setOpen(!open)}><span aria-hidden className="form-fold">{open ? '▾' : '▸'}</span><span className="ell">{name}</span>{typeof weight === 'number' && <span className="t3 num">{t('form.weight', { weight })}</span>}{faults > 0 && <span className="neg">{t('form.problems', { count: faults })}</span>}</button><EntryTools path={path} index={index} count={count} name={name} /></div>
      {open && <div className="form-inner">{shape.oneOf ? <Variants shape={shape} path={own} value={value} label={name} required /> : <Fields shape={shape} path={own} value={value} />}</div>}
    </li>
  );
}

function Entries({ shape, path, value, label }: FieldProps) {
  const { root, add } = useForm();
  const item = resolved(shape.items || {}, root);
  const list = asList(value);
  return <fieldset className="form-set"><legend>{label}</legend><ol className="form-list">{list.map((one, index) => <Entry key={`${index} ${String(asMap(one).id ?? '')}`} shape={item} path={path} value={one} index={index} count={list.length} label={label} />)}</ol><AddButton label={label} onAdd={() => add(path, blankOf(item, root))} /></fieldset>;
}

/** Rows of numbers, such as the points of a curve. */
function Rows({ shape, path, value, label }: FieldProps) {
  const { root, readOnly, faults, set, add } = useForm();
  const parts = resolved(shape.items || {}, root).prefixItems ?? [];
  const list = asList(value);
  const own = pathText(path);
  const [, message] = [...faults].find(([key]) => key === own || key.startsWith(`${own}.`)) ?? [];
  return (
    <fieldset className="form-set"><legend>{label}</legend>
      <ol className="form-list">{list.map((row, index) => <li key={index} className="form-row">{parts.map((_, column) => <NumberField key={column} hidden label={`${label} ${index + 1}.${column + 1}`} value={asList(row)[column]} readOnly={readOnly} required onNumber={(number) => set([...path, index, column], number)} onEmpty={() => undefined} />)}<EntryTools path={path} index={index} count={list.length} name={`${label} ${index + 1}`} /></li>)}</ol>
      {message && <div className="neg">{message}</div>}
      <AddButton label={label} onAdd={() => add(path, list.at(-1) ?? blankOf(resolved(shape.items || {}, root), root))} />
    </fieldset>
  );
}

function Values({ shape, path, value, label }: FieldProps) {
  const { root, readOnly, faults, set, remove, add } = useForm();
  const { choice } = useFieldWords();
  const item = resolved(shape.items || {}, root);
  const list = asList(value);
  if (item.enum) return <fieldset className="form-set"><legend>{label}</legend>{faults.get(pathText(path)) && <div className="neg">{faults.get(pathText(path))}</div>}{item.enum.map((one) => <Checkbox key={one} label={choice(one)} disabled={readOnly} checked={list.includes(one)} onChange={({ currentTarget }) => (currentTarget.checked ? add(path, one) : remove([...path, list.indexOf(one)]))} />)}</fieldset>;
  return <fieldset className="form-set"><legend>{label}</legend><ol className="form-list">{list.map((one, index) => <li key={index} className="form-row"><TextInput aria-label={`${label} ${index + 1}`} value={String(one)} readOnly={readOnly} onChange={(event) => set([...path, index], event.currentTarget.value)} /><EntryTools path={path} index={index} count={list.length} name={`${label} ${index + 1}`} /></li>)}</ol><AddButton label={label} onAdd={() => add(path, '')} /></fieldset>;
}

/** Values by name: fixed names have a field each, free ones can be called otherwise. */
function Named({ shape, path, value, label }: FieldProps) {
  const { readOnly, set, remove, rename } = useForm();
  const { choice } = useFieldWords();
  const { t } = useTranslation('programme');
  const inner = shape.additionalProperties as Shape;
  const map = asMap(value);
  const names = shape.propertyNames?.enum;
  if (names) return <fieldset className="form-set form-grid"><legend>{label}</legend>{names.map((name) => <Leaf key={name} shape={inner} path={[...path, name]} value={map[name]} label={choice(name)} required={false} />)}</fieldset>;
  return (
    <fieldset className="form-set"><legend>{label}</legend>
      <ol className="form-list">{Object.entries(map).map(([name, one], index) => <li key={index} className="form-row"><TextInput aria-label={t('form.name', { label, n: index + 1 })} value={name} readOnly={readOnly} onChange={(event) => rename(path, name, event.currentTarget.value)} />{inner.type === 'number' ? <NumberField hidden label={`${label}: ${name}`} value={one} readOnly={readOnly} required onNumber={(number) => set([...path, name], number)} onEmpty={() => undefined} /> : <TextInput aria-label={`${label}: ${name}`} value={String(one)} readOnly={readOnly} onChange={(event) => set([...path, name], event.currentTarget.value)} />}{!readOnly && <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('form.remove', { name })} onClick={() => remove([...path, name])}><IconTrash size={14} /></ActionIcon>}</li>)}</ol>
      <AddButton label={label} onAdd={() => set([...path, `new-${Object.keys(map).length + 1}`], inner.type === 'number' ? 0 : '')} />
    </fieldset>
  );
}

function Variants({ shape, path, value, label, required }: FieldProps) {
  const { root, readOnly, set, remove } = useForm();
  const { choice } = useFieldWords();
  const { field, index } = variantOf(shape, value);
  const names = shape.oneOf?.map((one) => String(one.properties?.[field]?.const)) ?? [];
  const variant = shape.oneOf?.[index];
  const take = (name: string) => (name === '' ? remove(path) : set(path, blankOf(shape.oneOf?.[names.indexOf(name)] ?? {}, root)));
  return (
    <fieldset className="form-set"><legend>{label}</legend>
      <NativeSelect aria-label={label} disabled={readOnly} value={value === undefined ? '' : names[index]} data={[...(required && value !== undefined ? [] : [{ value: '', label: '–' }]), ...names.map((name) => ({ value: name, label: choice(name) }))]} onChange={({ currentTarget }) => take(currentTarget.value)} />
      {value !== undefined && variant && <Fields shape={variant} path={path} value={value} />}
    </fieldset>
  );
}

function Maybe(props: FieldProps) {
  const { root, readOnly, set } = useForm();
  const { t } = useTranslation('programme');
  const inner = presentShape(props.shape);
  const has = props.value !== null && props.value !== undefined;
  return <div className="form-maybe"><Checkbox label={t('form.has', { name: props.label })} disabled={readOnly} checked={has} onChange={({ currentTarget }) => set(props.path, currentTarget.checked ? blankOf(inner, root) : null)} />{has && <Field {...props} shape={inner} />}</div>;
}

function Optional({ shape, path, label }: FieldProps) {
  const { root, set } = useForm();
  return <fieldset className="form-set"><legend>{label}</legend><AddButton label={label} onAdd={() => set(path, controlOf(shape, root) === 'entries' ? [blankOf(resolved(shape.items || {}, root), root)] : blankOf(shape, root))} /></fieldset>;
}

/** The control of one part of a definition. */
function Field(props: FieldProps) {
  const { root, readOnly, remove } = useForm();
  const { t } = useTranslation('programme');
  const control = controlOf(props.shape, root);
  if (control === 'fixed') return null;
  if (control === 'none') return <p className="t2 form-note">{t('form.asText', { name: props.label })}</p>;
  if (control === 'entries') return <Entries {...props} />;
  if (control === 'rows') return <Rows {...props} />;
  if (control === 'values') return <Values {...props} />;
  if (control === 'variants') return <Variants {...props} />;
  if (control === 'maybe') return <Maybe {...props} />;
  if (control === 'named') return <Named {...props} />;
  if (control !== 'fields') return <Leaf {...props} />;
  if (props.value === undefined) return readOnly ? null : <Optional {...props} />;
  return <fieldset className="form-set"><legend>{props.label}</legend><Fields {...props} />{!props.required && !readOnly && <div><Button size="compact-xs" variant="subtle" color="gray" onClick={() => remove(props.path)}>{t('form.remove', { name: props.label })}</Button></div>}</fieldset>;
}

/** The fields of an object: short ones beside each other, then the long ones. */
export function Fields({ shape, path, value }: { shape: Shape; path: Path; value: unknown }) {
  const { root, kind } = useForm();
  const { field } = useFieldWords();
  const map = asMap(value);
  const parts = Object.entries(shape.properties ?? {}).filter(([name]) => path.length > 0 || (name !== 'id' && (name !== 'kind' || kind === 'survey'))).map(([name, given]) => ({ name, part: resolved(given, root) }));
  const isShort = ({ part }: { part: Shape }) => ['choice', 'text', 'number', 'switch'].includes(controlOf(part, root));
  const draw = ({ name, part }: { name: string; part: Shape }) => <Field key={name} shape={part} path={[...path, name]} value={map[name]} label={field(name)} required={shape.required?.includes(name) ?? false} />;
  return <><div className="form-grid">{parts.filter(isShort).map(draw)}</div>{parts.filter((one) => !isShort(one)).map(draw)}</>;
}
