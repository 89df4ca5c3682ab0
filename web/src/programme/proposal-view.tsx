import { Button, Group, Modal, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProposalDetail } from '../../../src/contract/proposal.ts';
import { useChange } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { momentText } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';
import { Effect } from './effect.tsx';
import { PastCard } from './past-card.tsx';
import { noteWithUndo } from '../ui/undo-note.tsx';
import { DefinitionEditor } from './definition-editor.tsx';

const touches = ['definition.', 'proposal.', 'health.', 'signal.', 'metric.', 'account.', 'scorecard.', 'action.', 'cockpit.'];

const contextLines = 3;

/** The lines of a difference with long stretches that stay folded away; a number stands for so many lines. Pure. */
export function foldedDiff(diff: ProposalDetail['diff']): (ProposalDetail['diff'][number] | number)[] {
  const near = diff.map((_, index) => diff.slice(Math.max(0, index - contextLines), index + contextLines + 1).some(({ sign }) => sign !== 'same'));
  const lines: (ProposalDetail['diff'][number] | number)[] = [];
  for (const [index, line] of diff.entries()) {
    const last = lines.at(-1);
    if (near[index]) lines.push(line);
    else if (typeof last === 'number') lines[lines.length - 1] = last + 1;
    else lines.push(1);
  }
  return lines;
}

function Difference({ detail }: { detail: ProposalDetail }) {
  const { t } = useTranslation('programme');
  const [whole, setWhole] = useState(false);
  const words = { add: t('added'), remove: t('removed'), same: '' };
  const signs = { add: '+', remove: '−', same: '' };
  const lines = whole ? detail.diff : foldedDiff(detail.diff);
  const folds = whole || lines.length < detail.diff.length;
  return (
    <Card title={detail.baseVersion === null ? t('differenceNew') : t('difference', { version: detail.baseVersion })} tools={folds && <Button size="compact-sm" variant="subtle" color="gray" c="var(--tx)" onClick={() => setWhole(!whole)}>{t(whole ? 'foldLines' : 'allLines')}</Button>}>
      <div className="diff" tabIndex={0} role="region" aria-label={t('difference', { version: detail.baseVersion ?? 0 })}>
        {lines.map((line, index) => (typeof line === 'number' ? <div key={`${index} fold`} className="t3"><span /><i>{t('sameLines', { count: line })}</i></div> : <div key={`${index} ${line.text}`} data-sign={line.sign}><span aria-label={words[line.sign]}>{signs[line.sign]}</span>{line.text || ' '}</div>))}
      </div>
    </Card>
  );
}

function RejectDialog({ detail, isOwn, onClose }: { detail: ProposalDetail; isOwn: boolean; onClose: () => void }) {
  const { t } = useTranslation('programme');
  const [reason, setReason] = useState('');
  const reject = useChange('proposal.reject', touches);
  const reopen = useChange('proposal.reopen', touches);
  const word = isOwn ? t('withdraw') : t('reject');
  return (
    <Modal opened onClose={onClose} title={word}>
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); reject.mutate({ id: detail.id, reason }, { onSuccess: () => { noteWithUndo(isOwn ? t('withdrawn') : t('rejected'), t('undo'), () => reopen.mutateAsync({ id: detail.id })); onClose(); } }); }}>
        <Textarea label={isOwn ? t('reason') : t('reasonWhy')} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
        {reject.error && <Failure error={reject.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={reason.trim().length < 3} loading={reject.isPending}>{word}</Button></Group>
      </form>
    </Modal>
  );
}

function EditCard({ detail, onClose }: { detail: ProposalDetail; onClose: () => void }) {
  const { t } = useTranslation('programme');
  const [text, setText] = useState(detail.text);
  const [sound, setSound] = useState(false);
  const hear = useCallback((value: boolean) => setSound(value), []);
  const edit = useChange('proposal.edit', touches);
  return (
    <Card title={t('edit')} tools={<><Button size="compact-sm" variant="subtle" color="gray" c="var(--tx)" onClick={onClose}>{t('cancel')}</Button><Button size="compact-sm" variant="filled" disabled={!sound} loading={edit.isPending} onClick={() => edit.mutate({ id: detail.id, version: detail.version, text }, { onSuccess: onClose })}>{t('save')}</Button></>}>
      {edit.error && <div className="pad"><Failure error={edit.error} compact /></div>}
      <DefinitionEditor kind={detail.kind} text={text} onText={setText} onSound={hear} />
    </Card>
  );
}

/** One proposal: why, what changes, whom it would touch; approve, edit, reject. */
export function ProposalView({ detail }: { detail: ProposalDetail }) {
  const { t } = useTranslation('programme');
  const { user } = useSession();
  const [dialog, setDialog] = useState<'reject' | 'edit'>();
  const approve = useChange('proposal.approve', touches);
  const reopen = useChange('proposal.reopen', touches);
  const failed = approve.error ?? reopen.error;
  const isOpen = detail.state === 'open';
  const isOwn = detail.proposer === user.name;
  const send = () => approve.mutate({ id: detail.id, digest: detail.digest }, { onSuccess: ({ approvedVersion }) => notifications.show({ message: t('approved', { version: approvedVersion ?? '' }), closeButtonProps: { 'aria-label': t('close') } }) });
  const isOutdated = isOpen && detail.newest !== detail.baseVersion;
  return (
    <>
      <Card title={`${detail.kind} ${detail.definitionId}`} note={t('proposer', { who: detail.proposer, at: momentText(detail.proposedAt) })}>
        <div className="pad stack" style={{ gap: 10 }}>
          <p style={{ margin: 0 }}>{detail.why}</p>
          {isOpen ? <span className="t2">{t('expires', { at: momentText(detail.expiresAt) })}</span> : <span className="t2">{detail.decider && detail.decidedAt ? t('decided', { state: t(`state.${detail.state}`), who: detail.decider, at: momentText(detail.decidedAt) }) : t(`state.${detail.state}`)}{detail.reason && `: ${detail.reason}`}</span>}
          {isOutdated && <p className="neg" role="status" style={{ margin: 0 }}>{t('outdated', { version: detail.newest ?? 0 })}</p>}
          {isOpen && detail.refusal && !isOutdated && <p className="t2" style={{ margin: 0 }}>{detail.refusal}</p>}
          {failed && <Failure error={failed} compact />}
          {detail.mayReopen && <div className="row"><Button loading={reopen.isPending} onClick={() => reopen.mutate({ id: detail.id }, { onSuccess: () => notifications.show({ message: t('reopened'), closeButtonProps: { 'aria-label': t('close') } }) })}>{t('reopen')}</Button></div>}
          {isOpen && <div className="row"><Button variant="filled" disabled={detail.refusal !== null} loading={approve.isPending} onClick={send}>{t('approve')}</Button><Button onClick={() => setDialog('edit')}>{t('edit')}</Button><Button onClick={() => setDialog('reject')}>{isOwn ? t('withdraw') : t('reject')}</Button></div>}
        </div>
      </Card>
      {dialog === 'edit' ? <EditCard detail={detail} onClose={() => setDialog(undefined)} /> : <Difference detail={detail} />}
      {isOpen && <Card title={t('effect')}><Effect preview={detail.preview} /></Card>}
      {(isOpen ? detail.mayLookBack : detail.lookBack?.state === 'done') && <PastCard detail={detail} />}
      {dialog === 'reject' && <RejectDialog detail={detail} isOwn={isOwn} onClose={() => setDialog(undefined)} />}
    </>
  );
}
