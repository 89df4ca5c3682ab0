import { Link } from '@tanstack/react-router';
import type { AccountDetail } from '../../../src/contract/account.ts';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { PersonMark } from '../ui/avatar.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { ago, dayText, momentText, moneyShort, stageText, words } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useEvidence } from './evidence.tsx';
import { useTerm } from './term.ts';
import { KindIcon, useEntryTitle } from './timeline-tab.tsx';

const silentDays = 30;

function Details({ detail, health }: { detail: AccountDetail; health: HealthDetail | undefined }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const { account, lines } = detail;
  const seats = lines.filter((line) => line.inForce && line.unit?.startsWith('seat')).reduce((sum, line) => sum + (line.quantity ?? 0), 0);
  const inForce = lines.filter((line) => line.inForce).length;
  const rows: [string, ReactNode][] = [
    [t('rail.owner'), account.owner ? <span className="row"><PersonMark name={account.owner} />{account.owner}</span> : <span className="t3">{t('rail.none')}</span>],
    [t('rail.stage'), account.stage ? stageText(account.stage) : '–'],
    [t('rail.segment'), account.segment ? words(account.segment) : '–'],
    [t('rail.contract'), inForce ? [t('rail.lines', { count: inForce }), ...(seats ? [t('usage.seats', { count: seats })] : [])].join(', ') : t('rail.noLines')],
    [t('rail.since'), account.customerSince ? dayText(account.customerSince) : '–'],
    [t('rail.pulse'), health?.pulse ? <span className="row"><BandMark band={health.pulse.value} size={9} />{term('band', health.pulse.value)} <span className="t3">{dayText(health.pulse.at)}</span></span> : <span className="t3">{t('rail.none')}</span>],
  ];
  return (
    <section className="sec">
      <h2 className="sec-h">{t('rail.details')}</h2>
      <dl className="kv">{rows.map(([label, value]) => [<dt key={`${label}-t`}>{label}</dt>, <dd key={label}>{value}</dd>])}</dl>
    </section>
  );
}

function AccountSignals({ accountId }: { accountId: string }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const show = useEvidence();
  const read = useOperation('signal.list', { accountId, state: 'live', limit: 50, ...asOf });
  return (
    <section className="sec">
      <h2 className="sec-h">{t('tab.signals')} <Link to="/account/$id" params={{ id: accountId }} search={{ ...asOf, tab: 'signals' } as never} className="ghost">{t('all')}</Link></h2>
      <Loaded read={read} skeleton={<Skeleton height={40} />}>
        {({ items }) => items.length === 0 ? <span className="t3">{t('rail.noneOpen')}</span> : items.map((item) => (
          <div className="ms" key={item.id}>
            <span className="tag-dot" style={{ background: item.family === 'risk' ? 'var(--h-risk)' : 'var(--h-good)', margin: '6px 0 0 5px' }} />
            <div><button type="button" className="linkbtn" style={{ color: 'var(--tx)' }} onClick={() => show({ title: item.label, note: item.why, evidence: item.evidence })}>{item.label}</button><div className="t2" style={{ fontSize: 12 }}>{item.why}</div></div>
            <span className="t3 num">{item.stakeMinor === null ? '' : moneyShort(item.stakeMinor, item.currency)}</span>
          </div>
        ))}
      </Loaded>
    </section>
  );
}

function contactState(person: AccountDetail['people'][number], today: string, t: TFunction<'account'>): { band: 'good' | 'watch' | 'risk' | 'unknown'; text: string } {
  if (person.leftOn && person.leftOn <= today) return { band: 'risk', text: t('people.leftOn', { day: dayText(person.leftOn) }) };
  if (!person.lastContactOn) return { band: 'unknown', text: t('people.noContact') };
  const days = daysBetween(person.lastContactOn.slice(0, 10), today);
  return days > silentDays ? { band: 'watch', text: t('people.noContactDays', { count: days }) } : { band: 'good', text: t('people.inTouch', { ago: ago(person.lastContactOn, today) }) };
}

function KeyPeople({ people, today }: { people: AccountDetail['people']; today: string }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const shown = people.toSorted((a, b) => Number(b.role !== null) - Number(a.role !== null)).slice(0, 4);
  return (
    <section className="sec">
      <h2 className="sec-h">{t('rail.people')}</h2>
      {shown.length === 0 && <span className="t3">{t('people.none')}</span>}
      {shown.map((person) => {
        const state = contactState(person, today, t);
        const name = person.name ?? person.email ?? t('people.unnamed');
        return (
          <div className="person" key={person.id}>
            <PersonMark name={name} size={26} />
            <div style={{ minWidth: 0 }}>
              <div className="ell"><b style={{ fontWeight: 550 }}>{name}</b> <span className="t2">{[person.title, person.role && term('role', person.role)].filter(Boolean).join(', ')}</span></div>
              <div className="row t2"><BandMark band={state.band} size={8} />{state.text}</div>
            </div>
          </div>
        );
      })}
    </section>
  );
}

function Freshness({ freshness }: { freshness: AccountDetail['freshness'] }) {
  const { t } = useTranslation('account');
  return (
    <section className="sec">
      <h2 className="sec-h">{t('rail.freshness')}</h2>
      <dl className="kv">
        {freshness.map((source) => [<dt key={`${source.sourceId}-t`} className="ell" title={source.name}>{source.name}</dt>, <dd key={source.sourceId}>{source.lastReceivedAt ? momentText(source.lastReceivedAt) : <span className="t3">{t('rail.nothing')}</span>}</dd>])}
      </dl>
    </section>
  );
}

function Recent({ accountId, today }: { accountId: string; today: string }) {
  const { t } = useTranslation('account');
  const titleOf = useEntryTitle();
  const { asOf } = useReading();
  const read = useOperation('account.timeline', { id: accountId, limit: 6, ...asOf });
  return (
    <section className="sec">
      <h2 className="sec-h">{t('rail.recent')}</h2>
      <Loaded read={read} skeleton={<Skeleton height={60} />}>
        {({ items }) => items.length === 0 ? <span className="t3">{t('rail.nothingYet')}</span> : items.map((entry) => <div className="ms" key={`${entry.kind} ${entry.id}`}><KindIcon kind={entry.kind} /><span className="ell" title={titleOf(entry)}>{titleOf(entry)}</span><span className="t3 num">{ago(entry.at, today)}</span></div>)}
      </Loaded>
    </section>
  );
}

/** The right rail: who it is, what is open, who is who, how fresh the data is and what happened last. */
export function Rail({ detail, health }: { detail: AccountDetail; health: HealthDetail | undefined }) {
  const { t } = useTranslation('account');
  const { today } = useReading();
  return (
    <aside className="rail" aria-label={t('rail.about')} tabIndex={0}>
      <Details detail={detail} health={health} />
      <AccountSignals accountId={detail.account.id} />
      <KeyPeople people={detail.people} today={today} />
      <Freshness freshness={detail.freshness} />
      <Recent accountId={detail.account.id} today={today} />
    </aside>
  );
}
