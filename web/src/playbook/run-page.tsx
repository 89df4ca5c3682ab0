import '../style/playbook.css';
import { Button, Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../src/contract/playbook.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMayChange } from '../app/may.tsx';
import { Card } from '../ui/card.tsx';
import { momentText, words } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';
import { RunActs } from './run-acts.tsx';
import { RunTag } from './state-tag.tsx';
import { StepIcon } from './step-icon.tsx';
import { useStepOutcome } from './use-words.ts';

function Question({ detail: { run, question }, mayAnswer }: { detail: RunDetail; mayAnswer: boolean }) {
  const { t } = useTranslation('playbook');
  const [reason, setReason] = useState('');
  const change = useChange('run.decide', ['run.', 'playbook.', 'task.', 'cockpit.']);
  const answer = (decision: 'approved' | 'rejected') => change.mutate({ id: run.id, version: run.version, decision, ...(reason.trim() ? { reason: reason.trim() } : {}) }, {
    onSuccess: () => notifications.show({ message: t('run.answered'), closeButtonProps: { 'aria-label': t('close') } }),
    onError: (error) => notifications.show({ message: error.message, color: 'red', closeButtonProps: { 'aria-label': t('close') } }),
  });
  return (
    <section className="card pb-ask" aria-label={t('run.question')}>
      <div className="ch"><h2>{question}</h2></div>
      <div className="pad stack" style={{ gap: 10 }}>
        <p className="t2" style={{ margin: 0 }}>{run.why}</p>
        {mayAnswer && <><TextInput label={t('run.reasonOptional')} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /><Group gap={8}><Button variant="filled" loading={change.isPending} onClick={() => answer('approved')}>{t('run.answerYes')}</Button><Button disabled={change.isPending} onClick={() => answer('rejected')}>{t('run.answerNo')}</Button></Group></>}
      </div>
    </section>
  );
}

function Where({ detail: { run } }: { detail: RunDetail }) {
  const { t } = useTranslation('playbook');
  const isLive = run.endedAt === null;
  const facts: [string, string][] = [
    [t('run.step'), isLive ? run.step : (run.endReason ?? run.step)], [t('run.why'), run.error ?? run.why],
    ...(isLive ? [[t('run.next'), run.next], [t('run.when'), run.nextAt ? t('run.atLatest', { at: momentText(run.nextAt) }) : '–']] as [string, string][] : []),
    [t('run.trigger'), run.trigger.reason], [t('run.started'), momentText(run.startedAt)], ...(run.endedAt ? [[t('run.ended'), momentText(run.endedAt)]] as [string, string][] : []), [t('run.owner'), run.owner ?? t('run.nobody')],
  ];
  return <aside className="card pb-side"><dl>{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl></aside>;
}

function History({ detail }: { detail: RunDetail }) {
  const { t } = useTranslation('playbook');
  const ended = useStepOutcome();
  return (
    <Card title={t('run.history')}>
      {detail.steps.length === 0 ? <p className="pad t2">{t('run.nothing')}</p> : (
        <ol className="pb-history">
          {detail.steps.map((step) => (
            <li key={step.seq}>
              <span className="t2 num">{momentText(step.at)}</span>
              <div>
                <div className="row"><StepIcon kind={step.kind} /><b>{step.label}</b><span className="tag">{ended(step.outcome)}</span>{step.link && <Link to={step.link} className="link">{step.effect ? words(step.effect) : t('run.effect')}<span className="sr">, {step.label}</span></Link>}</div>
                <div className="t2">{step.note ?? step.why}</div>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Content({ detail }: { detail: RunDetail }) {
  const { t } = useTranslation('playbook');
  const mayChange = useMayChange();
  return (
    <div className="pb-detail">
      <div className="stack" style={{ gap: 16 }}>
        {detail.question && <Question key={detail.run.version} detail={detail} mayAnswer={mayChange(detail.run.ownerId)} />}
        <History detail={detail} />
        {detail.run.endedAt === null && <Card title={t('run.ahead')} note={t('run.aheadNote')}><ol className="pb-plain pad">{detail.ahead.length === 0 ? <li>{t('run.aheadNone')}</li> : detail.ahead.map(({ id, label, kind }) => <li key={id} className="row"><StepIcon kind={kind} />{label} <span className="t3">{t(`kind.${kind as 'task'}`)}</span></li>)}</ol></Card>}
        {detail.heard.length > 0 && <Card title={t('run.heard')}><ul className="pb-plain pad">{detail.heard.map((one) => <li key={`${one.name} ${one.at} ${one.value}`} className="row"><span className="num t2">{momentText(one.at)}</span><b>{words(one.name.replaceAll(':', ' '))}</b> {one.value} <span className="t3">{one.used ? t('run.heardUsed') : t('run.heardKept')}</span></li>)}</ul></Card>}
      </div>
      <Where detail={detail} />
    </div>
  );
}

/** One run: what happened, why, what lies ahead, and what a person may do with it. */
export function RunPage() {
  const { t } = useTranslation('playbook');
  const { id } = useParams({ from: '/app/playbooks/runs/$id' });
  const read = useOperation('run.show', { id });
  const mayChange = useMayChange();
  const run = read.data?.run;
  return (
    <>
      <header className="top">
        <Link to="/playbooks" className="pb-crumb">{t('title')}</Link><span className="t3" aria-hidden>/</span>
        {run && <><Link to="/playbooks/$id" params={{ id: run.playbookId }} search={{ tab: 'runs' }} className="pb-crumb">{run.playbook}</Link><span className="t3" aria-hidden>/</span></>}
        <h1>{run ? <Link to="/account/$id" params={{ id: run.accountId }}>{run.accountName}</Link> : t('run.title')}</h1>
        {run && <><RunTag status={run.status} outcome={run.outcome} /><span className="t3">{t('run.version', { version: run.playbookVersion })}{run.newestVersion !== null && run.newestVersion !== run.playbookVersion && `, ${t('run.newer', { version: run.newestVersion })}`}</span></>}
        <span className="grow" />
        {read.data && mayChange(read.data.run.ownerId) && <RunActs detail={read.data} />}
      </header>
      <div className="page" tabIndex={0} role="region" aria-label={t('run.title')}><Loaded read={read}>{(detail) => <Content detail={detail} />}</Loaded></div>
    </>
  );
}
