import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconActivity, IconArrowsExchange, IconCheck, IconClockPause, IconMail, IconRefresh, IconSend, IconSquareCheck } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CockpitKind, RankedItem } from '../../../src/contract/cockpit.ts';
import { count, dayText, decimal, moneyShort, percent } from '../ui/format.ts';
import { canFinish } from './use-work.tsx';

const icons: Record<CockpitKind, typeof IconMail> = { task: IconSquareCheck, signal: IconActivity, approval: IconSend, renewal: IconRefresh, reply: IconMail, handoff: IconArrowsExchange };

/** How far away the day is, in words. */
export function useDayWords(): (days: number | null) => string {
  const { t } = useTranslation('task');
  return (days) => (days === null ? t('noDay') : days === 0 ? t('today') : days < 0 ? t('late', { count: -days }) : t('in', { count: days }));
}

interface WorkRowProps {
  item: RankedItem;
  index: number;
  total: number;
  top: number;
  height: number;
  active: boolean;
  chosen: boolean;
  canAct: boolean;
  onChoose: (item: RankedItem) => void;
  onOpen: (item: RankedItem) => void;
  onFinish: (item: RankedItem) => void;
  onSnooze: (item: RankedItem) => void;
  onCompose: (item: RankedItem) => void;
}

/** One piece of work: its rank and why, what and where, the money, the day, and what to do. */
export const WorkRow = memo(function WorkRow({ item, index, total, top, height, active, chosen, canAct, onChoose, onOpen, onFinish, onSnooze, onCompose }: WorkRowProps) {
  const { t } = useTranslation('task');
  const dayWords = useDayWords();
  const Icon = icons[item.kind];
  const late = item.urgencyDays !== null && item.urgencyDays < 0;
  const title = item.kind === 'renewal' ? t('renewal') : item.title;
  const name = item.accountName ? `${title}, ${item.accountName}` : title;
  const sure = percent(item.parts.confidence, 0);
  const day = dayWords(item.urgencyDays);
  const reason = item.impactMinor === null ? t('reasonUnknown', { day, sure }) : t('reason', { money: moneyShort(item.impactMinor, item.currency), day, sure });
  return (
    <li className="work-row" data-act={active || undefined} data-sel={chosen || undefined} id={`work-${item.kind}-${item.id}`} aria-setsize={total} aria-posinset={index + 1} style={{ transform: `translateY(${top}px)`, height }}>
      {canAct ? <input type="checkbox" className="cb" checked={chosen} onChange={() => onChoose(item)} aria-label={t('act.select', { title: name })} /> : <span />}
      <Tooltip label={t('rank', { rank: count(item.rank), score: decimal(item.score) })}><span className="work-rank num"><b>{count(item.rank)}</b><span className="t3">{decimal(item.score)}</span></span></Tooltip>
      <span className="tag work-kind"><Icon size={13} aria-hidden />{t(`one.${item.kind}`)}</span>
      <div style={{ minWidth: 0 }}>
        <div className="row">
          <button type="button" className="linkbtn work-title ell" onClick={() => onOpen(item)}>{title}</button>
          {item.accountId && item.accountName && <Link to="/account/$id" params={{ id: item.accountId }} className="aname ell t2">{item.accountName}</Link>}
          {item.kind === 'task' && item.state !== 'pending' && <span className="tag">{t(`status.${item.state as 'review'}`)}</span>}
        </div>
        <div className="t3 ell work-why" title={`${item.why} ${reason}`}>{item.why && <span className="t2">{item.why} </span>}{reason}</div>
      </div>
      <div className="num work-money">{item.impactMinor === null ? <span className="t3" aria-label={t('noMoney')}>–</span> : <>{moneyShort(item.impactMinor, item.currency)}<div className="t3">{t('stake')}</div></>}</div>
      <div className="num work-day" title={item.dueOn ? dayText(item.dueOn) : undefined}><span className={late ? 'over' : 't2'}>{day}</span><div className="t3 ell">{item.assignee}</div></div>
      <div className="sig-acts">
        {canAct && canFinish(item) && <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" leftSection={<IconCheck size={14} />} aria-label={t('act.doneOf', { title: name })} onClick={() => onFinish(item)}>{t('act.done')}</Button>}
        {canAct && item.accountId && <Tooltip label={t('act.compose')}><ActionIcon size={24} aria-label={t('act.composeOf', { title: name })} onClick={() => onCompose(item)}><IconSend size={15} /></ActionIcon></Tooltip>}
        {canAct && <Tooltip label={t('act.snooze')}><ActionIcon size={24} aria-label={t('act.snoozeOf', { title: name })} onClick={() => onSnooze(item)}><IconClockPause size={15} /></ActionIcon></Tooltip>}
      </div>
    </li>
  );
});
