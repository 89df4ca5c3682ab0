import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionDetail } from '../../../src/contract/action.ts';
import { useChange } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { momentText } from '../ui/format.ts';
import { Receipt } from '../ui/receipt.tsx';
import { Failure } from '../ui/state.tsx';
import { Countdown } from './countdown.tsx';
import { EditForm } from './edit-form.tsx';
import { MessageCard } from './message-view.tsx';
import { typeText } from './type-text.ts';
import type { Decide } from './use-decide.ts';

const cannot = ['person', 'approver', 'proposer', 'status', 'suggest', 'changed', 'expired'] as const;
const events = ['proposed', 'approved', 'edited', 'rejected', 'undone', 'released', 'sent', 'failed', 'uncertain', 'expired', 'refused', 'waiting', 'confirmed', 'given_up', 'message_sent', 'message_failed', 'message_uncertain', 'message_ready', 'message_skipped', 'mail_reply', 'mail_auto_reply', 'mail_bounce', 'mail_soft_bounce', 'mail_complaint', 'mail_forged'] as const;

function WhyCard({ detail }: { detail: ActionDetail }) {
  const { t } = useTranslation('action');
  const rule = cannot.find((id) => id === detail.approveRule);
  const open = detail.status === 'waiting' || detail.status === 'draft';
  return (
    <Card title={t('why')}>
      <div className="pad stack">
        <p style={{ margin: 0 }}>{detail.why}</p>
        <p className="t2" style={{ margin: 0 }}>{t(`origin.${detail.origin.kind}`)} · {t(`effect.${detail.effect}`)} {detail.rule !== 'tainted' && ` · ${detail.reason}`}</p>
        {detail.tainted && <p className="neg" style={{ margin: 0 }}>{t('tainted')}{detail.taintedBy && ` (${t('taintedBy', { what: detail.taintedBy })})`}</p>}
        {open && rule && rule !== 'status' && <p className="t2" style={{ margin: 0 }}>{t(`cannot.${rule}`)}</p>}
        {detail.people.length > 0 && (
          <ul className="apr-people" aria-label={t('people')}>
            {detail.people.map((one) => (
              <li key={one.personId}>
                <b>{one.name ?? one.address}</b> <span className="t2">{[one.title, one.role?.replaceAll('_', ' '), one.address].filter(Boolean).join(' · ')}</span>{' '}
                <span className="t3">{t('contacts', { count: one.contacts30d })}</span> {one.left && <span className="neg">{t('left')}</span>} {one.suppressed && <span className="neg">{t('suppressed')}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function HistoryCard({ detail }: { detail: ActionDetail }) {
  const { t } = useTranslation('action');
  return (
    <Card title={t('history')}>
      <div className="pad stack">
        {detail.deliveries.map((one) => (
          <p key={one.id} style={{ margin: 0 }}>
            <b>{one.to}</b> <span className="t2">{t(`state.${one.state}`)} · {t('attempts', { count: one.attempts })}{one.sentAt && ` · ${momentText(one.sentAt)}`}</span>
            {one.receipt && <span className="t3 apr-receipt">{t('receipt')}: <span className="mono"><Receipt text={one.receipt} /></span></span>}
            {one.error && <span className="neg apr-receipt">{one.error}</span>}
            {one.answers.map((answer, index) => <span key={index} className={`apr-receipt ${answer.kind === 'reply' || answer.kind === 'auto_reply' ? 't2' : 'neg'}`}>{t(`answer.${answer.kind}`)} · <span className="num">{momentText(answer.at)}</span> · {answer.from}{answer.note && ` · ${answer.note}`}</span>)}
          </p>
        ))}
        <ol className="apr-events">{detail.events.map(({ at, event, by, note }, index) => {
          const known = events.find((id) => id === event);
          return <li key={index}><span className="num t3">{momentText(at)}</span> {known ? t(`event.${known}`) : event} <span className="t2">{by !== 'system' && t('from', { who: by })}{note && ` · ${note}`}</span></li>;
        })}</ol>
      </div>
    </Card>
  );
}

function Uncertain({ id }: { id: string }) {
  const { t } = useTranslation('action');
  const resolve = useChange('action.resolve', ['action.']);
  return (
    <Card title={t('status.uncertain')}>
      <div className="pad stack">
        <p style={{ margin: 0 }}>{t('uncertainText')}</p>
        {resolve.error && <Failure error={resolve.error} compact />}
        <Group gap={8}><Button loading={resolve.isPending} onClick={() => resolve.mutate({ id, arrived: true })}>{t('arrived')}</Button><Button loading={resolve.isPending} onClick={() => resolve.mutate({ id, arrived: false })}>{t('notArrived')}</Button></Group>
      </div>
    </Card>
  );
}

/** One action: exactly what goes to whom and why, and what can be decided about it. */
export function ActionView({ detail, decide, mayWrite, ready }: { detail: ActionDetail; decide: Decide; mayWrite: boolean; ready: boolean }) {
  const { t } = useTranslation('action');
  const [editing, setEditing] = useState(false);
  const open = detail.status === 'waiting' || detail.status === 'draft';
  return (
    <section className="apr-view" aria-label={detail.subject ?? typeText(t, detail.type)}>
      <div className="row apr-title">
        <h2 className="ell grow">{detail.subject ?? typeText(t, detail.type)}</h2>
        <Link to="/account/$id" params={{ id: detail.accountId }} className="t2">{detail.accountName}</Link>
      </div>
      <div className="row apr-acts">
        <span className="tag">{t(`status.${detail.status}`)}</span>
        <span className="t2">{detail.status === 'scheduled' && detail.dueAt ? <Countdown dueAt={detail.dueAt} /> : open ? t('expires', { at: momentText(detail.expiresAt) }) : detail.approvedBy && `${t('event.approved')} ${t('from', { who: detail.approvedBy })}`}</span>
        <span className="grow" />
        {mayWrite && open && <><Button onClick={() => setEditing(true)} disabled={editing}>{t('edit')}</Button><Button onClick={() => decide.reject([detail])}>{t('reject')}</Button><Button variant="filled" disabled={!detail.mayApprove || editing} loading={decide.pending} onClick={() => decide.approve([detail])}>{t('approve')}</Button></>}
        {mayWrite && detail.undoable && <Button variant="filled" loading={decide.pending} onClick={() => decide.undo([detail])}>{t('undo')}</Button>}
      </div>
      {!ready && (open || detail.status === 'scheduled') && <p className="t2" style={{ margin: 0 }}>{t('noReady')}</p>}
      {detail.status === 'uncertain' && mayWrite && <Uncertain id={detail.id} />}
      {editing ? <EditForm detail={detail} onDone={() => setEditing(false)} /> : <MessageCard detail={detail} />}
      <WhyCard detail={detail} />
      <HistoryCard detail={detail} />
    </section>
  );
}
