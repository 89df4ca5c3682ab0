import { Button, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionDetail, ProposalItem } from '../../../src/contract/proposal.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Card } from '../ui/card.tsx';
import { momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure, Loaded } from '../ui/state.tsx';
import { Effect } from './effect.tsx';
import { DefinitionEditor } from './definition-editor.tsx';

const SurveyCard = lazy(async () => ({ default: (await import('./survey-card.tsx')).SurveyCard }));

const touches = ['definition.', 'proposal.'];

function Preview({ kind, text }: { kind: string; text: string }) {
  const { t } = useTranslation('programme');
  const read = useOperation('definition.preview', { kind, text });
  return <Card title={t('effect')}><Loaded read={read}>{({ preview }) => <Effect preview={preview} />}</Loaded></Card>;
}

function Versions({ detail, mayPropose, onProposed }: { detail: DefinitionDetail; mayPropose: boolean; onProposed: (proposal: ProposalItem) => void }) {
  const { t } = useTranslation('programme');
  const restore = useChange('definition.roll-back', touches);
  return (
    <Card title={t('history')}>
      {restore.error && <div className="pad"><Failure error={restore.error} compact /></div>}
      <PlainTable label={t('history')} rows={detail.versions} keyOf={({ version }) => String(version)} columns={[
        { label: t('what'), cell: ({ version }) => <span className="num">{version}</span> },
        { label: t('at'), cell: ({ approvedAt }) => momentText(approvedAt) },
        { label: t('who'), cell: ({ approvedBy }) => (approvedBy === 'files' ? t('files') : approvedBy) },
        { label: t('act'), cell: ({ version }) => mayPropose && version !== detail.version && <Button size="compact-xs" loading={restore.isPending} aria-label={`${t('restore')}: ${t('version', { version })}`} onClick={() => restore.mutate({ kind: detail.kind, id: detail.id, version }, { onSuccess: onProposed })}>{t('restore')}</Button> },
      ]} />
    </Card>
  );
}

/** One definition: read it, try a change, propose it. */
export function DefinitionView({ detail }: { detail: DefinitionDetail }) {
  const { t } = useTranslation('programme');
  const mayPropose = useMay()('propose');
  const [text, setText] = useState(detail.text);
  const [sound, setSound] = useState(false);
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState<string>();
  const [done, setDone] = useState<ProposalItem>();
  const hear = useCallback((value: boolean) => setSound(value), []);
  const propose = useChange('definition.propose', touches);
  const changed = text !== detail.text;
  const send = () => propose.mutate({ kind: detail.kind, text, why }, { onSuccess: (proposal) => { setDone(proposal); setText(detail.text); setWhy(''); setTried(undefined); } });
  const [newest] = detail.versions;
  const since = newest?.approvedBy === 'files' ? t('byFiles') : t('by', { at: newest ? momentText(newest.approvedAt) : '', who: newest?.approvedBy ?? '' });
  return (
    <>
      {done && <p role="status" style={{ marginTop: 0 }}>{t('proposed')} <Link to="/programme" search={{ view: 'open', open: done.id }} className="link">{t('seeProposal')}</Link></p>}
      <Card title={detail.label} note={`${t('version', { version: detail.version })}, ${since}${changed ? `, ${t('changed')}` : ''}`} tools={changed && <Button size="compact-sm" variant="subtle" color="gray" c="var(--tx)" onClick={() => setText(detail.text)}>{t('reset')}</Button>}>
        <DefinitionEditor kind={detail.kind} text={text} onText={setText} onSound={hear} readOnly={!mayPropose} />
        {mayPropose ? (
          <form className="pad stack" style={{ gap: 8, paddingTop: 0 }} onSubmit={(event) => { event.preventDefault(); send(); }}>
            {changed ? <Textarea label={t('why')} autosize minRows={2} value={why} onChange={(event) => setWhy(event.currentTarget.value)} /> : <span className="t2">{t('unchanged')}</span>}
            {propose.error && <Failure error={propose.error} compact />}
            {changed && <div className="row"><Button disabled={!sound} onClick={() => setTried(text)}>{t('preview')}</Button><Button type="submit" variant="filled" disabled={!sound || why.trim().length < 10} loading={propose.isPending}>{t('propose')}</Button></div>}
          </form>
        ) : <p className="pad t2" style={{ margin: 0, paddingTop: 0 }}>{t('mayNot')}</p>}
      </Card>
      {tried !== undefined && <Preview kind={detail.kind} text={tried} />}
      {detail.kind === 'survey' && <Suspense fallback={null}><SurveyCard id={detail.id} /></Suspense>}
      <Versions detail={detail} mayPropose={mayPropose} onProposed={setDone} />
    </>
  );
}
