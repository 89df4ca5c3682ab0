import { useTranslation } from 'react-i18next';
import type { BoardItem } from '../../../src/contract/metric.ts';
import { useReading } from '../app/reading.ts';
import { count, dayText, figure } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { FewMark, TargetStatus } from './target-card.tsx';
import { lastDay, targetText } from './target-words.ts';

/** The board as a table, with window, definition and version. */
export function TargetTable({ items, onOpen }: { items: readonly BoardItem[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('target');
  const { today } = useReading();
  return (
    <PlainTable label={t('table.label')} rows={items} keyOf={(item) => item.id} columns={[
      { label: t('table.figure'), cell: (item) => <button type="button" className="linkbtn" style={{ color: 'var(--tx)' }} onClick={() => onOpen(item.id)}>{item.label}</button> },
      { label: t('table.value'), right: true, cell: (item) => (item.value === null ? <span className="t3" title={item.unavailable ?? ''}>{t('notAvailable')}</span> : <b style={{ fontWeight: 600 }}>{figure(item.value, item.unit)}</b>) },
      { label: t('table.target'), cell: (item) => <span className="t2">{item.target ? targetText(t, item) : '–'}</span> },
      { label: t('table.status'), cell: (item) => <TargetStatus item={item} /> },
      { label: t('table.trend'), cell: (item) => <Sparkline values={item.trend.map(({ value }) => value)} width={92} height={22} /> },
      { label: t('table.n'), right: true, cell: (item) => <>{count(item.n)}<span className="sub"><FewMark item={item} /></span></> },
      { label: t('table.window'), cell: (item) => <span style={{ whiteSpace: 'nowrap' }}>{dayText(item.window.from)} – {dayText(lastDay(item.window, today))}</span> },
      { label: t('table.definition'), cell: (item) => <><span className="t3">{t('table.version', { version: item.definitionVersion })}</span><br />{item.definition}</> },
    ]} />
  );
}
