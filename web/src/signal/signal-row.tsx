import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconBellOff, IconCheck, IconClockPause, IconDots, IconEye, IconRotate, IconUserShare } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignalItem } from '../../../src/contract/signal.ts';
import type { SignalAction } from '../api/operations.ts';
import { ago, count, dayText, moneyShort, percent } from '../ui/format.ts';
import { Severity } from './severity.tsx';

const ended = new Set<SignalItem['state']>(['resolved', 'expired']);

export type RowAction = SignalAction | 'mute';

interface SignalRowProps {
  item: SignalItem;
  active: boolean;
  chosen: boolean;
  today: string;
  at: string | undefined;
  canAct: boolean;
  onAct: (item: SignalItem, action: RowAction) => void;
  onChoose: (item: SignalItem) => void;
  onShow: (item: SignalItem) => void;
}

function Acts({ item, onAct }: Pick<SignalRowProps, 'item' | 'onAct'>) {
  const { t } = useTranslation('signal');
  const button = { size: 'compact-xs', variant: 'subtle', color: 'gray', c: 'var(--tx)' } as const;
  const names = { label: item.label, account: item.accountName };
  const over = ended.has(item.state);
  return (
    <>
      {item.state === 'open' || item.state === 'in_play'
        ? <Button {...button} leftSection={<IconEye size={14} />} onClick={() => onAct(item, 'acknowledge')}>{t('act.acknowledge')}</Button>
        : item.state !== 'expired' && <Button {...button} leftSection={<IconRotate size={14} />} onClick={() => onAct(item, 'reopen')}>{t('act.reopen')}</Button>}
      {!over && item.state !== 'snoozed' && <Tooltip label={t('act.snooze')}><ActionIcon size={24} aria-label={t('act.snoozeOf', names)} onClick={() => onAct(item, 'snooze')}><IconClockPause size={15} /></ActionIcon></Tooltip>}
      {!over && <Button {...button} leftSection={<IconCheck size={14} />} onClick={() => onAct(item, 'resolve')}>{t('act.resolve')}</Button>}
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon size={24} aria-label={t('act.more', names)}><IconDots size={15} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {!over && <Menu.Item leftSection={<IconUserShare size={15} />} onClick={() => onAct(item, 'assign')}>{t('act.assign')}</Menu.Item>}
          <Menu.Item leftSection={<IconBellOff size={15} />} onClick={() => onAct(item, 'mute')}>{t('act.mute')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** One signal: how grave, what and where, why, the money at stake, since when, and what to do. */
export const SignalRow = memo(function SignalRow({ item, active, chosen, today, at, canAct, onAct, onChoose, onShow }: SignalRowProps) {
  const { t } = useTranslation('signal');
  const state = t(`state.${item.state}`);
  return (
    <li className="sig" data-act={active} data-sel={chosen} id={`signal-${item.id}`}>
      {canAct && <input type="checkbox" className="cb" checked={chosen} onChange={() => onChoose(item)} aria-label={t('act.select', { label: item.label, account: item.accountName })} />}
      <Severity severity={item.severity} family={item.family} />
      <div style={{ minWidth: 0 }}>
        <div className="row">
          <b style={{ fontWeight: 550, whiteSpace: 'nowrap' }}>{item.label}</b><span className="t3">{t('at')}</span>
          <Link to="/account/$id" params={{ id: item.accountId }} search={at ? { at } : {}} className="aname ell">{item.accountName}</Link>
          {item.provisional && <Tooltip label={t('provisionalHelp')}><span className="tag" tabIndex={0}>{t('provisional')}</span></Tooltip>}
          {item.state !== 'open' && <span className="tag">{item.snoozedUntil ? t('state.until', { state, day: dayText(item.snoozedUntil) }) : state}</span>}
          {item.assignee && <span className="tag"><IconUserShare size={13} aria-hidden /> {item.assignee}</span>}
        </div>
        <div className="t2">{item.why}</div>
        <div className="t3" style={{ fontSize: 12 }}>
          <button type="button" className="linkbtn" onClick={() => onShow(item)}>{item.evidence.length ? t('records', { count: item.evidence.length, text: count(item.evidence.length) }) : t('evidence')}</button>, {t('confidence', { share: percent(item.confidence, 0) })}
        </div>
      </div>
      <div className="num" style={{ textAlign: 'right' }}>{item.stakeMinor === null ? <span className="t3">–</span> : moneyShort(item.stakeMinor, item.currency)}<div className="t3" style={{ fontSize: 12 }}>{item.stakeMinor === null ? '' : t('stake')}</div></div>
      <div className="t2 num" title={dayText(item.openedOn)}>{ago(item.openedOn, today)}</div>
      <div className="sig-acts">{canAct && <Acts item={item} onAct={onAct} />}</div>
    </li>
  );
});
