import type { BookRow } from '../../../src/contract/account.ts';
import type { Band } from '../../../src/contract/health.ts';
import type { BoardItem } from '../../../src/contract/metric.ts';
import { BandMark, bandColor, bandLabels } from '../ui/band-mark.tsx';
import { count, counted, dayText, figure, percent, sumMoney, sumText } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { isRenewing } from './book-filter.ts';

const bandOrder: readonly Band[] = ['good', 'watch', 'risk', 'unknown'];

function Distribution({ rows }: { rows: readonly BookRow[] }) {
  const counts = bandOrder.map((band) => ({ band, n: rows.reduce((n, row) => n + (row.band === band ? 1 : 0), 0) }));
  return (
    <div className="kpi">
      <div className="l">Health distribution</div>
      <div className="dist" aria-hidden="true">
        {rows.length === 0 && <i style={{ flex: 1, background: 'var(--bg-muted)' }} />}
        {counts.filter(({ n }) => n > 0).map(({ band, n }) => <i key={band} style={{ flex: n, background: bandColor(band).fill }} />)}
      </div>
      <div className="leg">
        {counts.map(({ band, n }) => (
          <span key={band}><BandMark band={band} />{bandLabels[band]} <b className="num">{count(n)}</b></span>
        ))}
      </div>
    </div>
  );
}

function Kpi({ label, value, note, trend }: { label: string; value: string; note: string; trend?: readonly (number | null)[] | undefined }) {
  return (
    <div className="kpi">
      <div className="l">{label}</div>
      <div className="row"><div className="v">{value}</div><div className="grow" />{trend && trend.some((value) => value !== null) && <Sparkline values={trend} width={56} height={24} />}</div>
      <div className="d2" title={note}>{note}</div>
    </div>
  );
}

function changeNote(item: BoardItem | undefined): string | undefined {
  const known = item?.trend.filter(({ value }) => value !== null) ?? [];
  const first = known[0]?.value;
  const last = known.at(-1)?.value;
  if (!item || first == null || last == null || known.length < 2) return undefined;
  const change = item.unit === 'fraction' ? `${last >= first ? '+' : '−'}${Math.abs((last - first) * 100).toFixed(1)} pt` : first ? `${last >= first ? '+' : '−'}${percent(Math.abs(last / first - 1))}` : '';
  return `${change} since ${dayText(known[0]?.day ?? '')}`;
}

/** The figures above the book; those of money and health follow the filter, retention is the whole company's. */
export function BookKpis({ rows, total, today, board }: { rows: readonly BookRow[]; total: number; today: string; board: readonly BoardItem[] | undefined }) {
  const atRisk = rows.filter((row) => row.band === 'risk');
  const renewing = rows.filter((row) => isRenewing(row, today));
  const nrr = board?.find(({ id }) => id === 'nrr');
  const arr = board?.find(({ id }) => id === 'arr');
  const whole = rows.length === total;
  const sums = sumMoney(rows);
  return (
    <section className="kpis" aria-label="Figures of the accounts shown">
      <Distribution rows={rows} />
      <Kpi label="ARR" value={sumText(sums)} note={(whole && changeNote(arr)) || counted(rows.length, 'account')} trend={whole ? arr?.trend.map(({ value }) => value) : undefined} />
      <Kpi label="Net revenue retention" value={nrr ? figure(nrr.value, nrr.unit) : '–'} note={!nrr ? 'Not computed yet' : nrr.value === null ? (nrr.unavailable ?? 'Not available') : whole ? (changeNote(nrr) ?? `v${nrr.definitionVersion}, 12 months`) : 'All accounts, 12 months'} trend={nrr?.trend.map(({ value }) => value)} />
      <Kpi label="ARR at risk" value={sumText(sumMoney(atRisk))} note={counted(atRisk.length, 'account')} />
      <Kpi label="Renewing in 90 days" value={sumText(sumMoney(renewing))} note={counted(renewing.length, 'account')} />
    </section>
  );
}
