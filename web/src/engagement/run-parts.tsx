import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngagementGate, EngagementItem, EngagementStatus } from '../../../src/contract/engagement.ts';
import { useChange } from '../api/use-operation.ts';
import { Failure } from '../ui/state.tsx';
import { gateText } from './engagement-text.ts';

/** What a change of a run may move. */
export const touched = ['engagement.', 'task.', 'action.', 'cockpit.'] as const;

/** How a run stands, in one word. */
export function StatusTag({ status }: { status: EngagementStatus }) {
  const { t } = useTranslation('engagement');
  return <span className="tag eng-status" data-status={status}>{t(`status.${status}`)}</span>;
}

/** How far a phase is. */
export function ProgressBar({ progress: { done, total, phase } }: Pick<EngagementItem, 'progress'>) {
  const { t } = useTranslation('engagement');
  const share = total === 0 ? 0 : Math.round((done / total) * 100);
  return <span className="eng-bar" role="progressbar" aria-label={t(`phase.${phase}`)} aria-valuenow={share} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${share}%` }} /></span>;
}

/** Gates with their result, each with what it found. */
export function GateList({ gates }: { gates: readonly EngagementGate[] }) {
  const { t } = useTranslation('engagement');
  return (
    <ul className="eng-gates">
      {gates.map((gate) => {
        const found = gateText(t, gate);
        return (
          <li key={gate.gate}>
            <span className={`eng-mark ${gate.passed ? 'pos' : 'neg'}`} aria-hidden>{gate.passed ? '✓' : '✕'}</span>
            <span>{t(`gate.${gate.gate as 'known'}`)}<span className="t3">{`: ${gate.waivedBy ? t('waivedBy', { name: gate.waivedBy }) : t(gate.passed ? 'passed' : 'failedGate')}${found ? `, ${found}` : ''}`}</span></span>
          </li>
        );
      })}
    </ul>
  );
}

/** Asks for the reason why a check is waived. */
export function WaiveDialog({ id, gate, account, onClose }: { id: string; gate: string; account?: { id: string; name: string } | undefined; onClose: () => void }) {
  const { t } = useTranslation('engagement');
  const waive = useChange('engagement.waive', touched);
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={t('waiveTitle')} size="sm">
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); waive.mutate({ id, gate, reason: reason.trim(), ...(account ? { account: account.id } : {}) }, { onSuccess: onClose }); }}>
        <p className="t2" style={{ margin: 0 }}>{account ? `${account.name}: ` : ''}{t(`gate.${gate as 'known'}`)}. {t('waiveText')}</p>
        <Textarea label={t('waiveReason')} required minLength={3} maxLength={500} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
        {waive.error && <Failure error={waive.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('keep')}</Button><Button type="submit" variant="filled" loading={waive.isPending} disabled={reason.trim().length < 3}>{t('waiveSave')}</Button></Group>
      </form>
    </Modal>
  );
}
