import { Button, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { upload } from '../api/upload.ts';
import { percent } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';

interface Sending {
  name: string;
  share: number;
}

/** Takes files, uploads them one after the other and stages them as one import. */
export function FileDrop({ onStaged }: { onStaged: (importId: string) => void }) {
  const { t } = useTranslation('data');
  const input = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Sending[]>([]);
  const [error, setError] = useState<Error>();
  const send = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setError(undefined);
    setSending(files.map(({ name }) => ({ name, share: 0 })));
    try {
      const spooled: { spool: string; name: string }[] = [];
      for (const [index, file] of files.entries()) {
        const { spool } = await upload(file, (share) => setSending((before) => before.map((one, i) => (i === index ? { ...one, share } : one))));
        setSending((before) => before.map((one, i) => (i === index ? { ...one, share: 1 } : one)));
        spooled.push({ spool, name: file.name });
      }
      const staged = await call('import.stage', { uploads: spooled });
      client.setQueryData(['import.show', { id: staged.id }], staged);
      onStaged(staged.id);
    } catch (problem) {
      setError(problem as Error);
    }
    setSending([]);
  };
  return (
    <div
      className="drop" data-over={over}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); void send([...event.dataTransfer.files]); }}
    >
      <IconUpload size={22} color="var(--tx-3)" aria-hidden />
      <b style={{ fontWeight: 600 }}>{t('drop.title')}</b>
      <span className="t2">{t('drop.text')}</span>
      <Button loading={sending.length > 0} onClick={() => input.current?.click()}>{t('drop.choose')}</Button>
      <input ref={input} type="file" multiple hidden aria-label={t('drop.label')} onChange={(event) => { void send([...(event.currentTarget.files ?? [])]); event.currentTarget.value = ''; }} />
      {sending.length > 0 && (
        <div role="status" style={{ width: '100%', maxWidth: 560, textAlign: 'left' }}>
          {sending.map(({ name, share }) => <div className="up" key={name}><span className="ell">{name}</span><Progress value={share * 100} size="sm" aria-label={t('drop.upload', { name })} /><span className="num t2">{percent(share, 0)}</span></div>)}
        </div>
      )}
      {error && <Failure error={error} compact />}
    </div>
  );
}
