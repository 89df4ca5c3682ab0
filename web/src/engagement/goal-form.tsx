import { Button, NumberInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngagementPreview } from '../../../src/contract/engagement.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useSession } from '../app/reading.ts';
import { BandPill } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText, money } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure, RowsSkeleton } from '../ui/state.tsx';
import { assumptionText, reasonText, wordText } from './engagement-text.ts';

const [usualAccounts, mostAccounts, shownAccounts] = [25, 200, 10];
const examples = ['risk', 'renewals', 'mine', 'growth'] as const;

function Preview({ preview, goal }: { preview: EngagementPreview; goal: string }) {
  const { t } = useTranslation('engagement');
  const navigate = useNavigate();
  const start = useChange('engagement.start', ['engagement.']);
  const { accounts, reading, left, baseCurrency, stakeMinor, stakeUnknown, total, digest, mostAccounts: accountsAsked } = preview;
  const begin = () => start.mutate({ goal, accounts: accountsAsked, seen: digest }, { onSuccess: ({ id }) => void navigate({ to: '/engagements/$id', params: { id } }) });
  return (
    <section className="eng-preview stack" style={{ gap: 12 }} aria-label={t('preview.reads')}>
      <div className="eng-words"><span className="t3">{t('preview.reads')}</span>{reading.read.map((one) => <span className="tag" key={`${one.kind} ${one.words}`}>{wordText(t, one)}</span>)}</div>
      {accounts.length === 0 && <p className="t2" style={{ margin: 0 }}>{t('preview.none')}</p>}
      {accounts.length > 0 && (
        <>
          <div className="num">{t('preview.fits', { count: total })}. {t('preview.touches', { count: accounts.length })}: {t('preview.money', { amount: money(stakeMinor, baseCurrency) })}{stakeUnknown > 0 && `, ${t('preview.moneyUnknown', { count: stakeUnknown })}`}.{left.map(({ reason, count: n }) => ` ${count(n)} ${reasonText(t, reason)}.`).join('')}</div>
          <PlainTable label={t('preview.table')} rows={accounts.slice(0, shownAccounts)} keyOf={({ accountId }) => accountId} columns={[
            { label: t('preview.account'), cell: ({ accountName }) => accountName }, { label: t('preview.health'), cell: ({ band, score }) => <BandPill band={band} score={score} /> },
            { label: t('preview.renews'), cell: ({ renewalOn }) => (renewalOn ? dayText(renewalOn) : <span className="t3">–</span>) }, { label: t('preview.revenue'), right: true, cell: ({ stakeMinor: minor }) => (minor === null ? <span className="t3">{t('unknown')}</span> : money(minor, baseCurrency)) },
          ]} />
          {accounts.length > shownAccounts && <span className="t3">{t('preview.more', { count: accounts.length - shownAccounts })}</span>}
        </>
      )}
      {reading.doubts.length > 0 && <div><b style={{ fontWeight: 550 }}>{t('preview.confirms')}</b><ul>{reading.doubts.map((doubt) => <li key={doubt.kind}>{assumptionText(t, doubt as never)}</li>)}</ul></div>}
      {start.error && <Failure error={start.error} compact />}
      <div className="row" style={{ gap: 12 }}><Button variant="filled" disabled={accounts.length === 0 && reading.doubts.length === 0} loading={start.isPending} onClick={begin}>{t('form.start')}</Button><span className="t3">{t('preview.safe')}</span></div>
    </section>
  );
}

/** A goal in words, what it would touch, and the start. */
export function GoalForm() {
  const { t } = useTranslation('engagement');
  const [goal, setGoal] = useState('');
  const [most, setMost] = useState(usualAccounts);
  const [asked, setAsked] = useState<{ goal: string; accounts: number }>();
  const preview = useOperation('engagement.preview', asked ?? { goal: '-' }, { enabled: asked !== undefined });
  const show = (words: string) => { setGoal(words); if (words.trim().length > 2) setAsked({ goal: words.trim(), accounts: most }); };
  const { user } = useSession();
  const isCurrent = asked?.goal === goal.trim() && asked.accounts === most;
  return (
    <Card title={t('form.title')}>
      <form className="eng-form" onSubmit={(event) => { event.preventDefault(); show(goal); }}>
        <TextInput label={t('form.goal')} description={t('form.goalHint')} inputWrapperOrder={['label', 'input', 'description']} maxLength={300} value={goal} onChange={(event) => setGoal(event.currentTarget.value)} />
        <NumberInput label={t('form.most')} min={1} max={mostAccounts} allowDecimal={false} clampBehavior="strict" value={most} onChange={(value) => setMost(typeof value === 'number' && value > 0 ? value : usualAccounts)} />
        <Button type="submit" disabled={goal.trim().length < 3} loading={asked !== undefined && preview.isFetching}>{t('form.preview')}</Button>
      </form>
      {!asked && <div className="eng-examples"><span className="t3">{t('form.examples')}</span>{examples.filter((id) => id !== 'mine' || user.memberId !== null).map((id) => <button type="button" className="linkbtn" key={id} onClick={() => show(t(`examples.${id}`))}>{t(`examples.${id}`)}</button>)}</div>}
      {asked && isCurrent && preview.isPending && <RowsSkeleton rows={3} label={t('loading')} />}
      {asked && isCurrent && preview.error && !preview.data && <div className="eng-preview"><Failure error={preview.error} compact /></div>}
      {asked && isCurrent && preview.data && <Preview key={preview.data.digest} preview={preview.data} goal={asked.goal} />}
    </Card>
  );
}
