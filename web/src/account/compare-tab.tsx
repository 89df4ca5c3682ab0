import { Skeleton, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HealthComparison } from '../../../src/contract/account-page.ts';
import { addDays, isDay } from '../../../src/lib/period.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading, useSession } from '../app/reading.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText, decimal, percent, signed } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { useEvidence } from './evidence.tsx';
import { SortedTable } from './sorted-table.tsx';
import { useTerm } from './term.ts';

const usualDays = 90;
const dash = <span className="t3">–</span>;

function Side({ side, day }: { side: HealthComparison['from']; day: string }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  return (
    <div className="side2">
      <div className="t3">{dayText(day)}</div>
      {side === null ? <div className="state-title">{t('compare.notKnown')}</div> : (
        <>
          <div className="row"><BandMark band={side.band} size={15} /><b className="bignum">{side.score === null ? '–' : Math.round(side.score)}</b><span className="t2">{term('band', side.band)}</span></div>
          <div className="t3" style={{ fontSize: 12 }}>{t('compare.coverage', { share: percent(side.coverage, 0) })} · {t('health.card', { label: side.scorecard.label, version: side.scorecard.version })}</div>
        </>
      )}
    </div>
  );
}

function Drivers({ drivers }: { drivers: HealthComparison['drivers'] }) {
  const { t } = useTranslation('account');
  return (
    <SortedTable label={t('compare.drivers')} rows={drivers} keyOf={(driver) => driver.id} columns={[
      { id: 'label', label: t('drivers.driver'), by: (driver) => driver.label, cell: (driver) => <b style={{ fontWeight: 550 }}>{driver.label}</b> },
      { id: 'fromScore', label: t('compare.scoreThen'), right: true, by: (driver) => driver.fromScore, cell: (driver) => (driver.fromScore === null ? dash : Math.round(driver.fromScore)) },
      { id: 'toScore', label: t('compare.scoreNow'), right: true, by: (driver) => driver.toScore, cell: (driver) => (driver.toScore === null ? dash : Math.round(driver.toScore)) },
      { id: 'from', label: t('compare.pointsThen'), right: true, by: (driver) => driver.fromPoints, cell: (driver) => (driver.fromPoints === null ? dash : decimal(driver.fromPoints).replace('-', '−')) },
      { id: 'to', label: t('compare.pointsNow'), right: true, by: (driver) => driver.toPoints, cell: (driver) => (driver.toPoints === null ? dash : decimal(driver.toPoints).replace('-', '−')) },
      { id: 'moved', label: t('compare.moved'), right: true, by: (driver) => driver.moved, cell: (driver) => <b className={driver.moved < 0 ? 'neg' : driver.moved > 0 ? 'pos' : 't3'}>{driver.moved > 0 ? '+' : ''}{decimal(driver.moved).replace('-', '−')}</b> },
    ]} />
  );
}

function Facts({ facts }: { facts: HealthComparison['facts'] }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const show = useEvidence();
  return (
    <SortedTable label={t('compare.facts')} rows={facts} keyOf={(fact) => fact.id} columns={[
      { id: 'label', label: t('compare.fact'), by: (fact) => fact.label, cell: (fact) => <b style={{ fontWeight: 550 }}>{fact.label}</b> },
      { id: 'area', label: t('compare.area'), by: (fact) => fact.area, cell: (fact) => term('area', fact.area) },
      { id: 'from', label: t('compare.then'), cell: (fact) => fact.from.text },
      { id: 'to', label: t('compare.now'), cell: (fact) => fact.to.text },
      { id: 'evidence', label: t('ledger.records'), cell: (fact) => (fact.evidence.length ? <button type="button" className="linkbtn" onClick={() => show({ title: fact.label, note: `${fact.from.text} → ${fact.to.text}`, evidence: fact.evidence })}>{t('compare.records', { count: fact.evidence.length })}<span className="sr"> {fact.label}</span></button> : dash) },
    ]} />
  );
}

function Comparison({ data, from, to }: { data: HealthComparison; from: string; to: string }) {
  const { t } = useTranslation('account');
  const moved = data.from?.score != null && data.to?.score != null ? data.to.score - data.from.score : null;
  return (
    <>
      <div className="sides"><Side side={data.from} day={from} /><div className="side2"><div className="t3">{t('compare.difference')}</div><b className={`bignum ${moved !== null && moved < 0 ? 'neg' : 'pos'}`}>{moved === null ? '–' : signed(moved)}</b></div><Side side={data.to} day={to} /></div>
      {data.from && data.to && data.from.scorecard.id !== data.to.scorecard.id && <p className="note">{t('compare.otherCard', { from: data.from.scorecard.label, to: data.to.scorecard.label })}</p>}
      <Card title={t('compare.drivers')} note={t('compare.driversNote')}>{data.drivers.length ? <Drivers drivers={data.drivers} /> : <Empty title={t('compare.noDrivers')} />}</Card>
      <Card title={t('compare.facts')} note={count(data.facts.length)}>{data.facts.length ? <Facts facts={data.facts} /> : <Empty title={t('compare.noFacts')} />}</Card>
    </>
  );
}

/** The account at two dates side by side: score, band, points of every driver, and the facts that changed with their records. */
export function CompareTab({ accountId }: { accountId: string }) {
  const { t } = useTranslation('account');
  const { asOf, today } = useReading();
  const { instance } = useSession();
  const navigate = useNavigate();
  const { from: given } = useSearch({ from: '/app/account/$id' });
  const from = given && given < today ? given : addDays(today, -usualDays);
  const read = useOperation('health.compare', { id: accountId, from, ...(asOf.at ? { to: asOf.at } : {}) }, { keep: true });
  const go = (next: object) => void navigate({ to: '.', search: (search: object) => ({ ...search, ...next }) as never, replace: true });
  return (
    <>
      <Card title={t('compare.title')} note={t('compare.note')}>
        <div className="filters">
          <TextInput type="date" label={t('compare.first')} value={from} max={addDays(today, -1)} onChange={(event) => isDay(event.currentTarget.value) && go({ from: event.currentTarget.value })} />
          <TextInput type="date" label={t('compare.second')} value={today} max={instance.today} onChange={(event) => isDay(event.currentTarget.value) && go({ at: event.currentTarget.value === instance.today ? undefined : event.currentTarget.value })} />
        </div>
      </Card>
      <Loaded read={read} skeleton={<div className="card" style={{ padding: 16 }}><Skeleton height={240} /></div>}>{(data) => <Comparison data={data} from={from} to={today} />}</Loaded>
    </>
  );
}
