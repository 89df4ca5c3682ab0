import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SurveyItem } from '../../../src/contract/survey.ts';
import { useOperation } from '../api/use-operation.ts';
import { AccountField } from '../ui/account-field.tsx';
import { Card } from '../ui/card.tsx';
import { count, decimal, momentText, percent } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';

const shownAnswers = 50;

function scoreText({ kind, score }: SurveyItem): string {
  if (score === null) return '–';
  return kind === 'csat' ? percent(score) : decimal(score);
}

/** How often each score was given: bars as high as their share of the most frequent one, with the count beside. */
function Spread({ survey: { min, max, counts } }: { survey: SurveyItem }) {
  const { t } = useTranslation('programme');
  const given = new Map(counts.map((one) => [one.score, one.count]));
  const most = Math.max(1, ...given.values());
  const scores = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  return (
    <ol className="svy-spread" aria-label={t('survey.spread')}>
      {scores.map((score) => <li key={score}><span className="num t3" aria-hidden>{given.get(score) ?? ''}</span><i style={{ height: `${Math.round((48 * (given.get(score) ?? 0)) / most)}px` }} /><span className="num"><span className="sr">{t('survey.of', { score, count: given.get(score) ?? 0 })}</span><span aria-hidden>{score}</span></span></li>)}
    </ol>
  );
}

function Answers({ id, max }: { id: string; max: number }) {
  const { t } = useTranslation('programme');
  const read = useOperation('survey.answers', { survey: id, limit: shownAnswers });
  return (
    <Loaded read={read}>
      {({ items, total }) => items.length > 0 && (
        <PlainTable label={t('survey.title')} rows={items} keyOf={(one) => one.id} foot={total > items.length && <tr><td colSpan={5} className="t2">{t('shown', { shown: count(items.length), total: count(total) })}</td></tr>} columns={[
          { label: t('survey.when'), cell: (one) => momentText(one.answeredAt) },
          { label: t('survey.account'), cell: (one) => <Link to="/account/$id" params={{ id: one.accountId }} className="aname">{one.accountName}</Link> },
          { label: t('survey.person'), cell: (one) => one.personName ?? '–' },
          { label: t('survey.answer'), right: true, cell: (one) => <span className="num" style={{ whiteSpace: 'nowrap' }}>{one.score} / {max}</span> },
          { label: t('survey.words'), cell: (one) => <span className="svy-words">{one.comment ?? ''}</span> },
        ]} />
      )}
    </Loaded>
  );
}

function Reading({ id }: { id: string }) {
  const { t } = useTranslation('programme');
  const [account, setAccount] = useState('');
  const read = useOperation('survey.preview', { survey: id, account }, { enabled: account !== '' });
  return (
    <Card title={t('survey.preview')}>
      <div className="pad stack" style={{ gap: 12 }}>
        <AccountField label={t('survey.previewFor')} value={account} onChange={setAccount} />
        {account !== '' && <Loaded read={read}>{({ subject, text, html, missing }) => (
          <article className="stack" style={{ gap: 8 }}>
            <p style={{ margin: 0 }}><b>{subject}</b></p>
            <iframe className="svy-mail" title={t('survey.preview')} sandbox="" srcDoc={html} />
            <details><summary>{t('survey.asText')}</summary><pre className="svy-text">{text}</pre></details>
            {missing.length > 0 && <p className="neg" style={{ margin: 0 }}>{t('survey.missing', { names: missing.join(', ') })}</p>}
          </article>
        )}</Loaded>}
      </div>
    </Card>
  );
}

/** What was answered to a survey, who puts it, and how it reads. */
export function SurveyCard({ id }: { id: string }) {
  const { t } = useTranslation('programme');
  const read = useOperation('survey.list', {});
  return (
    <>
      <Loaded read={read}>
        {({ items }) => {
          const survey = items.find((one) => one.id === id);
          if (!survey) return null;
          const figures = [[t('survey.asked'), count(survey.asked)], [t('survey.reminded'), count(survey.reminded)], [t('survey.answered'), count(survey.answered)], [t('survey.rate'), survey.rate === null ? '–' : percent(survey.rate)], [t(`survey.score.${survey.kind}`), scoreText(survey)]] as const;
          return (
            <Card title={t('survey.title')} note={survey.usedBy.length ? t('survey.usedBy', { names: survey.usedBy.join(', ') }) : t('survey.unused')}>
              {survey.asked === 0 ? <Empty title={t('survey.none')}>{t('survey.noneText')}</Empty> : (
                <>
                  <div className="pad svy-head"><dl className="svy-figures">{figures.map(([name, value]) => <div key={name}><dt className="t2">{name}</dt><dd className="num">{value}</dd></div>)}</dl><Spread survey={survey} /></div>
                  <Answers id={id} max={survey.max} />
                </>
              )}
            </Card>
          );
        }}
      </Loaded>
      <Reading id={id} />
    </>
  );
}
