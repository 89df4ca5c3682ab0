import type { HealthDetail } from '../../../src/contract/health.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { BandMark, bandLabels } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { dayText, signed } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { HealthHistory } from './health-history.tsx';

const weekDays = 7;

/** One reading a week and every change of band, newest first. */
export function weeklyHistory(history: HealthDetail['history']): { day: string; score: number | null; band: HealthDetail['band']; moved: number | null; bandChanged: boolean }[] {
  const kept: ReturnType<typeof weeklyHistory> = [];
  let before: HealthDetail['history'][number] | undefined;
  let last: HealthDetail['history'][number] | undefined;
  for (const close of history) {
    const changed = before !== undefined && before.band !== close.band;
    if (!last || changed || daysBetween(last.day, close.day) >= weekDays) {
      kept.unshift({ ...close, bandChanged: changed, moved: last && last.score !== null && close.score !== null ? close.score - last.score : null });
      last = close;
    }
    before = close;
  }
  return kept;
}

/** The score's history on its bands, and in figures. */
export function HistoryTab({ health }: { health: HealthDetail }) {
  return (
    <>
      <Card title="Health history" note={`${health.scorecard.label}, version ${health.scorecard.version}`}>
        <div style={{ padding: '0 16px 14px' }}><HealthHistory history={health.history} bands={health.scorecard.bands} width={820} height={220} /></div>
      </Card>
      <Card title="Readings" note="daily closes: one a week, and each change of band">
        <PlainTable label="Readings" rows={weeklyHistory(health.history)} keyOf={(reading) => reading.day} columns={[
          { label: 'Day', cell: (reading) => dayText(reading.day) },
          { label: 'Health', cell: (reading) => <span className="row num"><BandMark band={reading.band} size={9} />{reading.score === null ? '–' : Math.round(reading.score)}</span> },
          { label: 'Band', cell: (reading) => <>{bandLabels[reading.band]} {reading.bandChanged && <span className="tag">changed</span>}</> },
          { label: 'Moved', right: true, cell: (reading) => (reading.moved === null ? <span className="t3">–</span> : signed(reading.moved)) },
        ]} />
      </Card>
    </>
  );
}
