import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconCheck, IconClockPause, IconEye, IconRotate } from '@tabler/icons-react';
import { memo } from 'react';
import type { SignalItem } from '../../../src/contract/signal.ts';
import type { SignalAction } from '../api/operations.ts';
import { ago, counted, dayText, moneyShort, percent, words } from '../ui/format.ts';
import { Severity } from './severity.tsx';

const ended = new Set<SignalItem['state']>(['resolved', 'expired']);

interface SignalRowProps {
  item: SignalItem;
  active: boolean;
  today: string;
  at: string | undefined;
  canAct: boolean;
  onAct: (item: SignalItem, action: SignalAction) => void;
  onShow: (item: SignalItem) => void;
}

function Acts({ item, onAct }: Pick<SignalRowProps, 'item' | 'onAct'>) {
  if (item.state === 'resolved' || item.state === 'snoozed' || item.state === 'acknowledged') {
    return (
      <>
        <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" leftSection={<IconRotate size={14} />} onClick={() => onAct(item, 'reopen')}>Reopen</Button>
        {item.state !== 'resolved' && <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" leftSection={<IconCheck size={14} />} onClick={() => onAct(item, 'resolve')}>Resolve</Button>}
      </>
    );
  }
  if (ended.has(item.state)) return null;
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" leftSection={<IconEye size={14} />} onClick={() => onAct(item, 'acknowledge')}>Acknowledge</Button>
      <Tooltip label="Snooze for 7 days"><ActionIcon size={24} aria-label={`Snooze ${item.label} at ${item.accountName} for 7 days`} onClick={() => onAct(item, 'snooze')}><IconClockPause size={15} /></ActionIcon></Tooltip>
      <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" leftSection={<IconCheck size={14} />} onClick={() => onAct(item, 'resolve')}>Resolve</Button>
    </>
  );
}

/** One signal: how grave, what and where, why, the money at stake, since when, and what to do. */
export const SignalRow = memo(function SignalRow({ item, active, today, at, canAct, onAct, onShow }: SignalRowProps) {
  return (
    <li className="sig" data-act={active} id={`signal-${item.id}`}>
      <Severity severity={item.severity} family={item.family} />
      <div style={{ minWidth: 0 }}>
        <div className="row">
          <b style={{ fontWeight: 550 }}>{item.label}</b><span className="t3">at</span>
          <Link to="/account/$id" params={{ id: item.accountId }} search={at ? { at } : {}} className="aname ell">{item.accountName}</Link>
          {item.provisional && <Tooltip label="Moves with today's data; settled at the daily close"><span className="tag" tabIndex={0}>provisional</span></Tooltip>}
          {item.state !== 'open' && <span className="tag">{words(item.state)}{item.snoozedUntil ? ` until ${dayText(item.snoozedUntil)}` : ''}</span>}
        </div>
        <div className="t2">{item.why}</div>
        <div className="t3" style={{ fontSize: 12 }}>
          <button type="button" className="linkbtn" onClick={() => onShow(item)}>{item.evidence.length ? counted(item.evidence.length, 'record') : 'Evidence'}</button>, confidence {percent(item.confidence, 0)}{item.assignee ? `, ${item.assignee}` : ''}
        </div>
      </div>
      <div className="num" style={{ textAlign: 'right' }}>{item.stakeMinor === null ? <span className="t3">–</span> : moneyShort(item.stakeMinor, item.currency)}<div className="t3" style={{ fontSize: 12 }}>{item.stakeMinor === null ? '' : 'at stake'}</div></div>
      <div className="t2 num" title={dayText(item.openedOn)}>{ago(item.openedOn, today)}</div>
      <div className="sig-acts">{canAct && <Acts item={item} onAct={onAct} />}</div>
    </li>
  );
});
