import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BoardItem } from '../../../src/contract/metric.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { count, figure } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { lowerFirst, sizeText, targetText } from './target-words.ts';

/** Whether the target is met, by shape and word. */
export function TargetStatus({ item }: { item: BoardItem }) {
  const { t } = useTranslation('target');
  if (!item.target) return <span className="status t3">{t('status.none')}</span>;
  const met = item.target.met;
  const tone = met === null ? 'unknown' : met ? 'good' : 'risk';
  return <span className="status"><BandMark band={tone} size={9} />{t(met === null ? 'status.unknown' : met ? 'status.met' : 'status.missed')}</span>;
}

/** A warning where too few units stand behind a figure. */
export function FewMark({ item }: { item: Pick<BoardItem, 'few'> }) {
  const { t } = useTranslation('target');
  return item.few ? <span className="warn-note"><IconAlertTriangle size={13} aria-hidden />{t('few')}</span> : null;
}

/** One figure of the board. */
export function TargetCard({ item, onOpen }: { item: BoardItem; onOpen: (id: string) => void }) {
  const { t } = useTranslation('target');
  const met = item.target?.met;
  const color = met == null ? 'var(--tx-3)' : met ? 'var(--h-good)' : 'var(--h-risk)';
  return (
    <button type="button" className="target" onClick={() => onOpen(item.id)}>
      <span className="row"><span className="t2" style={{ fontWeight: 500 }}>{item.label}</span><span className="grow" />{item.target && <TargetStatus item={item} />}</span>
      <span className="row" style={{ gap: 14 }}>
        <span className="v">{item.value === null ? <span className="t3" style={{ fontSize: 14, fontWeight: 500, letterSpacing: 0 }}>{t('notAvailable')}</span> : figure(item.value, item.unit)}</span>
        <span className="grow" />
        {item.trend.some(({ value }) => value !== null) && <Sparkline values={item.trend.map(({ value }) => value)} width={92} height={28} color={color} area />}
      </span>
      <span className="target-note">{item.value === null ? item.unavailable : `${targetText(t, item)}, ${sizeText(t, item)}`}</span>
      {item.value !== null && <span className="target-note"><FewMark item={item} /></span>}
      {item.variants.slice(0, 2).map((variant) => <span key={variant.id} className="target-note ell" title={variant.label}><b style={{ fontWeight: 550 }}>{figure(variant.value, variant.unit)}</b> {lowerFirst(variant.label)}{variant.n ? `, n ${count(variant.n)}` : ''}</span>)}
      {item.notes[0] && !item.few && <span className="target-note">{item.notes[0]}</span>}
      <span className="grow" />
      <span className="target-note ell" title={item.definition}>{t('version', { version: item.definitionVersion, definition: item.definition })}</span>
    </button>
  );
}
