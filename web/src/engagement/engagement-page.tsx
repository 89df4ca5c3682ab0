import '../style/insight.css';
import '../style/engagement.css';
import { Button, Group, Modal } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngagementDetail } from '../../../src/contract/engagement.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Card, TabRow } from '../ui/card.tsx';
import { count, money } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { Failure, Loaded } from '../ui/state.tsx';
import { AccountTable } from './account-table.tsx';
import { AssumptionCard } from './assumption-card.tsx';
import { reasonText } from './engagement-text.ts';
import { GateList, ProgressBar, StatusTag, touched, WaiveDialog } from './run-parts.tsx';
import { StepsView } from './steps-view.tsx';

const phases = ['analyse', 'act', 'report'] as const;

function Phases({ run: { progress, status } }: { run: EngagementDetail }) {
  const { t } = useTranslation('engagement');
  const now = phases.indexOf(progress.phase);
  const isOver = status === 'done' || status === 'cancelled' || status === 'failed';
  return (
    <ol className="eng-phases">
      {phases.map((phase, index) => {
        const isNow = index === now && !isOver;
        return (
          <li key={phase} data-now={isNow || undefined} aria-current={isNow ? 'step' : undefined}>
            <div className="row"><b>{t(`phase.${phase}`)}</b><span className="grow" /><span className="t3 num">{isNow ? t('of', { done: count(progress.done), total: count(progress.total) }) : index < now || status === 'done' ? '✓' : ''}</span></div>
            <p className="t2">{isNow && progress.account ? t('now', { account: progress.account }) : t(`phaseText.${phase}`)}{isNow && progress.secondsLeft !== null && `, ${t('left', { count: progress.secondsLeft })}`}</p>
            {isNow && phase !== 'report' && <ProgressBar progress={progress} />}
          </li>
        );
      })}
    </ol>
  );
}

function Figures({ run: { report, budget, endedAt } }: { run: EngagementDetail }) {
  const { t } = useTranslation('engagement');
  const left = report.untouched.reduce((sum, one) => sum + one.count, 0);
  return (
    <Card title={t(endedAt ? 'delivery' : 'soFar')} tools={<HowComputed title={t('howFigures')}>{t('howFiguresText')}</HowComputed>}>
      <div className="kpi-row num">
        <div><span className="l">{t('figures.tasks')}</span><span className="v">{count(report.tasks)}</span><span className="s">{t('touched', { touched: count(report.touched), accounts: count(report.accounts) })}</span></div>
        <div><span className="l">{t('figures.approvals')}</span><span className="v">{count(report.approvalsWaiting)}</span><span className="s">{report.approvalsWaiting > 0 && <Link to="/approvals" className="linkbtn">{t('figures.open')}</Link>}</span></div>
        <div><span className="l">{t('figures.sent')}</span><span className="v">{count(report.actionsSent)}</span></div>
        <div><span className="l">{t('figures.money')}</span><span className="v">{money(report.stakeMinor, report.baseCurrency)}</span><span className="s">{report.stakeUnknown > 0 && t('preview.moneyUnknown', { count: report.stakeUnknown })}</span></div>
        <div><span className="l">{t('figures.budget')}</span><span className="v">{count(budget.actionsUsed)}</span><span className="s">{t('figures.ofBudget', { count: budget.actions })}</span></div>
      </div>
      {left > 0 && <><p className="eng-part">{t('untouchedTitle')}</p><ul className="eng-why num">{report.untouched.map((one) => <li key={`${one.state} ${one.reason}`}>{count(one.count)} <span className="t2">{reasonText(t, one.reason)}</span></li>)}</ul></>}
    </Card>
  );
}

function CancelButton({ id }: { id: string }) {
  const { t } = useTranslation('engagement');
  const cancel = useChange('engagement.cancel', touched);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button size="compact-sm" onClick={() => setAsked(true)}>{t('cancel')}</Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title={t('cancelTitle')} size="sm">
        <p className="t2" style={{ marginTop: 0 }}>{t('cancelText')}</p>
        {cancel.error && <Failure error={cancel.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={() => setAsked(false)}>{t('keep')}</Button><Button variant="filled" color="red.9" loading={cancel.isPending} onClick={() => cancel.mutate({ id }, { onSuccess: () => setAsked(false) })}>{t('cancel')}</Button></Group>
      </Modal>
    </>
  );
}

function Closing({ run, mayAnswer }: { run: EngagementDetail; mayAnswer: boolean }) {
  const { t } = useTranslation('engagement');
  const [waiving, setWaiving] = useState<string>();
  const stuck = run.status === 'waiting' ? run.closing.find(({ passed, waivedBy }) => !passed && waivedBy === null)?.gate : undefined;
  if (run.closing.length === 0) return null;
  return (
    <Card title={t('closing')} tools={stuck && mayAnswer && <Button size="compact-sm" onClick={() => setWaiving(stuck)}>{t('accounts.waive')}</Button>}>
      <div className="pad" style={{ paddingTop: 0 }}><GateList gates={run.closing} /></div>
      {waiving && <WaiveDialog id={run.id} gate={waiving} onClose={() => setWaiving(undefined)} />}
    </Card>
  );
}

/** One run: phases, what it assumes, its accounts, what came of it, and every step. */
export function EngagementPage() {
  const { t } = useTranslation('engagement');
  const { id } = useParams({ from: '/app/engagements/$id' });
  const { tab } = useSearch({ from: '/app/engagements/$id' }) as { tab?: string };
  const navigate = useNavigate();
  const mayAnswer = useMay()('write');
  const read = useOperation('engagement.get', { id });
  const view = tab === 'steps' ? 'steps' : 'overview';
  const run = read.data;
  const isLive = run?.status === 'running' || run?.status === 'waiting';
  return (
    <>
      <header className="top"><Link to="/engagements" className="crumb">{t('back')}</Link><span className="t3">/</span><h1 className="ell">{run?.goal ?? t('title')}</h1>{run && <StatusTag status={run.status} />}{run && <span className="t3">{t('by', { name: run.startedBy })}{run.byAgent && ` · ${t('byAgent')}`}</span>}<span className="grow" />{isLive && mayAnswer && <CancelButton id={id} />}</header>
      <TabRow label={t('tabs.label')} current={view} onChange={(next) => void navigate({ to: '/engagements/$id', params: { id }, search: ((before: object) => ({ ...before, tab: next === 'overview' ? undefined : next })) as never, replace: true })} tabs={[{ id: 'overview', label: t('tabs.overview') }, { id: 'steps', label: t('tabs.steps'), n: run?.steps }]} />
      <div className="eng-page" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${view}`}>
        <Loaded read={read}>{(detail) => (view === 'steps' ? <StepsView id={id} /> : (
          <>
            {detail.error && <Failure error={new Error(detail.error === 'starter_gone' ? t('starterGone') : detail.error)} compact />}
            <Phases run={detail} />
            {detail.open > 0 && <AssumptionCard run={detail} mayAnswer={mayAnswer} />}
            <Figures run={detail} />
            <Closing run={detail} mayAnswer={mayAnswer} />
            <AccountTable run={detail} mayAnswer={mayAnswer} />
            {detail.open === 0 && <AssumptionCard run={detail} mayAnswer={mayAnswer} />}
          </>
        ))}</Loaded>
      </div>
    </>
  );
}
