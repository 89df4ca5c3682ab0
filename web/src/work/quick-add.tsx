import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useWork } from './use-work.tsx';

const dueDays = ['', '0', '1', '5', '10'] as const;

/** Adds a task with one line and Enter; on an account's page it is about that account. */
export function QuickAdd({ accountId, inputRef }: { accountId?: string; inputRef?: Ref<HTMLInputElement> }) {
  const { t } = useTranslation('task');
  const { change } = useWork();
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<string>('');
  const [busy, setBusy] = useState(false);
  const add = async () => {
    const text = title.trim();
    if (!text || busy) return;
    setBusy(true);
    const done = await change(t('quick.added', { title: text }), () => call('task.add', { title: text, ...(accountId ? { accountId } : {}), ...(due === '' ? {} : { dueIn: Number(due) }) }));
    setBusy(false);
    if (done) setTitle('');
  };
  return (
    <form className="row quick-add" onSubmit={(event) => { event.preventDefault(); void add(); }}>
      <TextInput ref={inputRef ?? null} style={{ flex: 1, minWidth: 160 }} aria-label={t('quick.label')} placeholder={t('quick.hint')} leftSection={<IconPlus size={14} />} maxLength={300} value={title} onChange={(event) => setTitle(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
      <NativeSelect aria-label={t('quick.due')} value={due} onChange={(event) => setDue(event.currentTarget.value)} data={dueDays.map((value) => ({ value, label: t(value === '' ? 'quick.none' : `quick.d${value}`) }))} />
      <Button type="submit" loading={busy} disabled={!title.trim()}>{t('quick.add')}</Button>
    </form>
  );
}
