import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useOperation } from '../api/use-operation.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { dayText } from '../ui/format.ts';
import { useWork } from './use-work.tsx';

/** Makes and revokes the secret addresses under which a calendar reads one's tasks. */
export function CalendarDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('task');
  const { fail, refresh } = useWork();
  const [url, setUrl] = useState<string>();
  const read = useOperation('task.feeds', {}, { enabled: opened });
  const act = async (work: () => Promise<unknown>) => {
    await work().catch(fail);
    await refresh();
  };
  const close = () => {
    setUrl(undefined);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={t('calendar.title')} closeButtonProps={{ 'aria-label': t('said.close') }}>
      <div className="stack" style={{ gap: 12 }}>
        <p className="t2" style={{ margin: 0 }}>{t('calendar.text')}</p>
        {url ? <><CopyLine text={url} label={t('calendar.open')} block /><span className="t2">{t('calendar.once')}</span></> : <div><Button onClick={() => void act(async () => setUrl((await call('task.feed', {})).url))}>{t('calendar.make')}</Button></div>}
        <h3 className="work-h">{t('calendar.list')}</h3>
        {read.data?.items.length === 0 && <span className="t3">{t('calendar.none')}</span>}
        {read.data?.items.map(({ id, createdAt, lastReadAt }) => (
          <div key={id} className="row"><span>{t('calendar.made', { day: dayText(createdAt) })}</span><span className="t3">{lastReadAt ? t('calendar.read', { day: dayText(lastReadAt) }) : t('calendar.never')}</span><span className="grow" /><Button size="compact-xs" variant="subtle" color="red" onClick={() => void act(() => call('task.unfeed', { id }))}>{t('calendar.revoke')}</Button></div>
        ))}
      </div>
    </Modal>
  );
}
