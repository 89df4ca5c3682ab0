import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyItem } from '../../../src/contract/source.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { TrackSnippet } from '../data/track-snippet.tsx';
import { Card } from '../ui/card.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { BudgetDialog, BudgetLine } from './key-budget.tsx';
import { KeyForm, type Made } from './key-form.tsx';

function KeyMade({ made, onClose }: { made: Made; onClose: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <div className="stack" style={{ gap: 12 }}>
      <p style={{ margin: 0 }}>{t('keys.shownOnce')}</p>
      <CopyLine text={made.key} label={t('keys.newKey')} />
      {made.kind !== 'api' && <TrackSnippet secret={made.key} kinds={made.kind === 'write_public' ? ['browser'] : ['node', 'curl']} />}
      <Group justify="flex-end"><Button variant="filled" onClick={onClose}>{t('keys.kept')}</Button></Group>
    </div>
  );
}

function UseCell({ item }: { item: KeyItem }) {
  const { t } = useTranslation('settings');
  const use = item.kind === 'write_public' ? item.origins : item.scopes;
  const more = [item.member && t('keys.limitedTo', { name: item.member }), item.kind === 'api' && item.userName && t('keys.actsFor', { name: item.userName })].filter(Boolean);
  return (
    <>
      {item.role ? t(`role.${item.role}`) : t(`keys.kinds.${item.kind}`)}
      <div className="t3" style={{ fontSize: 12 }}>{[use.join(', '), ...more].filter(Boolean).join(' · ')}</div>
      {item.kind === 'api' && <BudgetLine item={item} />}
    </>
  );
}

function KeyTable({ items }: { items: readonly KeyItem[] }) {
  const { t } = useTranslation('settings');
  const isAdmin = useMay()('admin');
  const revoke = useChange('key.revoke', ['key.', 'audit.']);
  const [asked, setAsked] = useState<KeyItem>();
  const [budgeted, setBudgeted] = useState<KeyItem>();
  const end = () => asked && revoke.mutate({ id: asked.id }, { onSuccess: () => setAsked(undefined) });
  const act = (key: KeyItem) => {
    if (key.revokedAt) return <span className="t3">{t('keys.revoked')}</span>;
    return <>{key.asleep && <div className="neg" style={{ fontSize: 12 }}>{t('keys.asleep', { name: key.userName ?? '' })}</div>}{isAdmin && key.kind === 'api' && <Button size="compact-xs" mr={6} aria-label={`${t('keys.budget.set')} ${key.name}`} onClick={() => setBudgeted(key)}>{t('keys.budget.set')}</Button>}{isAdmin && <Button size="compact-xs" aria-label={`${t('keys.revoke')}: ${key.name}`} onClick={() => setAsked(key)}>{t('keys.revoke')}</Button>}</>;
  };
  return (
    <>
      <PlainTable label={t('keys.table')} rows={items} keyOf={(key) => key.id} columns={[
        { label: t('keys.name'), cell: (key) => <b style={{ fontWeight: 550 }}>{key.name}</b> },
        { label: t('keys.key'), cell: (key) => <span className="mono">{key.prefix}…</span> },
        { label: t('keys.use'), cell: (key) => <UseCell item={key} /> },
        { label: t('keys.made'), cell: (key) => momentText(key.createdAt) },
        { label: t('keys.lastUsed'), cell: (key) => (key.lastUsedAt ? momentText(key.lastUsedAt) : <span className="t3">{t('never')}</span>) },
        { label: t('act'), cell: act },
      ]} />
      {budgeted && <BudgetDialog item={budgeted} onClose={() => setBudgeted(undefined)} />}
      <Modal opened={asked !== undefined} onClose={() => setAsked(undefined)} title={t('keys.revokeTitle', { name: asked?.name ?? '' })} size="sm">
        <p className="t2" style={{ marginTop: 0 }}>{t('keys.revokeText')}</p>
        {revoke.error && <Failure error={revoke.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={() => setAsked(undefined)}>{t('cancel')}</Button><Button variant="filled" color="red.9" loading={revoke.isPending} onClick={end}>{t('keys.revoke')}</Button></Group>
      </Modal>
    </>
  );
}

/** Keys: make one, see it once, revoke it. */
export function KeysPart() {
  const { t } = useTranslation('settings');
  const isAdmin = useMay()('admin');
  const read = useOperation('key.list', {});
  const [opened, setOpened] = useState(false);
  const [made, setMade] = useState<Made>();
  const close = () => {
    setOpened(false);
    setMade(undefined);
  };
  return (
    <Card title={t('keys.title')} tools={isAdmin && <Button onClick={() => setOpened(true)}>{t('keys.new')}</Button>}>
      <Loaded read={read}>{({ items }) => (items.length === 0 ? <Empty title={t('keys.empty')}>{t('keys.emptyText')}</Empty> : <KeyTable items={items} />)}</Loaded>
      <Modal opened={opened} onClose={close} title={t(made ? 'keys.newTitle' : 'keys.new')} size={made ? 'lg' : 'md'}>{made ? <KeyMade made={made} onClose={close} /> : <KeyForm onMade={setMade} onClose={close} />}</Modal>
    </Card>
  );
}
