import { useTranslation } from 'react-i18next';
import type { Stakeholder } from '../../../src/contract/account-page.ts';
import { useTerm } from './term.ts';

const width = 760;
const height = 300;
const left = 96;
const bottom = 40;
const dot = 7;
const labelled = 14;
/** Width of the column of those whose sentiment is not known. */
const unknownWidth = 150;
const scaleEnd = width - unknownWidth - 110;

interface Placed {
  person: Stakeholder;
  x: number;
  y: number;
}

/** Places people by sentiment (left to right) and influence (bottom to top); those on one spot are set beside each other. Those whose sentiment is not known stand in a column of their own; without influence there is no place. */
export function placePeople(people: readonly Stakeholder[]): Placed[] {
  const rows = new Map<number, Placed[]>();
  const rowHeight = (height - bottom) / 3;
  for (const person of people.filter((one) => one.leftOn === null && one.influence !== null)) {
    const level = person.influence?.level ?? 1;
    const row = rows.get(level) ?? [];
    const x = person.sentiment === null ? width - unknownWidth + 22 : left + 14 + ((person.sentiment.value + 1) / 2) * (scaleEnd - left);
    const taken = row.filter((other) => Math.abs(other.x - x) < 110).length;
    row.push({ person, x, y: (3 - level + 0.5) * rowHeight + (taken === 0 ? 0 : (taken % 2 ? -1 : 1) * Math.ceil(taken / 2) * 17) });
    rows.set(level, row);
  }
  return [...rows.values()].flat();
}

function toneColor(value: number | undefined): string {
  if (value === undefined) return 'var(--h-none)';
  return value < -0.2 ? 'var(--h-risk)' : value > 0.2 ? 'var(--h-good)' : 'var(--h-watch)';
}

/** The map of the people by influence and sentiment; everyone is in the list below it too. */
export function StakeholderPlot({ people }: { people: readonly Stakeholder[] }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const placed = placePeople(people);
  const here = people.filter((person) => person.leftOn === null);
  const unplaced = here.filter((person) => !placed.some((one) => one.person.id === person.id));
  const rowHeight = (height - bottom) / 3;
  return (
    <div className="pad">
      {placed.length > 0 && (
        <svg viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={t('people.mapLabel', { count: placed.length })} style={{ display: 'block', maxWidth: 920 }}>
          {([3, 2, 1] as const).map((level, index) => (
            <g key={level}>
              <rect x={left} y={index * rowHeight + 2} width={width - left} height={rowHeight - 4} rx="6" fill="var(--bg-subtle)" stroke="var(--line)" />
              <line x1={width - unknownWidth} x2={width - unknownWidth} y1={index * rowHeight + 2} y2={(index + 1) * rowHeight - 2} stroke="var(--line-strong)" />
              <text x={left - 10} y={(index + 0.5) * rowHeight + 4} textAnchor="end" fontSize="12" fill="var(--tx-2)">{t(`people.level_${level}`)}</text>
            </g>
          ))}
          <line x1={left + 14 + (scaleEnd - left) / 2} x2={left + 14 + (scaleEnd - left) / 2} y1="2" y2={height - bottom} stroke="var(--line-strong)" strokeDasharray="3 3" />
          <g fontSize="12" fill="var(--tx-3)">
            <text x={left} y={height - 16}>{t('people.negative')}</text>
            <text x={width - unknownWidth - 12} y={height - 16} textAnchor="end">{t('people.positive')}</text>
            <text x={width - unknownWidth + 14} y={height - 16}>{t('people.sentimentUnknown')}</text>
          </g>
          {placed.map(({ person, x, y }, index) => (
            <g key={person.id}>
              <circle cx={x} cy={y} r={person.contacts90 > 0 ? dot : dot - 2} fill={person.contacts90 > 0 ? toneColor(person.sentiment?.value) : 'var(--bg)'} stroke={toneColor(person.sentiment?.value)} strokeWidth="1.6" />
              {index < labelled && <text x={x + 11} y={y + 4} fontSize="12" fill="var(--tx)">{(person.name ?? '').slice(0, 18)}</text>}
            </g>
          ))}
        </svg>
      )}
      <p className="t3" style={{ fontSize: 12, margin: '6px 0 0' }}>{placed.length > 0 && t('people.mapLegend')} {unplaced.length > 0 && t('people.unplaced', { count: unplaced.length })}</p>
      {unplaced.length > 0 && <p className="t2" style={{ fontSize: 12.5, margin: '4px 0 0' }}>{unplaced.slice(0, 12).map((person) => `${person.name ?? t('people.unnamed')}${person.role ? ` (${term('role', person.role)})` : ''}`).join(', ')}{unplaced.length > 12 ? ' …' : ''}</p>}
    </div>
  );
}
