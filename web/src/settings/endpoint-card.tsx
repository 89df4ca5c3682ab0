import { Button, Group, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EndpointItem } from '../../../src/contract/action-setting.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Card } from '../ui/card.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';

const kinds = ['slack', 'teams', 'webhook'] as const;
const blank = { id: 'chat', kind: 'slack' as EndpointItem['kind'], name: '', url: '', secret: '' };

function EndpointForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('action');
  const [form, setForm] = useState(blank);
  const save = useChange('endpoint.set', ['endpoint.', 'action.']);
  const set = (change: Partial<typeof blank>) => setForm((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { secret, ...rest } = form;
    save.mutate({ ...rest, ...(secret ? { secret } : {}) }, { onSuccess: onClose });
  };
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={submit}>
      <NativeSelect label={t('settings.kind')} value={form.kind} data={kinds.map((value) => ({ value, label: t(`settings.kinds.${value}`) }))} onChange={(event) => set({ kind: event.currentTarget.value as EndpointItem['kind'] })} />
      <TextInput label={t('settings.id')} description={t('settings.idNote')} required value={form.id} onChange={(event) => set({ id: event.currentTarget.value })} />
      <TextInput label={t('settings.name')} required value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <TextInput label={t('settings.address')} required type="url" placeholder="https://" value={form.url} onChange={(event) => set({ url: event.currentTarget.value })} />
      {form.kind === 'webhook' && <PasswordInput label={t('settings.secret')} value={form.secret} autoComplete="off" onChange={(event) => set({ secret: event.currentTarget.value })} />}
      {save.error && <Failure error={save.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={save.isPending}>{t('save')}</Button></Group>
    </form>
  );
}

/** Where chats and other systems are reached. */
export function EndpointCard() {
  const { t } = useTranslation('action');
  const isAdmin = useMay()('admin');
  const read = useOperation('endpoint.list', {});
  const remove = useChange('endpoint.remove', ['endpoint.', 'action.']);
  const [adding, setAdding] = useState(false);
  const columns = [
    { label: t('settings.id'), cell: ({ id }: EndpointItem) => <span className="mono">{id}</span> }, { label: t('settings.kind'), cell: ({ kind, signed }: EndpointItem) => <>{t(`settings.kinds.${kind}`)}{signed && <span className="t3"> {t('settings.signed')}</span>}</> },
    { label: t('settings.name'), cell: ({ name }: EndpointItem) => name }, { label: t('settings.address'), cell: ({ address }: EndpointItem) => <span className="mono">{address}</span> },
    ...(isAdmin ? [{ label: t('settings.act'), cell: ({ id, name }: EndpointItem) => <Button size="compact-xs" aria-label={t('settings.removeOf', { name })} loading={remove.isPending} onClick={() => remove.mutate({ id })}>{t('settings.remove')}</Button> }] : []),
  ];
  return (
    <Card title={t('settings.endpoints')} note={t('settings.endpointsNote')} tools={isAdmin && <Button onClick={() => setAdding(true)}>{t('settings.add')}</Button>}>
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title={t('settings.noEndpoints')}>{t('settings.noEndpointsText')}</Empty> : <PlainTable label={t('settings.endpoints')} rows={items} keyOf={({ id }) => id} columns={columns} />)}</Loaded>
      {remove.error && <Failure error={remove.error} compact />}
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('settings.add')} closeButtonProps={{ 'aria-label': t('close') }}><EndpointForm onClose={() => setAdding(false)} /></Modal>
    </Card>
  );
}
