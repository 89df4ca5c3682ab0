import { Link } from '@tanstack/react-router';
import type { AccountDetail } from '../../../src/contract/account.ts';
import type { HealthDetail } from '../../../src/contract/health.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { PersonMark } from '../ui/avatar.tsx';
import { BandMark, bandLabels } from '../ui/band-mark.tsx';
import { ago, count, dayText, moneyShort, momentText, words } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';
import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEvidence } from './evidence.tsx';
import { KindIcon } from './timeline-tab.tsx';

const silentDays = 30;

function Details({ detail, health }: { detail: AccountDetail; health: HealthDetail | undefined }) {
  const { account, lines } = detail;
  const seats = lines.filter((line) => line.inForce && line.unit?.startsWith('seat')).reduce((sum, line) => sum + (line.quantity ?? 0), 0);
  const inForce = lines.filter((line) => line.inForce).length;
  const rows: [string, ReactNode][] = [
    ['Owner', account.owner ? <span className="row"><PersonMark name={account.owner} />{account.owner}</span> : <span className="t3">None</span>],
    ['Stage', account.stage ? words(account.stage) : '–'],
    ['Segment', account.segment ? words(account.segment) : '–'],
    ['Contract', inForce ? `${inForce} line${inForce === 1 ? '' : 's'} in force${seats ? `, ${count(seats)} seats` : ''}` : 'None in force'],
    ['Customer since', account.customerSince ? dayText(account.customerSince) : '–'],
    ['CSM pulse', health?.pulse ? <span className="row"><BandMark band={health.pulse.value} size={9} />{bandLabels[health.pulse.value]} <span className="t3">{dayText(health.pulse.at)}</span></span> : <span className="t3">None</span>],
  ];
  return (
    <section className="sec">
      <h2 className="sec-h">Details</h2>
      <dl className="kv">{rows.map(([label, value]) => [<dt key={`${label}-t`}>{label}</dt>, <dd key={label}>{value}</dd>])}</dl>
    </section>
  );
}

function AccountSignals({ accountId }: { accountId: string }) {
  const { asOf } = useReading();
  const show = useEvidence();
  const read = useOperation('signal.list', { accountId, state: 'live', limit: 50, ...asOf });
  return (
    <section className="sec">
      <h2 className="sec-h">Signals <Link to="/signals" search={{ ...asOf }} className="ghost">All</Link></h2>
      <Loaded read={read} skeleton={<Skeleton height={40} />}>
        {({ items }) => items.length === 0 ? <span className="t3">None open</span> : items.map((item) => (
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

function contactState(person: AccountDetail['people'][number], today: string): { band: 'good' | 'watch' | 'risk' | 'unknown'; text: string } {
  if (person.leftOn && person.leftOn <= today) return { band: 'risk', text: `Left ${dayText(person.leftOn)}` };
  if (!person.lastContactOn) return { band: 'unknown', text: 'No contact known' };
  const days = daysBetween(person.lastContactOn.slice(0, 10), today);
  return days > silentDays ? { band: 'watch', text: `No contact in ${days} days` } : { band: 'good', text: `In touch ${ago(person.lastContactOn, today).toLowerCase()}` };
}

function KeyPeople({ people, today }: { people: AccountDetail['people']; today: string }) {
  const shown = people.toSorted((a, b) => Number(b.role !== null) - Number(a.role !== null)).slice(0, 4);
  return (
    <section className="sec">
      <h2 className="sec-h">Key people</h2>
      {shown.length === 0 && <span className="t3">No contact is known.</span>}
      {shown.map((person) => {
        const state = contactState(person, today);
        const name = person.name ?? person.email ?? 'Unnamed';
        return (
          <div className="person" key={person.id}>
            <PersonMark name={name} size={26} />
            <div style={{ minWidth: 0 }}>
              <div className="ell"><b style={{ fontWeight: 550 }}>{name}</b> <span className="t2">{[person.title, person.role && words(person.role).toLowerCase()].filter(Boolean).join(', ')}</span></div>
              <div className="row t2"><BandMark band={state.band} size={8} />{state.text}</div>
            </div>
          </div>
        );
      })}
    </section>
  );
}

function Freshness({ freshness }: { freshness: AccountDetail['freshness'] }) {
  return (
    <section className="sec">
      <h2 className="sec-h">Freshness</h2>
      <dl className="kv">
        {freshness.map((source) => [<dt key={`${source.sourceId}-t`} className="ell" title={source.name}>{source.name}</dt>, <dd key={source.sourceId}>{source.lastReceivedAt ? momentText(source.lastReceivedAt) : <span className="t3">Nothing received</span>}</dd>])}
      </dl>
    </section>
  );
}

function Recent({ accountId, today }: { accountId: string; today: string }) {
  const { asOf } = useReading();
  const read = useOperation('account.timeline', { id: accountId, limit: 6, ...asOf });
  return (
    <section className="sec">
      <h2 className="sec-h">Recent activity</h2>
      <Loaded read={read} skeleton={<Skeleton height={60} />}>
        {({ items }) => items.length === 0 ? <span className="t3">Nothing yet</span> : items.map((entry) => <div className="ms" key={entry.id}><KindIcon kind={entry.kind} /><span className="ell" title={entry.title}>{entry.title}</span><span className="t3 num">{ago(entry.at, today)}</span></div>)}
      </Loaded>
    </section>
  );
}

/** The right rail: who it is, what is open, who is who, how fresh the data is and what happened last. */
export function Rail({ detail, health }: { detail: AccountDetail; health: HealthDetail | undefined }) {
  const { today } = useReading();
  return (
    <aside className="rail" aria-label="About the account" tabIndex={0}>
      <Details detail={detail} health={health} />
      <AccountSignals accountId={detail.account.id} />
      <KeyPeople people={detail.people} today={today} />
      <Freshness freshness={detail.freshness} />
      <Recent accountId={detail.account.id} today={today} />
    </aside>
  );
}
