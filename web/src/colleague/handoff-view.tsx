import { Button, Modal, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { handoffRoles, mostHandoffDays, type HandoffRole } from '../../../src/contract/colleague.ts';
import type { HandoffDetail } from '../../../src/contract/handoff.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { AccountField } from '../ui/account-field.tsx';
import { dayText } from '../ui/format.ts';
import { Failure, Loaded } from '../ui/state.tsx';

const touched = ['handoff.', 'cockpit.', 'account.timeline'] as const;
const usualDays = 14;

function Decide({ handoff }: { handoff: HandoffDetail }) {
  const { t } = useTranslation('colleague');
  const [answer, setAnswer] = useState('');
  const [accept, reply, decline] = [useChange('handoff.accept', touched), useChange('handoff.answer', touched), useChange('handoff.decline', touched)];
  const { id, version } = handoff;
  const error = accept.error ?? reply.error ?? decline.error;
  const busy = accept.isPending || reply.isPending || decline.isPending;
  const said = answer.trim();
  return (
    <div className="stack" style={{ gap: 10 }}>
      <Textarea label={t('yourAnswer')} description={t(handoff.accountId === null ? 'declineHint' : 'answerHint')} value={answer} onChange={(event) => setAnswer(event.currentTarget.value)} autosize minRows={3} />
      {error && <Failure error={error} compact />}
      <div className="row">
        <Button variant="filled" disabled={!said || busy} onClick={() => reply.mutate({ id, version, answer: said })}>{t('answer')}</Button>
        {handoff.state === 'sent' && <Button disabled={busy} onClick={() => accept.mutate({ id, version })}>{t('accept')}</Button>}
        <Button variant="subtle" color="gray" {...(said ? { c: 'var(--tx)' } : {})} disabled={!said || busy} onClick={() => decline.mutate({ id, version, reason: said })}>{t('decline')}</Button>
      </div>
    </div>
  );
}

/** One hand-off: what is wanted, on what it rests, how it stands, and what to do. */
export function HandoffView({ id }: { id: string }) {
  const { t } = useTranslation('colleague');
  const mayAnswer = useMay()('propose');
  const read = useOperation('handoff.show', { id });
  return (
    <Loaded read={read}>
      {(handoff) => (
        <article className="stack hof-view" style={{ gap: 14 }} aria-label={handoff.title}>
          <div>
            <h2 style={{ margin: 0 }}>{handoff.title}</h2>
            <div className="t3">{t('fromTo', { from: handoff.from.name, to: t(`role.${handoff.to}`) })}{handoff.from.agent && ` · ${t('byAgent')}`} · {t(`state.${handoff.state}`)} · {t('expiresOn', { day: dayText(handoff.expiresAt.slice(0, 10)) })}</div>
            {handoff.accountId && <Link to="/account/$id" params={{ id: handoff.accountId }} className="aname">{handoff.accountName}</Link>}
          </div>
          <p style={{ margin: 0, whiteSpace: 'pre-wrap' }}>{handoff.question}</p>
          {handoff.records.length > 0 && <div className="t3">{t('records')}: {handoff.records.map((record) => `${record.kind.replaceAll('_', ' ')} ${record.id}`).join(', ')}</div>}
          <Link to="/colleagues" search={{ view: 'context', role: handoff.to, account: handoff.accountId ?? undefined, segment: handoff.segment ?? undefined, q: handoff.context.payload.query, tokens: handoff.budgetTokens } as never} className="linkbtn">{t('loadContext')}</Link>
          {handoff.acceptedBy && <div className="t3">{t('acceptedBy', { name: handoff.acceptedBy })}</div>}
          {handoff.endedBy && <div className="card" style={{ padding: 14 }}><div className="t3">{t('endedBy', { state: t(`state.${handoff.state}`), name: handoff.endedBy, day: dayText((handoff.endedAt ?? '').slice(0, 10)) })}{handoff.endedByAgent && ` · ${t('byAgent')}`}</div><p style={{ margin: '6px 0 0', whiteSpace: 'pre-wrap' }}>{handoff.answer}</p></div>}
          {mayAnswer && (handoff.state === 'sent' || handoff.state === 'accepted') && <Decide key={handoff.id} handoff={handoff} />}
        </article>
      )}
    </Loaded>
  );
}

/** Writes a new hand-off; `account` is what it is about to begin with. */
export function SendDialog({ opened, account, onClose, onSent }: { opened: boolean; account: string | undefined; onClose: () => void; onSent: (id: string) => void }) {
  const { t } = useTranslation('colleague');
  const send = useChange('handoff.send', touched);
  const [to, setTo] = useState<HandoffRole>('product-manager');
  const [about, setAbout] = useState(account ?? '');
  const [title, setTitle] = useState('');
  const [question, setQuestion] = useState('');
  const [days, setDays] = useState(usualDays);
  const ready = title.trim().length > 2 && question.trim().length > 2;
  return (
    <Modal opened={opened} onClose={onClose} title={t('send')}>
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); send.mutate({ to, title: title.trim(), question: question.trim(), expiresDays: days, ...(about ? { account: about } : {}) }, { onSuccess: ({ id }) => onSent(id) }); }}>
        <Select label={t('to')} data={handoffRoles.map((value) => ({ value, label: t(`role.${value}`) }))} value={to} onChange={(value) => setTo((value ?? 'product-manager') as HandoffRole)} allowDeselect={false} />
        <AccountField label={t('about')} description={t('aboutHint')} value={about} onChange={setAbout} />
        <TextInput label={t('what')} required maxLength={160} value={title} onChange={(event) => setTitle(event.currentTarget.value)} data-autofocus />
        <Textarea label={t('question')} required maxLength={4000} value={question} onChange={(event) => setQuestion(event.currentTarget.value)} autosize minRows={3} />
        <NumberInput label={t('days')} min={1} max={mostHandoffDays} allowDecimal={false} clampBehavior="strict" value={days} onChange={(value) => setDays(typeof value === 'number' && value > 0 ? value : usualDays)} />
        {send.error && <Failure error={send.error} compact />}
        <div className="row"><span className="grow" /><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={send.isPending} disabled={!ready}>{t('sendIt')}</Button></div>
      </form>
    </Modal>
  );
}
