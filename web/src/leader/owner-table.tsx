import { useTranslation } from 'react-i18next';
import type { OwnerLoad, TeamLoad } from '../../../src/contract/team.ts';
import type { LoadFigure } from '../api/operations.ts';
import { PersonMark } from '../ui/avatar.tsx';
import { BandBar } from '../ui/band-bar.tsx';
import { count, decimal, percent, sumText } from '../ui/format.ts';
import type { OpenFigure } from './leader-page.tsx';

const first = (sums: OwnerLoad['arr']) => sums[0]?.minor ?? 0;
const keys: Record<string, (row: OwnerLoad) => number> = {
  used: (row) => row.used ?? -1, accounts: (row) => row.accounts, arr: (row) => first(row.arr), risk: (row) => first(row.riskArr), signals: (row) => row.signals, renewals: (row) => first(row.renewalArr), touches: (row) => row.touchesPerWeek ?? -1, cadence: (row) => (row.pastCadence ?? -1) / Math.max(1, row.accounts),
};

interface Sort {
  key: string;
  down: boolean;
}

interface OwnerTableProps {
  data: TeamLoad;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: OpenFigure;
}

function Head({ column, sort, onSort, right = false }: { column: 'owner' | 'used' | 'accounts' | 'arr' | 'health' | 'risk' | 'signals' | 'renewals' | 'touches' | 'cadence'; sort: Sort; onSort: (sort: Sort) => void; right?: boolean }) {
  const { t } = useTranslation('leader');
  const on = sort.key === column;
  if (!(column in keys)) return <th scope="col">{t(`columns.${column}`)}</th>;
  return <th scope="col" className={right ? 'r' : ''} aria-sort={on ? (sort.down ? 'descending' : 'ascending') : 'none'}><button type="button" className="ghost" onClick={() => onSort({ key: column, down: on ? !sort.down : true })}>{t(`columns.${column}`)}{on ? (sort.down ? ' ↓' : ' ↑') : ''}</button></th>;
}

function Capacity({ row }: { row: OwnerLoad }) {
  const { t } = useTranslation('leader');
  if (row.used === null) return <span className="t3">–</span>;
  const over = row.over.length > 0;
  return (
    <>
      <span className="sharebar" data-over={over} aria-hidden><i style={{ width: `${Math.min(100, row.used * 100)}%` }} /></span> <b className={over ? 'over' : ''}>{percent(row.used, 0)}</b>
      {over && <span className="sub">{t('over', { limits: row.over.map((limit) => t(`limits.${limit}`)).join(', ') })}</span>}
    </>
  );
}

function Row({ row, onOpen }: { row: OwnerLoad; onOpen: OpenFigure }) {
  const { t } = useTranslation('leader');
  const owner = row.owner ?? t('nobody');
  const tally = (figure: LoadFigure, n: number) => (n === 0 ? count(0) : <button type="button" className="tally" aria-label={`${t(`open.${figure}`, { owner })}: ${count(n)}`} onClick={() => onOpen(figure, row.ownerId ?? '')}>{count(n)}</button>);
  return (
    <tr>
      <td><span className="row">{row.owner ? <PersonMark name={row.owner} size={24} /> : <span style={{ width: 24 }} />}<b style={{ fontWeight: 550 }}>{owner}</b></span></td>
      <td><Capacity row={row} /></td>
      <td className="r">{tally('accounts', row.accounts)}</td>
      <td className="r">{sumText(row.arr)}</td>
      <td><BandBar bands={row.bands} /><span className="sub num">{row.mean === null ? '' : t('mean', { mean: decimal(row.mean) })}</span></td>
      <td className="r">{tally('risk', row.bands.risk)}<span className="sub">{row.bands.risk ? sumText(row.riskArr) : ''}</span></td>
      <td className="r">{tally('signals', row.signals)}<span className="sub">{row.graveSignals > 0 ? t('grave', { count: row.graveSignals, text: count(row.graveSignals) }) : ''}</span></td>
      <td className="r">{tally('renewals', row.renewals)}<span className="sub">{row.renewals === 0 ? '' : `${sumText(row.renewalArr)}${row.renewalRiskArr.length ? `, ${t('riskOf', { money: sumText(row.renewalRiskArr) })}` : ''}`}</span></td>
      <td className="r">{row.touchesPerWeek === null ? <span className="t3">{t('contactUnknown')}</span> : decimal(row.touchesPerWeek)}<span className="sub">{t('wanted', { wanted: decimal(row.wantedPerWeek) })}</span></td>
      <td className="r">{row.pastCadence === null ? <span className="t3">{t('contactUnknown')}</span> : <>{tally('pastCadence', row.pastCadence)}<span className="sub">{row.accounts ? percent(row.pastCadence / row.accounts, 0) : ''}</span></>}</td>
    </tr>
  );
}

/** The book of each owner: load, money, health, renewals and freshness of contact; every count opens to its accounts. */
export function OwnerTable({ data, sort, onSort, onOpen }: OwnerTableProps) {
  const { t } = useTranslation('leader');
  const value = keys[sort.key] ?? (() => 0);
  const rows = data.items.toSorted((a, b) => Number(a.ownerId === null) - Number(b.ownerId === null) || (sort.down ? value(b) - value(a) : value(a) - value(b)));
  const { whole } = data;
  const head = { sort, onSort };
  return (
    <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('columns.owner')}>
      <table className="table">
        <thead><tr><Head column="owner" {...head} /><Head column="used" {...head} /><Head column="accounts" right {...head} /><Head column="arr" right {...head} /><Head column="health" {...head} /><Head column="risk" right {...head} /><Head column="signals" right {...head} /><Head column="renewals" right {...head} /><Head column="touches" right {...head} /><Head column="cadence" right {...head} /></tr></thead>
        <tbody>{rows.map((row) => <Row key={row.ownerId ?? ''} row={row} onOpen={onOpen} />)}</tbody>
        <tfoot><tr><td>{t('whole')}</td><td /><td className="r">{count(whole.accounts)}</td><td className="r">{sumText(whole.arr)}</td><td><BandBar bands={whole.bands} /></td><td className="r">{count(whole.bands.risk)}</td><td className="r">{count(whole.signals)}</td><td className="r">{count(whole.renewals)}</td><td className="r">{whole.touchesPerWeek === null ? '–' : decimal(whole.touchesPerWeek)}</td><td className="r">{whole.pastCadence === null ? '–' : count(whole.pastCadence)}</td></tr></tfoot>
      </table>
    </div>
  );
}
