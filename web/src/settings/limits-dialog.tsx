import '../style/limits.css';
import { Button, Checkbox, Group, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionSettings } from '../../../src/contract/action-setting.ts';
import type { ProposalItem } from '../../../src/contract/proposal.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { typeText } from '../approval/type-text.ts';
import { readYaml, setValue, type Path } from '../programme/form/yaml-edit.ts';
import { Failure, Loaded } from '../ui/state.tsx';

const levels = ['off', 'suggest', 'draft', 'approve', 'auto_undo', 'auto'] as const;

interface Change { path: Path; value: unknown }
type Set = (path: Path, value: unknown) => void;

function LimitRows({ name, of, list, now, set }: { name: string; of: 'person' | 'account' | 'survey'; list: readonly { most: number; days: number }[]; now: (path: Path, before: unknown) => unknown; set: Set }) {
  const { t } = useTranslation('action');
  const field = (index: number, key: 'most' | 'days', before: number, least: number) => {
    const path = ['cadence', of, index, key];
    return <NumberInput aria-label={t(`settings.propose.${key}Of`, { name, n: index + 1 })} min={least} max={key === 'most' ? 1000 : 365} allowDecimal={false} w={88} value={now(path, before) as number} onChange={(value) => set(path, value)} />;
  };
  return (
    <fieldset className="limit-rows"><legend>{name}</legend>
      {list.map(({ most, days }, index) => <div key={index} className="row" style={{ gap: 8 }}><span>{t('settings.propose.atMost')}</span>{field(index, 'most', most, 0)}<span>{t('settings.propose.inDays')}</span>{field(index, 'days', days, 1)}<span>{t('settings.propose.days')}</span></div>)}
    </fieldset>
  );
}

function Numbers({ settings, now, set }: { settings: ActionSettings; now: (path: Path, before: unknown) => unknown; set: Set }) {
  const { t } = useTranslation('action');
  const { cadence, budgets, undoMinutes, approvalDays } = settings;
  const rows: [Path, string, number, number, number][] = [
    [['cadence', 'deferDays'], t('settings.propose.deferDays'), cadence.deferDays, 0, 90], [['budgets', 'perDay'], t('settings.propose.perDay'), budgets.perDay, 0, 100_000], [['budgets', 'perOriginPerDay'], t('settings.propose.perOrigin'), budgets.perOriginPerDay, 0, 100_000],
    [['undoMinutes'], t('settings.propose.undo'), undoMinutes, 0, 1440], [['approvalDays'], t('settings.propose.approval'), approvalDays, 1, 60],
  ];
  return <div className="limit-grid">{rows.map(([path, label, before, min, max]) => <NumberInput key={path.join('.')} label={label} min={min} max={max} allowDecimal={false} value={now(path, before) as number} onChange={(value) => set(path, value)} />)}</div>;
}

// A limit that stands by default is written out before a part of it is changed.
function writtenOut(text: string, settings: ActionSettings, changes: readonly Change[]): string {
  const given = readYaml(text) as { cadence?: { survey?: unknown } } | null;
  return given?.cadence?.survey === undefined && changes.some(({ path }) => path[1] === 'survey') ? setValue(text, ['cadence', 'survey'], settings.cadence.survey) : text;
}

function Form({ settings, text, onClose, onProposed }: { settings: ActionSettings; text: string; onClose: () => void; onProposed: (proposal: ProposalItem) => void }) {
  const { t } = useTranslation('action');
  const [changes, setChanges] = useState<ReadonlyMap<string, Change>>(new Map());
  const [why, setWhy] = useState('');
  const propose = useChange('definition.propose', ['definition.', 'proposal.']);
  const set: Set = (path, value) => setChanges((all) => new Map([...all, [path.join('.'), { path, value }]]));
  const now = (path: Path, before: unknown) => (changes.has(path.join('.')) ? changes.get(path.join('.'))?.value : before);
  const before = (path: Path): unknown => path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], { ...settings, autonomy: Object.fromEntries(settings.types.map(({ id, autonomy }) => [id, autonomy])) });
  const real = [...changes.values()].filter(({ path, value }) => value !== before(path));
  const whole = real.every(({ value }) => value !== '');
  const send = () => propose.mutate({ kind: 'policy', text: real.reduce((next, { path, value }) => setValue(next, path, value), writtenOut(text, settings, real)), why }, { onSuccess: (proposal) => { onProposed(proposal); onClose(); } });
  const { quietHours } = settings;
  return (
    <form className="stack" style={{ gap: 14 }} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <p className="t2" style={{ margin: 0 }}>{t('settings.propose.note')}</p>
      <LimitRows name={t('settings.perPerson')} of="person" list={settings.cadence.person} now={now} set={set} />
      <LimitRows name={t('settings.perAccount')} of="account" list={settings.cadence.account} now={now} set={set} />
      <LimitRows name={t('settings.perSurvey')} of="survey" list={settings.cadence.survey} now={now} set={set} />
      <div className="limit-grid">
        <TextInput type="time" label={t('settings.propose.quietFrom')} required value={now(['quietHours', 'from'], quietHours.from) as string} onChange={(event) => set(['quietHours', 'from'], event.currentTarget.value)} />
        <TextInput type="time" label={t('settings.propose.quietTo')} required value={now(['quietHours', 'to'], quietHours.to) as string} onChange={(event) => set(['quietHours', 'to'], event.currentTarget.value)} />
        <TextInput label={t('settings.propose.timeZone')} required value={now(['quietHours', 'timeZone'], quietHours.timeZone) as string} onChange={(event) => set(['quietHours', 'timeZone'], event.currentTarget.value)} />
      </div>
      <Checkbox label={t('settings.propose.weekends')} checked={now(['quietHours', 'weekends'], quietHours.weekends) === true} onChange={(event) => set(['quietHours', 'weekends'], event.currentTarget.checked)} />
      <Numbers settings={settings} now={now} set={set} />
      <fieldset className="limit-rows"><legend>{t('settings.autonomy')}</legend><div className="limit-grid">{settings.types.map(({ id, autonomy }) => <NativeSelect key={id} label={typeText(t, id)} value={now(['autonomy', id], autonomy) as string} data={levels.map((value) => ({ value, label: t(`settings.levels.${value}`) }))} onChange={(event) => set(['autonomy', id], event.currentTarget.value)} />)}</div></fieldset>
      <Textarea label={t('settings.propose.why')} description={t('settings.propose.whyNote')} required minLength={10} maxLength={2000} autosize minRows={2} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
      {propose.error && <Failure error={propose.error} compact />}
      <Group justify="flex-end" gap={8}>
        <span className="t3 grow" role="status">{t('settings.propose.changed', { count: real.length })}</span>
        <Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button>
        <Button type="submit" variant="filled" loading={propose.isPending} disabled={real.length === 0 || !whole || why.trim().length < 10}>{t('settings.propose.send')}</Button>
      </Group>
    </form>
  );
}

/** Proposes other limits: the policy with the changed values, for whoever approves policies to decide. Its text keeps order and comments. */
export function LimitsDialog({ settings, opened, onClose, onProposed }: { settings: ActionSettings; opened: boolean; onClose: () => void; onProposed: (proposal: ProposalItem) => void }) {
  const { t } = useTranslation('action');
  const read = useOperation('definition.show', { kind: 'policy', id: 'default' }, { enabled: opened });
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('settings.propose.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Loaded read={read}>{({ text, version }) => <Form key={version} settings={settings} text={text} onClose={onClose} onProposed={onProposed} />}</Loaded>
    </Modal>
  );
}
