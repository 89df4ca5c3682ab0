import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngagementAccount, EngagementDetail } from '../../../src/contract/engagement.ts';
import { useChange } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { count, money } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure } from '../ui/state.tsx';
import { reasonText } from './engagement-text.ts';
import { GateList, touched, WaiveDialog } from './run-parts.tsx';

const waivable = new Set(['known', 'hostile', 'contradiction']);

function Made({ row }: { row: EngagementAccount }) {
  const { t } = useTranslation('engagement');
  const { t: tTask } = useTranslation('task');
  const { t: tAction } = useTranslation('action');
  return (
    <>
      {row.taskId && <div><Link to="/work" search={{ task: row.taskId } as never} className="linkbtn">{t('accounts.task')}</Link>{row.task && <span className="t3"> {tTask(`status.${row.task.status}`)}</span>}</div>}
      {row.actionId && <div><Link to="/approvals" search={{ open: row.actionId } as never} className="linkbtn">{t('accounts.message')}</Link>{row.action && <span className="t3"> {tAction(`status.${row.action.status}`)}</span>}</div>}
      {row.gates.length > 0 && <details><summary className="t3">{t('accounts.gates')}</summary><GateList gates={row.gates} /></details>}
    </>
  );
}

/** The accounts of a run, each with where it stands, what was decided and what came of it. */
export function AccountTable({ run, mayAnswer }: { run: EngagementDetail; mayAnswer: boolean }) {
  const { t } = useTranslation('engagement');
  const recheck = useChange('engagement.recheck', touched);
  const [waiving, setWaiving] = useState<EngagementAccount>();
  const goesOn = run.status !== 'cancelled' && run.status !== 'failed';
  const shown = run.accounts;
  const counted = run.report.untouched.filter(({ reason }) => reason === 'limit' || reason === 'not_yours').reduce((sum, one) => sum + one.count, 0);
  const state = (row: EngagementAccount) => {
    const mayRecheck = mayAnswer && goesOn && (row.state === 'held' || row.state === 'failed' || (row.state === 'left' && row.reason === 'budget'));
    return (
      <>
        <span className={row.state === 'held' || row.state === 'failed' ? 'neg' : ''}>{t(`state.${row.state}`)}</span>
        {row.reason && <div className="t3" style={{ fontSize: 12 }}>{reasonText(t, row.reason)}{typeof row.facts.message === 'string' && `: ${row.facts.message}`}</div>}
        {mayRecheck && <div className="row" style={{ marginTop: 4 }}><Button size="compact-xs" loading={recheck.isPending} aria-label={`${t('accounts.recheck')}: ${row.accountName}`} onClick={() => recheck.mutate({ id: run.id, account: row.accountId })}>{t('accounts.recheck')}</Button>{row.state === 'held' && waivable.has(row.reason ?? '') && <Button size="compact-xs" variant="subtle" aria-label={`${t('accounts.waive')} ${row.accountName}`} onClick={() => setWaiving(row)}>{t('accounts.waive')}</Button>}</div>}
      </>
    );
  };
  return (
    <Card title={t('accounts.title')} note={<span className="num">{count(shown.length)}{counted > 0 && ` · ${t('accounts.left', { count: counted })}`}</span>}>
      {recheck.error && <Failure error={recheck.error} compact />}
      <PlainTable label={t('accounts.table')} rows={shown} keyOf={({ accountId }) => accountId} columns={[
        { label: t('accounts.account'), cell: (row) => <Link to="/account/$id" params={{ id: row.accountId }} className="aname">{row.accountName}</Link> }, { label: t('accounts.state'), cell: state },
        { label: t('accounts.step'), cell: (row) => (row.step ? <>{row.step.title}<div className="t3" style={{ fontSize: 12 }}>{[row.step.subject, row.step.reason].filter(Boolean).join(': ')}</div></> : <span className="t3">–</span>) },
        { label: t('accounts.made'), cell: (row) => <Made row={row} /> }, { label: t('accounts.money'), right: true, cell: (row) => (row.stakeMinor === null ? <span className="t3">{t('unknown')}</span> : money(row.stakeMinor, run.report.baseCurrency)) },
      ]} />
      {waiving && <WaiveDialog id={run.id} gate={waiving.reason ?? ''} account={{ id: waiving.accountId, name: waiving.accountName }} onClose={() => setWaiving(undefined)} />}
    </Card>
  );
}
