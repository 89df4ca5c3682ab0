import { useTranslation } from 'react-i18next';
import type { Band } from '../../../src/contract/health.ts';
import { BandMark, bandColor } from './band-mark.tsx';
import { count } from './format.ts';

export type BandCounts = Readonly<Record<Band, number>>;
export const bandOrder = ['good', 'watch', 'risk', 'unknown'] as const satisfies readonly Band[];

/** Counts by band as one bar; its name says the numbers. */
export function BandBar({ bands, width }: { bands: BandCounts; width?: number }) {
  const { t } = useTranslation('health');
  const name = bandOrder.filter((band) => bands[band] > 0).map((band) => `${t(`bands.${band}`)} ${count(bands[band])}`).join(', ');
  return (
    <span className="bandbar" role="img" aria-label={name || count(0)} title={name} style={width ? { width } : undefined}>
      {bandOrder.filter((band) => bands[band] > 0).map((band) => <i key={band} style={{ flexGrow: bands[band], background: bandColor(band).fill }} />)}
    </span>
  );
}

/** The same in words: shape, name and number of each band. */
export function BandList({ bands }: { bands: BandCounts }) {
  const { t } = useTranslation('health');
  return <span className="bandlist num">{bandOrder.map((band) => <span key={band}><BandMark band={band} size={9} />{t(`bands.${band}`)} <b>{count(bands[band])}</b></span>)}</span>;
}

/** A band with its shape, and the score where there is one. */
export function BandScore({ band, score }: { band: Band; score: number | null }) {
  const { t } = useTranslation('health');
  return <span className="status num"><BandMark band={band} size={9} /><span className="sr">{t(`bands.${band}`)}</span>{score === null ? '–' : Math.round(score)}</span>;
}
