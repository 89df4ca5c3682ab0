import { Drawer, SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CohortRow, CohortTable } from '../../../src/contract/metric.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { csvText, saveText } from '../ui/csv.ts';
import { count, dayText, money, moneyShort, percent } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { CsvButton } from '../ui/page-tools.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';

type Measure = 'logos' | 'revenue';
interface Cell {
  cohort: string;
  age: number;
}

/** What is left of a cohort at an age, as a share of its start; null before every account reached it. */
export function shareAt(row: CohortRow, age: number, measure: Measure): number | null {
  const cell = row.ages.find((one) => one.age === age);
  const whole = measure === 'logos' ? row.logos : row.openingMinor;
  return cell === undefined || whole === 0 ? null : (measure === 'logos' ? cell.logos : cell.minor) / whole;
}

function Heat({ data, measure, onOpen }: { data: CohortTable; measure: Measure; onOpen: (cell: Cell) => void }) {
  const { t } = useTranslation('target');
  const ages = [...new Set(data.items.flatMap((row) => row.ages.map(({ age }) => age)))].sort((a, b) => a - b);
  return (
    <div style={{ overflowX: 'auto', padding: '0 14px 14px' }} tabIndex={0} role="region" aria-label={t('cohorts.title')}>
      <table className="heat">
        <thead><tr><th scope="col" style={{ textAlign: 'left' }}>{t('cohorts.cohort')}</th><th scope="col">{t('cohorts.size')}</th><th scope="col">{t('cohorts.opening')}</th>{ages.map((age) => <th key={age} scope="col">{age === 0 ? t('cohorts.start') : t('cohorts.age', { quarters: age })}</th>)}</tr></thead>
        <tbody>{data.items.map((row) => (
          <tr key={row.quarter}>
            <th scope="row">{row.quarter}</th><td><span>{count(row.logos)}</span></td><td><span>{moneyShort(row.openingMinor, data.currency)}</span></td>
            {ages.map((age) => {
              const share = shareAt(row, age, measure);
              if (share === null) return <td key={age} />;
              return <td key={age}><button type="button" aria-label={`${t('cohorts.open', { quarter: row.quarter, quarters: age })}: ${percent(share, 0)}`} style={{ background: `color-mix(in srgb, var(--h-good) ${Math.round(Math.max(0, Math.min(1, (share - 0.4) / 0.8)) * 34)}%, var(--bg-muted))`, color: 'var(--tx)' }} onClick={() => onOpen({ cohort: row.quarter, age })}>{percent(share, 0)}</button></td>;
            })}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function CohortDrawer({ cell, row, onClose }: { cell: Cell | undefined; row: CohortRow | undefined; onClose: () => void }) {
  const { t } = useTranslation('target');
  const { asOf } = useReading();
  const read = useOperation('metric.cohorts', { ...asOf, cohort: cell?.cohort ?? '', age: cell?.age ?? 0 }, { enabled: cell !== undefined });
  return (
    <Drawer opened={cell !== undefined} onClose={onClose} size={620} title={cell ? t('cohorts.open', { quarter: cell.cohort, quarters: cell.age }) : ''}>
      {cell && (
        <Loaded read={read}>{(data) => {
          const minor = data.accounts.reduce((sum, account) => sum + account.minor, 0);
          const agrees = minor === row?.ages.find(({ age }) => age === cell.age)?.minor && data.accounts.length === row?.logos;
          return (
            <section className="card">
              <PlainTable label={t('cohorts.account')} rows={data.accounts} keyOf={(account) => account.accountId} columns={[
                { label: t('cohorts.account'), cell: (account) => <Link to="/account/$id" params={{ id: account.accountId }} search={asOf as never} className="aname">{account.accountName}</Link> },
                { label: t('cohorts.startOn'), cell: (account) => dayText(account.startOn) },
                { label: t('cohorts.openingMinor'), right: true, cell: (account) => money(account.openingMinor, data.currency) },
                { label: t('cohorts.nowMinor'), right: true, cell: (account) => <span className={account.minor <= 0 ? 'neg' : ''}>{money(account.minor, data.currency)}</span> },
              ]} foot={<tr><td colSpan={2}>{t('cohorts.sum', { count: data.accounts.length, text: count(data.accounts.length) })}, {t(agrees ? 'cohorts.agrees' : 'cohorts.differs')}</td><td className="r">{money(data.accounts.reduce((sum, account) => sum + account.openingMinor, 0), data.currency)}</td><td className="r">{money(minor, data.currency)}</td></tr>} />
            </section>
          );
        }}</Loaded>
      )}
    </Drawer>
  );
}

function cohortCsv(data: CohortTable): string {
  return csvText(['quarter', 'age_quarters', 'accounts_at_start', 'accounts', 'opening_minor', 'minor', 'currency'], data.items.flatMap((row) => row.ages.map((cell) => [row.quarter, cell.age, row.logos, cell.logos, row.openingMinor, cell.minor, data.currency])));
}

/** Retention by quarter of the start: accounts and revenue; each cell opens to its accounts. */
export function CohortsView({ cohort, age, onOpen }: { cohort: string | undefined; age: number | undefined; onOpen: (cell: { cohort?: string | undefined; age?: number | undefined }) => void }) {
  const { t } = useTranslation('target');
  const { asOf } = useReading();
  const [measure, setMeasure] = useState<Measure>('revenue');
  const read = useOperation('metric.cohorts', asOf, { keep: true });
  const cell = cohort ? { cohort, age: age ?? 0 } : undefined;
  return (
    <Loaded read={read}>{(data) => data.items.length === 0 ? <Empty title={t('cohorts.none')} /> : (
      <div className="section" style={{ maxWidth: 'none' }}>
        <Card title={t('cohorts.title')} tools={<><HowComputed title={t('cohorts.title')}>{t('cohorts.how')}</HowComputed><SegmentedControl aria-label={t('cohorts.measure')} value={measure} onChange={(value) => setMeasure(value as Measure)} data={[{ value: 'revenue', label: t('cohorts.revenue') }, { value: 'logos', label: t('cohorts.logos') }]} /><CsvButton onSave={() => saveText('cohorts.csv', cohortCsv(data), 'text/csv')} /></>}>
          <Heat data={data} measure={measure} onOpen={(next) => onOpen({ cohort: next.cohort, age: next.age })} />
        </Card>
        {data.notes.map((note) => <p key={note} className="note" style={{ margin: 0 }}>{note}</p>)}
        <CohortDrawer cell={cell} row={data.items.find((row) => row.quarter === cohort)} onClose={() => onOpen({ cohort: undefined, age: undefined })} />
      </div>
    )}</Loaded>
  );
}
