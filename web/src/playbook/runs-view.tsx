import { Button, Group, Modal, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookItem, RunItem } from '../../../src/contract/playbook.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { count, momentText } from '../ui/format.ts';
import { AccountField } from '../ui/account-field.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { RunTag } from './state-tag.tsx';
import { useCauseText } from './use-words.ts';

const states = ['live', 'paused', 'failed', 'completed', 'exited', 'all'] as const;
type State = (typeof states)[number];

function StartDialog({ playbook, opened, onClose }: { playbook: PlaybookItem; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('playbook');
  const cause = useCauseText();
  const [account, setAccount] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const change = useChange('playbook.start', ['playbook.', 'run.']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefusal(null);
    change.mutate({ id: playbook.id, accounts: [account] }, {
      onSuccess: ({ items: [answer] }) => {
        if (!answer?.runId) return setRefusal(t('run.startRefused', { reason: answer?.reason ?? cause(answer?.outcome ?? '') }));
        onClose();
        notifications.show({ message: t('run.startDone'), closeButtonProps: { 'aria-label': t('close') } });
      },
    });
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('run.startTitle', { name: playbook.label })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className="stack" style={{ gap: 12 }} onSubmit={submit}>
        <p className="t2" style={{ margin: 0 }}>{t('run.startText')}</p>
        <AccountField label={t('run.startAccount')} required value={account} onChange={setAccount} autoFocus />
        {refusal && <p role="alert" style={{ margin: 0 }}>{refusal}</p>}
        {change.error && <Failure error={change.error} compact />}
        <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={change.isPending} disabled={!account}>{t('run.startGo')}</Button></Group>
      </form>
    </Modal>
  );
}

function RunTable({ items }: { items: readonly RunItem[] }) {
  const { t } = useTranslation('playbook');
  return (
    <PlainTable label={t('run.list')} rows={items} keyOf={({ id }) => id} columns={[
      { label: t('run.account'), cell: (run) => <Link to="/account/$id" params={{ id: run.accountId }} className="link">{run.accountName}</Link> },
      { label: t('run.step'), cell: (run) => <><Link to="/playbooks/runs/$id" params={{ id: run.id }}><b>{run.endedAt ? (run.endReason ?? run.step) : run.step}</b></Link><div className="t2">{run.trigger.reason}</div></> },
      { label: t('run.why'), cell: (run) => <span className="t2">{run.error ?? run.why}</span> },
      { label: t('run.next'), cell: (run) => (run.endedAt ? '–' : <>{run.next}{run.waitsForPerson && <div className="t3">{t('run.waitsForPerson')}</div>}</>) },
      { label: t('run.when'), cell: (run) => <span className="num">{momentText(run.endedAt ?? run.nextAt ?? run.startedAt)}</span> },
      { label: t('run.state'), cell: (run) => <RunTag status={run.status} outcome={run.outcome} /> },
    ]} />
  );
}

/** Runs of a playbook: where each account is, why, what comes next and when. */
export function RunsView({ playbook, state: wanted }: { playbook: PlaybookItem; state: string | undefined }) {
  const { t } = useTranslation('playbook');
  const navigate = useNavigate();
  const mayWrite = useMay()('write');
  const [starting, setStarting] = useState(false);
  const state: State = states.find((id) => id === wanted) ?? 'live';
  const read = useOperation('run.list', { playbook: playbook.id, status: state, limit: 200 }, { keep: true });
  const byHand = playbook.starts.some((on) => on === 'manual' || on === 'bulk');
  return (
    <div className="section" style={{ maxWidth: 'none' }}>
      <div className="row">
        <NativeSelect aria-label={t('run.filter')} value={state} data={states.map((id) => ({ value: id, label: t(`run.states.${id}`) }))} onChange={(event) => void navigate({ to: '/playbooks/$id', params: { id: playbook.id }, search: { tab: 'runs', ...(event.currentTarget.value === 'live' ? {} : { state: event.currentTarget.value }) } as never, replace: true })} />
        <span className="t3 num">{read.data && count(read.data.total)}</span>
        <span className="grow" />
        {byHand && mayWrite && <Button onClick={() => setStarting(true)}>{t('run.startFor')}</Button>}
      </div>
      <Loaded read={read}>{({ items, total }) => (items.length === 0 ? <Empty title={t('run.empty')}>{t('run.emptyText')}</Empty> : <section className="card"><RunTable items={items} />{total > items.length && <p className="pad t3">{t('more', { count: total - items.length })}</p>}</section>)}</Loaded>
      <StartDialog playbook={playbook} opened={starting} onClose={() => setStarting(false)} />
    </div>
  );
}
