import { Button, Checkbox, Group, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyItem } from '../../../src/contract/source.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';

const kinds = ['write_server', 'write_public', 'api'] as const;
const scopes = ['read', 'write', 'propose', 'approve', 'assign', 'share', 'import', 'define', 'oversee', 'admin'] as const;
const agentScopes = ['read', 'propose'] as const;

/** A key that was just made. */
export interface Made {
  key: string;
  kind: KeyItem['kind'];
}

function ApiFields({ isAgent, setAgent, chosen, setChosen, memberId, setMemberId }: { isAgent: boolean; setAgent: (on: boolean) => void; chosen: string[]; setChosen: (scopes: string[]) => void; memberId: string; setMemberId: (id: string) => void }) {
  const { t } = useTranslation('settings');
  const members = useOperation('member.list', { limit: 1000 });
  return (
    <>
      <Checkbox size="xs" label={t('keys.isAgent')} checked={isAgent} onChange={(event) => setAgent(event.currentTarget.checked)} />
      <Checkbox.Group label={t('keys.scopes')} value={chosen} onChange={setChosen}><div className="stack" style={{ marginTop: 6 }}>{(isAgent ? agentScopes : scopes).map((scope) => <Checkbox size="xs" key={scope} value={scope} label={t(`roles.abilities.${scope}`)} />)}</div></Checkbox.Group>
      <NativeSelect label={t('keys.limit')} value={memberId} data={[{ value: '', label: t('keys.unlimited') }, ...(members.data?.items ?? []).map((member) => ({ value: member.id, label: `${member.name} (${t('users.accounts', { count: member.accounts })})` }))]} onChange={(event) => setMemberId(event.currentTarget.value)} />
    </>
  );
}

/** The form of a new key. */
export function KeyForm({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const create = useChange('key.create', ['key.', 'audit.']);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<KeyItem['kind']>('write_server');
  const [isAgent, setAgent] = useState(false);
  const [chosen, setChosen] = useState<string[]>(['read']);
  const [memberId, setMemberId] = useState('');
  const [days, setDays] = useState('');
  const asAgent = (on: boolean) => {
    setAgent(on);
    setChosen(on ? [...agentScopes] : ['read']);
  };
  const [origins, setOrigins] = useState('');
  const list = origins.split(/\s+/).filter(Boolean);
  const isApi = kind === 'api';
  const ready = name.trim() && (!isApi || chosen.length > 0) && (kind !== 'write_public' || list.length > 0);
  const api = isApi ? { scopes: chosen, ...(days ? { expiresDays: Number(days) } : {}), ...(isAgent ? { role: 'agent' as const } : {}), ...(memberId ? { memberId } : {}) } : { scopes: ['track'] };
  const save = () => create.mutate({ name: name.trim(), kind, origins: kind === 'write_public' ? list : [], ...api }, { onSuccess: ({ key }) => onMade({ key, kind }) });
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); if (ready) save(); }}>
      <TextInput data-autofocus required label={t('keys.name')} description={t('keys.nameNote')} value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} />
      <NativeSelect label={t('keys.use')} value={kind} data={kinds.map((value) => ({ value, label: t(`keys.kinds.${value}`) }))} onChange={(event) => setKind(event.currentTarget.value as KeyItem['kind'])} />
      {kind === 'write_public' && <Textarea required label={t('keys.origins')} description={t('keys.originsNote')} placeholder="https://app.example.com" value={origins} onChange={(event) => setOrigins(event.currentTarget.value)} autosize minRows={2} />}
      {isApi && <ApiFields {...{ isAgent, setAgent: asAgent, chosen, setChosen, memberId, setMemberId }} />}
      {isApi && <NativeSelect label={t('keys.expires')} value={days} data={[{ value: '', label: t('keys.never') }, ...[30, 90, 365].map((count) => ({ value: String(count), label: t('keys.days', { count }) }))]} onChange={(event) => setDays(event.currentTarget.value)} />}
      {create.error && <Failure error={create.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={!ready} loading={create.isPending}>{t('keys.create')}</Button></Group>
    </form>
  );
}
