import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionDetail } from '../../../src/contract/action.ts';
import { useChange } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { Failure } from '../ui/state.tsx';

/** Changes what an action says, before anyone decides about it. */
export function EditForm({ detail, onDone }: { detail: ActionDetail; onDone: () => void }) {
  const { t } = useTranslation('action');
  const [subject, setSubject] = useState(detail.content.subject ?? '');
  const [body, setBody] = useState(detail.content.body);
  const edit = useChange('action.edit', ['action.']);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { content, id, version } = detail;
    edit.mutate({ id, version, content: { ...content, body, ...(content.subject !== undefined || subject ? { subject } : {}) } }, { onSuccess: onDone });
  };
  return (
    <Card title={t('edit')}>
      <form className="pad stack" style={{ gap: 12 }} onSubmit={save}>
        <TextInput label={t('subject')} value={subject} maxLength={300} onChange={(event) => setSubject(event.currentTarget.value)} data-autofocus />
        <Textarea label={t('body')} value={body} autosize minRows={8} maxRows={24} maxLength={20_000} onChange={(event) => setBody(event.currentTarget.value)} />
        {edit.error && <Failure error={edit.error} compact />}
        <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onDone}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={edit.isPending}>{t('save')}</Button></Group>
      </form>
    </Card>
  );
}
