import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconArrowRight, IconSparkles } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountDetail } from '../../../src/contract/account.ts';
import type { HealthDetail } from '../../../src/contract/health.ts';
import type { UseQueryResult } from '@tanstack/react-query';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { capital, dayText, decimal, money, moneyShort, percent, until } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';
import { useEvidence } from './evidence.tsx';
import { HealthCard } from './health-card.tsx';
import { sumsOf } from './money-tab.tsx';
import { Gaps } from './people-tab.tsx';
import { UsageCard } from './usage-card.tsx';

const dash = <span className="t3">–</span>;

/** The one thing to do next, with the rule that chose it and the records behind it. */
export function NextStepCard({ accountId }: { accountId: string }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const show = useEvidence();
  const read = useOperation('account.next', { id: accountId, ...asOf }, { keep: true });
  return (
    <Loaded read={read} skeleton={<Skeleton height={56} radius={10} />}>
      {(step) => (
        <section className="card next" aria-label={t('next.title')}>
          <IconSparkles size={17} color="var(--accent)" aria-hidden />
          <div style={{ minWidth: 0 }}>
            <h2>{step.rule === 'task' ? step.title : t(`action.${step.action}` as 'action.keep_going', { defaultValue: step.title })}</h2>
            {(step.subject ?? step.reason) && <div className="t2">{step.subject ? `${capital(step.subject)}${step.reason ? `: ${step.reason}` : ''}` : step.reason}</div>}
            <div className="t3" style={{ fontSize: 12 }}>{t(`next.rule_${step.rule}`)}{step.effortHours !== null && step.expectedMinor !== null && ` ${t('next.worth', { money: moneyShort(step.expectedMinor, step.baseCurrency), hours: decimal(step.effortHours), sure: percent(step.confidence ?? 0, 0) })}`}</div>
          </div>
          {step.evidence.length > 0 && <button type="button" className="linkbtn" onClick={() => show({ title: capital(step.subject ?? t('next.title')), note: step.reason ?? '', evidence: step.evidence })}>{t('compare.records', { count: step.evidence.length })}</button>}
        </section>
      )}
    </Loaded>
  );
}

function TabLink({ id, tab, children }: { id: string; tab: string; children: ReactNode }) {
  const { asOf } = useReading();
  return <Link to="/account/$id" params={{ id }} search={{ ...asOf, tab } as never} className="ghost row">{children}<IconArrowRight size={13} aria-hidden /></Link>;
}

function MoneyCard({ detail }: { detail: AccountDetail }) {
  const { t } = useTranslation('account');
  const { today } = useReading();
  const { account, lines, invoices } = detail;
  const overdue = invoices.filter((invoice) => invoice.status === 'overdue');
  const optOut = lines.filter((line) => line.inForce && line.optOutOn !== null && line.optOutOn >= today).map((line) => line.optOutOn as string).sort()[0];
  const inForce = sumsOf(lines.filter((line) => line.inForce && line.kind === 'recurring'), (line) => line.annualMinor);
  const rows: [string, ReactNode][] = [
    [t('money.arr'), account.arrMinor === null ? dash : money(account.arrMinor, account.currency)],
    ...(inForce.length > 1 ? [[t('money.byCurrency'), inForce.map(({ currency, minor }) => money(minor, currency)).join(' + ')] as [string, ReactNode]] : []),
    [t('money.renewal'), account.renewalOn ? <>{dayText(account.renewalOn)} <span className={account.renewalOn < today ? 'neg' : 't3'}>{until(account.renewalOn, today)}</span></> : dash],
    [t('money.optOut'), optOut ? <>{dayText(optOut)} <span className="t3">{until(optOut, today)}</span></> : dash],
    [t('money.overdue'), invoices.length === 0 ? <span className="t3">{t('invoice.none')}</span> : overdue.length === 0 ? t('money.nothingOverdue') : <span className="neg">{sumsOf(overdue, (invoice) => invoice.amountMinor).map(({ currency, minor }) => money(minor, currency)).join(' + ')}, {t('money.invoices', { count: overdue.length })}</span>],
  ];
  return (
    <Card title={t('money.title')} tools={<TabLink id={account.id} tab="money">{t('money.all')}</TabLink>}>
      {lines.length === 0 && invoices.length === 0 ? <p className="pad t3">{t('money.none')}</p> : <dl className="kv pad">{rows.map(([label, value]) => [<dt key={`${label}-t`}>{label}</dt>, <dd key={label} className="num">{value}</dd>])}</dl>}
    </Card>
  );
}

function StakeholderCard({ accountId }: { accountId: string }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const read = useOperation('account.people', { id: accountId, ...asOf }, { keep: true });
  return (
    <Card title={t('people.relationship')} note={read.data ? t('people.count', { count: read.data.people.filter((person) => person.leftOn === null).length }) : ''} tools={<TabLink id={accountId} tab="people">{t('people.mapLink')}</TabLink>}>
      <Loaded read={read} skeleton={<div className="pad"><Skeleton height={80} /></div>}>{(map) => <Gaps gaps={map.gaps} people={map.people} />}</Loaded>
    </Card>
  );
}

/** What a person needs first: why the health is what it is, what to do, usage, money and people. */
export function OverviewTab({ detail, health, canWrite }: { detail: AccountDetail; health: UseQueryResult<HealthDetail>; canWrite: boolean }) {
  const id = detail.account.id;
  return (
    <div className="stack" style={{ gap: 16 }}>
      <NextStepCard accountId={id} />
      <Loaded read={health} skeleton={<div className="card" style={{ padding: 16 }}><Skeleton height={220} /></div>}>{(data) => <HealthCard health={data} canWrite={canWrite} />}</Loaded>
      <div className="two"><MoneyCard detail={detail} /><StakeholderCard accountId={id} /></div>
      <UsageCard accountId={id} />
    </div>
  );
}

