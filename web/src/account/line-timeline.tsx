import { useTranslation } from 'react-i18next';
import type { AccountDetail } from '../../../src/contract/account.ts';
import { addDays, daysBetween } from '../../../src/lib/period.ts';
import { dayText, money, shortDay } from '../ui/format.ts';

type Line = AccountDetail['lines'][number];

const width = 860;
const left = 190;
const row = 26;
const head = 22;
const shownLines = 30;
/** A line without an agreed end is drawn this far past today. */
const openDays = 90;

/** The day a line ends (exclusive), or null where it is open. */
export function lineEnd(line: Line): string | null {
  return line.endedOn ?? line.termEnd;
}

/** From the first start to the last end of the lines, with today inside. */
export function lineSpan(lines: readonly Line[], today: string): { from: string; to: string } {
  const starts = lines.map((line) => line.startOn);
  const ends = lines.map((line) => lineEnd(line) ?? addDays(today, openDays));
  return { from: [...starts, today].sort()[0] as string, to: [...ends, addDays(today, openDays)].sort().at(-1) as string };
}

/** Every contract line as a bar in time, with today and the opt-out days. The table below says the same in figures. */
export function LineTimeline({ lines, today }: { lines: readonly Line[]; today: string }) {
  const { t } = useTranslation('account');
  const shown = lines.toSorted((a, b) => a.startOn.localeCompare(b.startOn)).slice(-shownLines);
  const { from, to } = lineSpan(shown, today);
  const span = Math.max(1, daysBetween(from, to));
  const x = (day: string) => left + (Math.min(span, Math.max(0, daysBetween(from, day))) / span) * (width - left - 8);
  const height = head + shown.length * row + 6;
  return (
    <div className="scroll pad" tabIndex={0} role="region" aria-label={t('line.timeline')}>
      <svg viewBox={`0 0 ${width} ${height}`} width="100%" style={{ display: 'block', minWidth: 620 }} role="img" aria-label={t('line.timelineLabel', { count: shown.length, from: dayText(from), to: dayText(to) })}>
        <g fontSize="11" fill="var(--tx-3)">
          <text x={left} y="12">{dayText(from)}</text>
          {x(today) < width - 140 && <text x={width - 8} y="12" textAnchor="end">{dayText(to)}</text>}
          <text x={x(today)} y="12" textAnchor="middle" fill="var(--accent)">{shortDay(today)}</text>
        </g>
        <line x1={x(today)} x2={x(today)} y1={head - 6} y2={height} stroke="var(--accent)" strokeDasharray="3 3" />
        {shown.map((line, index) => {
          const y = head + index * row;
          const end = lineEnd(line);
          const wide = Math.max(3, x(end ?? to) - x(line.startOn));
          return (
            <g key={line.id}>
              <text x="0" y={y + 15} fontSize="12" fill={line.inForce ? 'var(--tx)' : 'var(--tx-3)'}>{(line.product ?? line.plan ?? t('line.one')).slice(0, 26)}</text>
              <rect x={x(line.startOn)} y={y + 3} width={wide} height={16} rx="4" fill={line.endedOn ? 'var(--h-risk-bg)' : line.inForce ? 'var(--h-good-bg)' : 'var(--bg-muted)'} stroke={line.endedOn ? 'var(--h-risk)' : line.inForce ? 'var(--h-good)' : 'var(--line-strong)'} strokeDasharray={end === null ? '4 3' : undefined} />
              {wide > 90 && <text x={x(line.startOn) + 7} y={y + 15} fontSize="11" fill="var(--tx-2)">{money(line.annualMinor, line.currency)}</text>}
              {line.optOutOn && line.optOutOn >= from && line.optOutOn <= to && <path d={`M${x(line.optOutOn)} ${y + 1}l4 5-4 5-4-5Z`} fill="var(--h-watch)" />}
            </g>
          );
        })}
      </svg>
      <p className="t3" style={{ fontSize: 12, margin: '4px 0 0' }}>{t('line.legend')}{lines.length > shown.length ? ` ${t('line.more', { shown: shown.length, count: lines.length })}` : ''}</p>
    </div>
  );
}
