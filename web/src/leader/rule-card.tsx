import { Button, Modal, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamRule } from '../../../src/contract/team.ts';
import { useChange } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { count, decimal, words } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';

const limits = [['accounts', 'accounts'], ['signals', 'signals'], ['renewals', 'renewals'], ['touchesPerWeek', 'touches']] as const;

function RuleForm({ rule, version, onDone }: { rule: TeamRule; version: string | null; onDone: () => void }) {
  const { t } = useTranslation('leader');
  const [draft, setDraft] = useState(rule);
  const change = useChange('team.rule', ['team.']);
  const save = () => change.mutate({ rule: draft, version }, { onSuccess: () => { notifications.show({ message: t('rule.saved') }); onDone(); } });
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); save(); }}>
      {limits.map(([key, name]) => <NumberInput key={key} label={t(`rule.${name}`)} min={1} value={draft[key] ?? ''} onChange={(value) => setDraft({ ...draft, [key]: typeof value === 'number' ? value : null })} />)}
      <p className="t3" style={{ margin: 0 }}>{t('rule.blank')}</p>
      <NumberInput label={t('rule.cadence')} min={1} required value={draft.cadenceDays} onChange={(value) => typeof value === 'number' && setDraft({ ...draft, cadenceDays: value })} />
      {Object.entries(draft.cadenceBySegment).map(([segment, days]) => <NumberInput key={segment} label={t('rule.bySegment', { segment: words(segment) })} min={1} value={days} onChange={(value) => typeof value === 'number' && setDraft({ ...draft, cadenceBySegment: { ...draft.cadenceBySegment, [segment]: value } })} />)}
      {change.error && <Failure error={change.error} compact />}
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 8 }}><Button onClick={onDone}>{t('rule.cancel')}</Button><Button type="submit" variant="filled" loading={change.isPending}>{t('rule.save')}</Button></div>
    </form>
  );
}

/** The capacity rule in words, and the form that states another. */
export function RuleCard({ rule, version }: { rule: TeamRule; version: string | null }) {
  const { t } = useTranslation('leader');
  const { asOf } = useReading();
  const [open, setOpen] = useState(false);
  const parts = limits.flatMap(([key, name]) => (rule[key] === null ? [] : [t(`rule.parts.${name}`, { n: decimal(rule[key]) })]));
  const segments = Object.entries(rule.cadenceBySegment).map(([segment, days]) => t('rule.segment', { segment: words(segment), days: count(days) })).join('');
  return (
    <Card title={t('rule.title')} tools={asOf.at ? undefined : <Button size="xs" onClick={() => setOpen(true)}>{t('rule.edit')}</Button>}>
      <p className="pad" style={{ margin: 0 }}>{t('rule.text', { limits: parts.join(', ') || t('rule.none'), days: count(rule.cadenceDays), segments })} {version === null && <span className="t3">{t('rule.notStated')}</span>}</p>
      <Modal opened={open} onClose={() => setOpen(false)} title={t('rule.title')}><RuleForm key={version ?? ''} rule={rule} version={version} onDone={() => setOpen(false)} /></Modal>
    </Card>
  );
}
