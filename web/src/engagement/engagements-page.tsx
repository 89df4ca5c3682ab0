import '../style/engagement.css';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EngagementItem } from '../../../src/contract/engagement.ts';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText } from '../ui/format.ts';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { GoalForm } from './goal-form.tsx';
import { ProgressBar, StatusTag } from './run-parts.tsx';

function Line({ item }: { item: EngagementItem }) {
  const { t } = useTranslation('engagement');
  const isLive = item.status === 'running' || item.status === 'waiting';
  return (
    <li>
      <Link to="/engagements/$id" params={{ id: item.id }} className="eng-line">
        <span className="stack" style={{ gap: 2 }}><b className="ell" style={{ fontWeight: 550 }}>{item.goal}</b><span className="t3">{t('by', { name: item.startedBy })}{item.byAgent && ` · ${t('byAgent')}`} · {dayText(item.progress.startedAt)}</span></span>
        <span className="stack num" style={{ gap: 5 }}>{isLive ? <><span className="t2">{t(`phase.${item.progress.phase}`)} · {t('of', { done: count(item.progress.done), total: count(item.progress.total) })}</span><ProgressBar progress={item.progress} /></> : <span className="t2">{t('touched', { touched: count(item.touched), accounts: count(item.accounts) })}</span>}</span>
        <span className="row eng-status" data-status={undefined}>{item.open > 0 && <span className="t3">{t('asks', { count: item.open })}</span>}{item.open === 0 && item.approvalsWaiting > 0 && <span className="t3">{t('approvals', { count: item.approvalsWaiting })}</span>}<StatusTag status={item.status} /></span>
      </Link>
    </li>
  );
}

/** Runs of the agent: start one with a goal, see how each stands. */
export function EngagementsPage() {
  const { t } = useTranslation('engagement');
  const mayStart = useMay()('propose');
  const read = useOperation('engagement.list', { limit: 200 }, { keep: true });
  return (
    <>
      <header className="top"><h1>{t('title')}</h1>{read.data && <span className="t3 num">{count(read.data.total)}</span>}</header>
      <div className="eng-page">
        {mayStart && <GoalForm />}
        <Card title={t('list')}>
          <Loaded read={read} skeleton={<RowsSkeleton rows={5} height={52} label={t('loading')} />}>{({ items }) => (items.length === 0 ? <Empty title={t('empty')}>{t('emptyText')}</Empty> : <ul className="eng-list">{items.map((item) => <Line key={item.id} item={item} />)}</ul>)}</Loaded>
        </Card>
      </div>
    </>
  );
}
