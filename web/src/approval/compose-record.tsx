import { Button, Group, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionContent, ActionItem } from '../../../src/contract/action.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { typeText } from './type-text.ts';

const types = ['crm_task', 'crm_opportunity', 'crm_note', 'ticket_note'] as const;
type RecordType = (typeof types)[number];
const blank = { subject: '', body: '', why: '', due: '', closeOn: '', amount: '' as string | number, stage: '', ticket: '' };
type Draft = typeof blank;

/** What goes to the other system; fields that were left open are left out. */
function contentOf(type: RecordType, { subject, body, due, closeOn, amount, stage, ticket }: Draft): ActionContent {
  const named = type === 'crm_task' ? { due } : type === 'crm_opportunity' ? { close_on: closeOn, amount, stage: stage.trim() } : type === 'ticket_note' ? { ticket } : {};
  const fields = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== ''));
  return { body: body.trim(), ...(type === 'ticket_note' ? {} : { subject: subject.trim() }), ...(Object.keys(fields).length ? { fields } : {}) };
}

function Outcome({ action }: { action: ActionItem }) {
  const { t } = useTranslation('writeback');
  const said = action.status === 'waiting' ? t('compose.waiting') : action.status === 'draft' ? t('compose.draft') : action.status === 'refused' ? t('compose.refused', { reason: action.reason }) : t('compose.scheduled');
  return <p role="status" style={{ margin: 0 }}>{said} <Link to="/approvals" search={{ open: action.id } as never} className="link">{t('compose.see')}</Link></p>;
}

function TicketChoice({ accountId, value, onChange }: { accountId: string; value: string; onChange: (ticket: string) => void }) {
  const { t } = useTranslation('writeback');
  const read = useOperation('account.show', { id: accountId });
  const open = (read.data?.tickets ?? []).filter(({ number, state }) => number !== null && state !== 'solved');
  return <NativeSelect label={t('compose.ticket')} description={t('compose.internal')} value={value} data={[{ value: '', label: t('compose.newest') }, ...open.map(({ number, subject }) => ({ value: number ?? '', label: `#${number ?? ''} ${subject ?? ''}` }))]} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function Form({ accountId, ready, onClose }: { accountId: string; ready: readonly RecordType[]; onClose: () => void }) {
  const { t } = useTranslation('writeback');
  const action = useTranslation('action').t;
  const [type, setType] = useState<RecordType>(ready[0] ?? 'crm_task');
  const [draft, setDraft] = useState(blank);
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const propose = useChange('action.propose', ['action.', 'cockpit.']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    propose.mutate({ account: accountId, type, people: [], content: contentOf(type, draft), why: draft.why.trim() });
  };
  if (propose.data && propose.data.status !== 'refused') return <div className="stack" style={{ gap: 12 }}><Outcome action={propose.data} /><Group justify="flex-end"><Button data-autofocus onClick={onClose}>{t('close')}</Button></Group></div>;
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={submit}>
      <NativeSelect label={t('compose.what')} value={type} data={ready.map((value) => ({ value, label: typeText(action, value) }))} onChange={(event) => setType(event.currentTarget.value as RecordType)} data-autofocus />
      {type === 'ticket_note' ? <TicketChoice accountId={accountId} value={draft.ticket} onChange={(ticket) => set({ ticket })} /> : <TextInput label={t('compose.subject')} required maxLength={type === 'crm_opportunity' ? 120 : 240} value={draft.subject} onChange={(event) => set({ subject: event.currentTarget.value })} />}
      <Textarea label={t('compose.text')} required autosize minRows={4} maxRows={12} maxLength={20_000} value={draft.body} onChange={(event) => set({ body: event.currentTarget.value })} />
      {type === 'crm_task' && <TextInput type="date" label={t('compose.due')} value={draft.due} onChange={(event) => set({ due: event.currentTarget.value })} />}
      {type === 'crm_opportunity' && (
        <Group gap={12} grow align="start">
          <TextInput type="date" label={t('compose.closeOn')} required value={draft.closeOn} onChange={(event) => set({ closeOn: event.currentTarget.value })} />
          <NumberInput label={t('compose.amount')} min={0} hideControls value={draft.amount} onChange={(amount) => set({ amount })} />
          <TextInput label={t('compose.stage')} description={t('compose.stageNote')} inputWrapperOrder={['label', 'input', 'description', 'error']} value={draft.stage} onChange={(event) => set({ stage: event.currentTarget.value })} />
        </Group>
      )}
      <TextInput label={t('compose.why')} description={t('compose.whyNote')} inputWrapperOrder={['label', 'input', 'description', 'error']} required maxLength={500} value={draft.why} onChange={(event) => set({ why: event.currentTarget.value })} />
      {propose.error && <Failure error={propose.error} compact />}
      {propose.data && <Outcome action={propose.data} />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={propose.isPending}>{t('compose.send')}</Button></Group>
    </form>
  );
}

/** Writes a task, an opportunity or a note for a connected system, and puts it before the guard. */
export function ComposeRecord({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const { t } = useTranslation('writeback');
  const read = useOperation('action.settings', {});
  return (
    <Modal opened onClose={onClose} title={t('compose.title')} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      <Loaded read={read}>
        {(settings) => {
          const ready = types.filter((id) => settings.types.some((type) => type.id === id && type.ready && type.autonomy !== 'off'));
          return ready.length ? <Form accountId={accountId} ready={ready} onClose={onClose} /> : <Empty title={t('compose.none')} action={<Link to="/settings/$part" params={{ part: 'sources' } as never} className="link">{t('compose.toSources')}</Link>}>{t('compose.noneHint')}</Empty>;
        }}
      </Loaded>
    </Modal>
  );
}
