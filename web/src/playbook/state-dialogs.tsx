import { Button, Checkbox, Group, Modal, Radio, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookItem, PlaybookPreview } from '../../../src/contract/playbook.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { count } from '../ui/format.ts';
import { Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { useCauseText } from './use-words.ts';

interface DialogProps {
  playbook: PlaybookItem;
  opened: boolean;
  onClose: () => void;
}

const touched = ['playbook.', 'run.'];
const shownNames = 6;

function WouldStart({ preview, standing, setStanding }: { preview: PlaybookPreview; standing: boolean; setStanding: (on: boolean) => void }) {
  const { t } = useTranslation('playbook');
  const cause = useCauseText();
  const { entering, items, refused, problems, first, listens, heldOut } = preview;
  const left = entering - Math.min(items.length, shownNames);
  const causes = Object.entries(refused).map(([id, n]) => `${cause(id)} ${count(n)}`);
  if (problems.length) return <div role="alert"><p className="state-title">{t('activating.cannot')}</p><ul className="pb-plain">{problems.map(({ path, message, remedy }) => <li key={path}>{message} {remedy}</li>)}</ul></div>;
  return (
    <>
      <p style={{ margin: 0 }}><b>{entering ? t('activating.now', { count: entering }) : t('activating.none')}</b></p>
      {entering > 0 && <ul className="pb-plain">{items.slice(0, shownNames).map(({ accountId, accountName, reason }) => <li key={`${accountId} ${reason}`}>{accountName} <span className="t2">{reason}</span></li>)}{left > 0 && <li className="t3">{t('more', { count: left })}</li>}</ul>}
      {causes.length > 0 && <p className="t2" style={{ margin: 0 }}>{t('activating.refused', { list: causes.join(', ') })}</p>}
      {heldOut.length > 0 && <p className="t2" style={{ margin: 0 }}>{t('heldOut', { count: heldOut.length, list: `${heldOut.slice(0, shownNames).map(({ accountName }) => accountName).join(', ')}${heldOut.length > shownNames ? ', …' : ''}` })}</p>}
      {entering > 0 && <Checkbox checked={standing} onChange={(event) => setStanding(event.currentTarget.checked)} label={t('activating.standing')} description={t('activating.standingNote')} />}
      <div><div className="t3">{t('activating.listens')}</div><ul className="pb-plain">{listens.map((one) => <li key={one}>{one}</li>)}</ul></div>
      <p className="t2" style={{ margin: 0 }}>{t('activating.first', { step: first })}</p>
      <p className="t2" style={{ margin: 0 }}>{t('activating.outside')}</p>
    </>
  );
}

/** Puts a playbook to work, after showing what that would start now. */
export function ActivateDialog({ playbook, opened, onClose }: DialogProps) {
  const { t } = useTranslation('playbook');
  const [standing, setStanding] = useState(false);
  const read = useOperation('playbook.preview', { id: playbook.id }, { enabled: opened });
  const change = useChange('playbook.activate', touched);
  const go = () => change.mutate({ id: playbook.id, standing, version: playbook.stateVersion }, {
    onSuccess: ({ entered, resumed }) => {
      onClose();
      notifications.show({ message: t('activated', { name: playbook.label, entered: count(entered), resumed: count(resumed) }), closeButtonProps: { 'aria-label': t('close') } });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={t('activating.title', { name: playbook.label })} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      <div className="stack" style={{ gap: 14 }}>
        <Loaded read={read} skeleton={<RowsSkeleton rows={4} label={t('activating.loading')} />}>{(preview) => <WouldStart preview={preview} standing={standing} setStanding={setStanding} />}</Loaded>
        {change.error && <Failure error={change.error} compact />}
        <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button variant="filled" loading={change.isPending} disabled={!read.data || read.data.problems.length > 0} onClick={go} data-autofocus>{playbook.status === 'paused' ? t('resume') : t('activate')}</Button></Group>
      </div>
    </Modal>
  );
}

/** Stops entries, and holds the runs or lets them end. */
export function PauseDialog({ playbook, opened, onClose }: DialogProps) {
  const { t } = useTranslation('playbook');
  const [runs, setRuns] = useState<'pause' | 'go_on'>('pause');
  const [note, setNote] = useState('');
  const change = useChange('playbook.pause', touched);
  const go = () => change.mutate({ id: playbook.id, runs, version: playbook.stateVersion, ...(note.trim() ? { note: note.trim() } : {}) }, {
    onSuccess: ({ paused }) => {
      onClose();
      notifications.show({ message: t('pausedNote', { name: playbook.label, paused: count(paused) }), closeButtonProps: { 'aria-label': t('close') } });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={t('pausing.title', { name: playbook.label })} closeButtonProps={{ 'aria-label': t('close') }}>
      <div className="stack" style={{ gap: 14 }}>
        <p style={{ margin: 0 }}>{t('pausing.text')}</p>
        {playbook.runs.running > 0 && <Radio.Group label={t('pausing.runs', { count: playbook.runs.running })} value={runs} onChange={(value) => setRuns(value === 'go_on' ? 'go_on' : 'pause')}><div className="stack" style={{ marginTop: 6 }}><Radio value="pause" label={t('pausing.hold')} /><Radio value="go_on" label={t('pausing.goOn')} /></div></Radio.Group>}
        <TextInput label={t('pausing.note')} value={note} maxLength={500} onChange={(event) => setNote(event.currentTarget.value)} />
        {change.error && <Failure error={change.error} compact />}
        <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button variant="filled" loading={change.isPending} onClick={go}>{t('pause')}</Button></Group>
      </div>
    </Modal>
  );
}

/** Activates or pauses, each after its dialog. */
export function StateButton({ playbook, named = false }: { playbook: PlaybookItem; named?: boolean }) {
  const { t } = useTranslation('playbook');
  // Which one is kept: the playbook's state turns while its dialog is still open.
  const [asking, setAsking] = useState<'activate' | 'pause' | null>(null);
  const active = playbook.status === 'active';
  const close = () => setAsking(null);
  const label = t(active ? 'pause' : playbook.status === 'paused' ? 'resume' : 'activate');
  return (
    <>
      <Button size="compact-sm" variant={active ? 'default' : 'filled'} aria-label={named ? `${label}: ${playbook.label}` : undefined} onClick={() => setAsking(active ? 'pause' : 'activate')}>{label}</Button>
      <ActivateDialog playbook={playbook} opened={asking === 'activate'} onClose={close} />
      <PauseDialog playbook={playbook} opened={asking === 'pause'} onClose={close} />
    </>
  );
}
