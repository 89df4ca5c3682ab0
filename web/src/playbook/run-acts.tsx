import { Button, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../src/contract/playbook.ts';
import { useChange } from '../api/use-operation.ts';
import { noteWithUndo } from '../ui/undo-note.tsx';

const touched = ['run.', 'playbook.', 'task.', 'cockpit.'];
type Asking = 'skip' | 'exit' | 'migrate' | null;

/** What a person may do with a run. Each tells what came of it; holding and going on take each other back. */
export function RunActs({ detail }: { detail: RunDetail }) {
  const { t } = useTranslation('playbook');
  const { run } = detail;
  const [asking, setAsking] = useState<Asking>(null);
  const [reason, setReason] = useState('');
  const [step, setStep] = useState('');
  const pausing = useChange('run.pause', touched);
  const resuming = useChange('run.resume', touched);
  const skipping = useChange('run.skip', touched);
  const leaving = useChange('run.exit', touched);
  const moving = useChange('run.migrate', touched);
  const say = (message: string) => notifications.show({ message, closeButtonProps: { 'aria-label': t('close') } });
  const onError = (error: Error) => notifications.show({ message: error.message, color: 'red', closeButtonProps: { 'aria-label': t('close') } });
  const pause = (version: number) => pausing.mutate({ id: run.id, version }, { onSuccess: (now) => noteWithUndo(t('run.paused'), t('undo'), () => resume(now.run.version)), onError });
  const resume = (version: number) => resuming.mutate({ id: run.id, version }, { onSuccess: () => say(t('run.resumed')), onError });
  const end = () => { setAsking(null); setReason(''); };
  const newest = run.newestVersion ?? run.playbookVersion;
  const go = () => {
    if (asking === 'skip') skipping.mutate({ id: run.id, version: run.version }, { onSuccess: () => say(t('run.skipped')), onError });
    if (asking === 'exit') leaving.mutate({ id: run.id, reason: reason.trim() }, { onSuccess: () => say(t('run.exited')), onError });
    if (asking === 'migrate') moving.mutate({ id: run.id, version: run.version, ...(step ? { step } : {}) }, { onSuccess: () => say(t('run.moved', { version: newest })), onError });
    end();
  };
  const isLive = run.status === 'running' || run.status === 'paused';
  if (!isLive && run.status !== 'failed') return null;
  const titles = { skip: t('run.skipTitle', { step: run.step }), exit: t('run.exitTitle'), migrate: t('run.migrateTitle', { version: newest }) };
  return (
    <>
      {run.status === 'running' && <Button size="compact-sm" onClick={() => pause(run.version)}>{t('run.pause')}</Button>}
      {run.status !== 'running' && <Button size="compact-sm" variant="filled" onClick={() => resume(run.version)}>{t(run.status === 'failed' ? 'run.retry' : 'run.resume')}</Button>}
      {isLive && <Button size="compact-sm" onClick={() => setAsking('skip')}>{t('run.skip')}</Button>}
      {detail.mayMigrate && <Button size="compact-sm" onClick={() => setAsking('migrate')}>{t('run.migrate', { version: newest })}</Button>}
      {isLive && <Button size="compact-sm" onClick={() => setAsking('exit')}>{t('run.exit')}</Button>}
      <Modal opened={asking !== null} onClose={end} title={asking && titles[asking]} closeButtonProps={{ 'aria-label': t('close') }}>
        <div className="stack" style={{ gap: 12 }}>
          {asking && <p style={{ margin: 0 }}>{t(`run.${asking}Text`)}</p>}
          {asking === 'exit' && <Textarea label={t('run.reason')} required autosize minRows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />}
          {asking === 'migrate' && <NativeSelect label={t('run.step')} value={step} onChange={(event) => setStep(event.currentTarget.value)} data={[{ value: '', label: t('run.migrateStay') }, ...detail.newSteps.map(({ id, label }) => ({ value: id, label }))]} />}
          <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={end}>{t('cancel')}</Button><Button variant="filled" disabled={asking === 'exit' && reason.trim().length < 3} onClick={go}>{asking === 'migrate' ? t('run.migrate', { version: newest }) : asking === 'exit' ? t('run.exit') : t('run.skip')}</Button></Group>
        </div>
      </Modal>
    </>
  );
}
