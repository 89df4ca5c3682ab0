import { Button, Collapse } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignalMute } from '../../../src/contract/account-page.ts';
import type { SignalItem } from '../../../src/contract/signal.ts';
import { call } from '../api/call.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { capital, count, dayText, moneyShort, momentText } from '../ui/format.ts';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { useEvidence } from './evidence.tsx';
import { MuteDialog } from './mute-dialog.tsx';
import { useTerm } from './term.ts';
import { useUndo } from './use-undo.tsx';

const pageLimit = 200;

function Done({ id }: { id: string }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const { asOf } = useReading();
  const read = useOperation('signal.show', { id, ...asOf });
  return (
    <Loaded read={read} skeleton={<RowsSkeleton rows={2} height={28} />}>
      {(signal) => (
        <ul className="changes" style={{ marginTop: 6 }}>
          {signal.events.map((event, index) => (
            <li key={index} style={{ gridTemplateColumns: '132px minmax(0,1fr)' }}><span className="t3 num">{momentText(event.at)}</span><span>{term('signalState', event.toState)}{event.note ? `: ${event.note}` : ''} <span className="t3">{event.by === 'system' ? t('signals.bySystem') : event.by}</span></span></li>
          ))}
          {signal.rule && <li style={{ display: 'block' }} className="t2">{t('signals.rule', { version: signal.rule.version })} {signal.rule.description} <code className="mono">{signal.rule.open}</code></li>}
        </ul>
      )}
    </Loaded>
  );
}

function Row({ item, onMute }: { item: SignalItem; onMute: (() => void) | undefined }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const show = useEvidence();
  const [opened, setOpened] = useState(false);
  return (
    <li className="srow">
      <span className="tag-dot" style={{ background: item.family === 'risk' ? 'var(--h-risk)' : 'var(--h-good)', margin: '6px 0 0 5px' }} />
      <div style={{ minWidth: 0 }}>
        <div><b style={{ fontWeight: 550 }}>{capital(item.label)}</b> <span className="t3">{term('severity', item.severity)} · {term('signalState', item.state)}</span></div>
        <div className="t2" style={{ fontSize: 12.5 }}>{item.why}</div>
        <div className="row" style={{ gap: 12, marginTop: 3 }}>
          <button type="button" className="ghost" onClick={() => show({ title: capital(item.label), note: item.why, evidence: item.evidence })}>{t('ledger.records')}<span className="sr"> {item.label}</span></button>
          <button type="button" className="ghost" aria-expanded={opened} onClick={() => setOpened(!opened)}>{t('signals.whatWasDone')}<span className="sr"> {item.label}</span></button>
          {onMute && <button type="button" className="ghost" onClick={onMute}>{t('mute.open')}<span className="sr"> {item.label}</span></button>}
        </div>
        <Collapse expanded={opened}>{opened && <Done id={item.id} />}</Collapse>
      </div>
      <span className="num t3" style={{ textAlign: 'right', whiteSpace: 'nowrap', fontSize: 12 }}>{item.stakeMinor === null ? '' : <b style={{ color: 'var(--tx)', fontWeight: 550 }}>{moneyShort(item.stakeMinor, item.currency)}<br /></b>}{dayText(item.openedOn)}{item.closedOn ? ` – ${dayText(item.closedOn)}` : ''}</span>
    </li>
  );
}

function Mutes({ mutes, canWrite }: { mutes: readonly SignalMute[]; canWrite: boolean }) {
  const { t } = useTranslation('account');
  const { say, fail } = useUndo();
  const unmute = async (mute: SignalMute) => {
    try {
      await call('signal.unmute', { id: mute.id });
      await say(t('mute.lifted', { label: mute.label }), () => call('signal.mute', { account: mute.accountId, type: mute.type, reason: mute.reason, until: mute.untilOn }));
    } catch (error) {
      fail(error);
    }
  };
  return (
    <Card title={t('mute.list')} note={count(mutes.length)}>
      <ul className="sig-list">
        {mutes.map((mute) => (
          <li className="srow" key={mute.id}>
            <span />
            <div><b style={{ fontWeight: 550 }}>{capital(mute.label)}</b> <span className="t3">{mute.active ? t('mute.untilDay', { day: dayText(mute.untilOn) }) : mute.liftedOn ? t('mute.wasLifted', { day: dayText(mute.liftedOn) }) : t('mute.ended', { day: dayText(mute.untilOn) })}</span><div className="t2" style={{ fontSize: 12.5 }}>{mute.reason} <span className="t3">{mute.by}, {dayText(mute.mutedOn)}</span></div></div>
            {mute.active && canWrite && <Button size="compact-xs" onClick={() => void unmute(mute)}>{t('mute.unmute')}</Button>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Signals of this account: those that stand and those of the past with what was done, and the rules that are muted for it. */
export function SignalsTab({ accountId, canWrite }: { accountId: string; canWrite: boolean }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const [rule, setRule] = useState<{ type: string; label: string }>();
  const read = useOperation('signal.list', { accountId, state: 'all', limit: pageLimit, ...asOf }, { keep: true });
  const mutes = useOperation('signal.mutes', { accountId, ...asOf }, { keep: true });
  const muted = new Set(mutes.data?.items.filter((mute) => mute.active).map((mute) => mute.type));
  const rows = (items: readonly SignalItem[]) => <ul className="sig-list">{items.map((item) => <Row key={item.id} item={item} onMute={canWrite && !muted.has(item.type) ? () => setRule({ type: item.type, label: item.label }) : undefined} />)}</ul>;
  return (
    <>
      <Loaded read={read} skeleton={<div className="card"><RowsSkeleton /></div>}>
        {({ items, total }) => {
          const live = items.filter((item) => item.closedOn === null);
          const past = items.filter((item) => item.closedOn !== null).toSorted((a, b) => (b.closedOn ?? '').localeCompare(a.closedOn ?? ''));
          return (
            <>
              <Card title={t('signals.live')} note={count(live.length)}>{live.length ? rows(live) : <Empty title={t('signals.none')}>{t('signals.noneHint')}</Empty>}</Card>
              {mutes.data && mutes.data.items.length > 0 && <Mutes mutes={mutes.data.items} canWrite={canWrite} />}
              <Card title={t('signals.past')} note={total > items.length ? t('signals.newest', { shown: count(past.length), count: total }) : count(past.length)}>{past.length ? rows(past) : <Empty title={t('signals.nonePast')} />}</Card>
            </>
          );
        }}
      </Loaded>
      <MuteDialog accountId={accountId} rule={rule} onClose={() => setRule(undefined)} />
    </>
  );
}
