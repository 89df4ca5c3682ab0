import { Button, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionItem } from '../../../src/contract/action.ts';
import type { AskDraft } from '../../../src/contract/ask.ts';
import { useChange } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Failure } from '../ui/state.tsx';
import { AskLink } from './ask-link.tsx';

function Outcome({ action }: { action: ActionItem }) {
  const { t } = useTranslation('ask');
  const said = action.status === 'waiting' ? t('draft.waiting') : action.status === 'draft' ? t('draft.held') : action.status === 'refused' ? t('draft.refused', { reason: action.reason }) : t('draft.scheduled');
  return <p role="status">{said} <AskLink link={`/approvals?open=${encodeURIComponent(action.id)}`} className="link" label={t('draft.open')}>{t('draft.open')}</AskLink></p>;
}

/** A message to look at, change and put up for approval. Sending is not here: a person approves it where all approvals are. */
export function DraftCard({ draft }: { draft: AskDraft }) {
  const { t } = useTranslation('ask');
  const may = useMay();
  const [content, setContent] = useState(draft.content);
  const propose = useChange('action.propose', ['action.', 'cockpit.']);
  const unchanged = content.subject === draft.content.subject && content.body === draft.content.body;
  const put = () => propose.mutate({ account: draft.account, type: draft.type, people: draft.people, content, why: draft.why, ...(unchanged ? { key: draft.key } : {}), ...(draft.tainted ? { tainted: true } : {}) });
  return (
    <section className="ask-draft" aria-label={t('draft.title')}>
      <p className="t2">{draft.to ? t('draft.to', { name: draft.to }) : t('draft.nobody')}</p>
      <TextInput label={t('draft.subject')} value={content.subject} readOnly={propose.data !== undefined} onChange={(event) => setContent({ ...content, subject: event.currentTarget.value })} />
      <Textarea label={t('draft.body')} value={content.body} readOnly={propose.data !== undefined} autosize minRows={5} maxRows={14} onChange={(event) => setContent({ ...content, body: event.currentTarget.value })} />
      {propose.error && <Failure error={propose.error} compact />}
      {propose.data ? <Outcome action={propose.data} /> : draft.people.length === 0 ? <p className="t2">{t('draft.noRecipient')}</p> : may('propose') && <div><Button variant="filled" onClick={put} loading={propose.isPending}>{t('draft.propose')}</Button></div>}
    </section>
  );
}
