import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askingRoles, fewestPackTokens, mostPackTokens, usualPackTokens } from '../../../src/contract/colleague.ts';
import type { ContextPack, ContextRequest, PackItem } from '../../../src/contract/context-pack.ts';
import { useOperation } from '../api/use-operation.ts';
import { AccountField } from '../ui/account-field.tsx';
import { Card } from '../ui/card.tsx';
import { count } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';

/** What a context is asked for. */
export interface Asked {
  role?: string | undefined;
  account?: string | undefined;
  segment?: string | undefined;
  q?: string | undefined;
  tokens?: number | undefined;
}

// What others wrote is read without its marks: the page shows whose words they are.
const spoken = ({ text, untrusted }: PackItem) => (untrusted ? text.replace(/^\[\[untrusted \w+\]\] | \[\[\/untrusted \w+\]\]$/g, '') : text);

function Item({ item }: { item: PackItem }) {
  const { t } = useTranslation('colleague');
  const account = item.records.find(({ kind }) => kind === 'account');
  return (
    <li className="pack-item">
      <span>{item.untrusted ? <q>{spoken(item)}</q> : spoken(item)}{item.untrusted && <span className="tag" style={{ marginInlineStart: 8 }}>{t('pack.foreign')}</span>}</span>
      <span className="t3 pack-ids" title={item.records.map(({ kind, id }) => `${kind} ${id}`).join('\n')}>{account ? <Link to="/account/$id" params={{ id: account.id }} className="linkbtn">{item.records.length > 1 ? `${t('records')} ${count(item.records.length)}` : t('ask.account')}</Link> : item.records.length > 0 ? `${item.records[0]?.kind.replaceAll('_', ' ')}${item.records.length > 1 ? ` +${item.records.length - 1}` : ''}` : ''}</span>
    </li>
  );
}

function Pack({ pack }: { pack: ContextPack }) {
  const { t } = useTranslation('colleague');
  const [copied, setCopied] = useState(false);
  const { size, sections, unknown, subject, progress: { progress } } = pack;
  const copy = () => void navigator.clipboard.writeText(JSON.stringify(pack, null, 2)).then(() => setCopied(true));
  return (
    <div className="stack" style={{ gap: 16 }}>
      <div className="row">
        <h2 style={{ margin: 0, fontSize: 16 }}>{t('pack.of', { name: subject.name })}</h2>
        <span className="t3 num">{t('pack.size', { tokens: count(size.tokens), budget: count(size.budgetTokens) })}{size.left_out > 0 && ` · ${t('pack.leftOut', { count: size.left_out })}`} · {t('pack.portfolio', { accounts: count(progress.accounts_managed), health: progress.health_score_avg === null ? '–' : count(Math.round(progress.health_score_avg)) })}</span>
        <span className="grow" />
        <Button size="compact-sm" leftSection={<IconCopy size={14} />} onClick={copy} aria-live="polite">{t(copied ? 'pack.copied' : 'pack.copy')}</Button>
      </div>
      {sections.length === 0 && <Empty title={t('pack.none')} />}
      {sections.map(({ topic, items }) => <Card key={topic} title={t(`topic.${topic}`)}><ul className="pack-list">{items.map((item) => <Item key={`${item.text} ${item.records[0]?.id}`} item={item} />)}</ul></Card>)}
      {unknown.length > 0 && <Card title={t('pack.unknown')}><ul className="pack-list">{unknown.map((text) => <li key={text} className="t2">{text}</li>)}</ul></Card>}
    </div>
  );
}

/** The same pack that an agent is given, for a person: asked by role, question and subject. */
export function ContextView({ asked, onAsk }: { asked: Asked; onAsk: (next: Asked) => void }) {
  const { t } = useTranslation('colleague');
  const [draft, setDraft] = useState<Asked>(asked);
  const of = asked.account ? { account: asked.account } : asked.segment ? { segment: asked.segment } : {};
  const request: ContextRequest = { requesting_agent: asked.role ?? 'product-manager', request_type: 'get_customer_context', payload: { query: asked.q?.trim() || t('ask.usual'), ...of, budget_tokens: asked.tokens ?? usualPackTokens } };
  const read = useOperation('agent.context', { request }, { keep: true });
  const set = (next: Asked) => setDraft((before) => ({ ...before, ...next }));
  return (
    <div className="pack-page">
      <form className="card pack-form" onSubmit={(event) => { event.preventDefault(); onAsk(draft); }}>
        <Select label={t('ask.who')} data={askingRoles.map((value) => ({ value, label: t(`role.${value}`) }))} value={draft.role ?? 'product-manager'} onChange={(role) => set({ role: role ?? undefined })} allowDeselect={false} />
        <Textarea label={t('ask.query')} description={t('ask.queryHint')} placeholder={t('ask.usual')} value={draft.q ?? ''} onChange={(event) => set({ q: event.currentTarget.value })} autosize minRows={2} />
        <AccountField label={t('ask.account')} value={draft.account ?? ''} onChange={(account) => set({ account: account || undefined })} />
        <TextInput label={t('ask.segment')} value={draft.segment ?? ''} disabled={Boolean(draft.account)} onChange={(event) => set({ segment: event.currentTarget.value || undefined })} />
        <NumberInput label={t('ask.budget')} min={fewestPackTokens} max={mostPackTokens} step={500} clampBehavior="strict" allowDecimal={false} value={draft.tokens ?? usualPackTokens} onChange={(tokens) => set({ tokens: typeof tokens === 'number' && tokens >= fewestPackTokens ? tokens : undefined })} />
        <Button type="submit" variant="filled">{t('ask.build')}</Button>
      </form>
      <div style={{ minWidth: 0 }}><Loaded read={read}>{(pack) => <Pack pack={pack} />}</Loaded></div>
    </div>
  );
}
