import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LookBackResult } from '../../../src/contract/look-back.ts';
import type { ProposalDetail } from '../../../src/contract/proposal.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { bandOrder } from '../ui/band-bar.tsx';
import { BandMark, bandColor } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure } from '../ui/state.tsx';

const pollMs = 1500;
type Counts = Readonly<Record<string, number>>;
type Month = LookBackResult['months'][number];

const sum = (counts: Counts) => Object.values(counts).reduce((all, n) => all + n, 0);

/** One month as a column: shares of bands where there are bands, else a height by the largest month. */
function Column({ counts, bands, most }: { counts: Counts; bands: boolean; most: number }) {
  if (!bands) return <i style={{ height: `${(100 * sum(counts)) / most}%`, background: 'var(--accent)' }} />;
  return <>{bandOrder.toReversed().filter((band) => counts[band]).map((band) => <i key={band} style={{ flexGrow: counts[band], background: bandColor(band).fill }} />)}</>;
}

function Strip({ label, months, side, bands, most }: { label: string; months: readonly Month[]; side: 'now' | 'draft'; bands: boolean; most: number }) {
  const { t } = useTranslation('programme');
  return (
    <div className="past-strip">
      <span className="t2">{label}</span>
      {months.some((month) => month[side]) ? <div className="past-columns" aria-hidden data-bands={bands || undefined}>{months.map((month) => <span key={month.month} title={`${month.month}: ${bands ? bandOrder.map((band) => count(month[side]?.[band] ?? 0)).join(' / ') : count(sum(month[side] ?? {}))}`}><Column counts={month[side] ?? {}} bands={bands} most={most} /></span>)}</div> : <span className="t3">{t('past.nothing')}</span>}
    </div>
  );
}

function MonthTable({ months, bands }: { months: readonly Month[]; bands: boolean }) {
  const { t } = useTranslation('programme');
  const { t: h } = useTranslation('health');
  const parts = bands ? bandOrder.map((band) => ({ id: band as string, label: h(`bands.${band}`) })) : [{ id: 'n', label: '' }];
  const sides = ['now', 'draft'] as const;
  return (
    <details className="asTable">
      <summary>{t('past.asTable')}</summary>
      <div className="scroll" tabIndex={0} role="region" aria-label={t('past.asTable')}>
        <table className="table"><thead><tr><th scope="col">{t('past.month')}</th>{sides.flatMap((side) => parts.map(({ id, label }) => <th key={`${side} ${id}`} scope="col" className="r">{t(`past.${side}`)}{label && `: ${label}`}</th>))}</tr></thead>
          <tbody>{months.map((month) => <tr key={month.month}><td>{month.month}</td>{sides.flatMap((side) => parts.map(({ id }) => <td key={`${side} ${id}`} className="r">{month[side] ? count(month[side][id] ?? 0) : '–'}</td>))}</tr>)}</tbody></table>
      </div>
    </details>
  );
}

function Warnings({ warning, measure, hasNow }: { warning: NonNullable<LookBackResult['warning']>; measure: LookBackResult['measure']; hasNow: boolean }) {
  const { t } = useTranslation('programme');
  const word = measure === 'bands' ? 'left' : 'open';
  const ratio = (n: number, of: number) => (of === 0 ? '–' : t('past.ratio', { n: count(n), of: count(of) }));
  const rows = [
    { id: '30', label: t(`past.${word}30`), now: ratio(warning.lead30.now, warning.left30), draft: ratio(warning.lead30.draft, warning.left30) },
    { id: '60', label: t(`past.${word}60`), now: ratio(warning.lead60.now, warning.left60), draft: ratio(warning.lead60.draft, warning.left60) },
    { id: 'false', label: t('past.false'), now: ratio(warning.falseAlarms.now, warning.judged.now), draft: ratio(warning.falseAlarms.draft, warning.judged.draft) },
  ];
  return <PlainTable label={t('past.what')} rows={rows} keyOf={({ id }) => id} columns={[{ label: t('past.what'), cell: ({ label }) => label }, { label: t('past.now'), right: true, cell: ({ now }) => (hasNow ? now : '–') }, { label: t('past.draft'), right: true, cell: ({ draft }) => <b style={{ fontWeight: 550 }}>{draft}</b> }]} />;
}

function Result({ result }: { result: LookBackResult }) {
  const { t } = useTranslation('programme');
  const { t: h } = useTranslation('health');
  const { months, measure, everyDays } = result;
  const bands = measure === 'bands';
  const most = Math.max(1, ...months.flatMap(({ now, draft }) => [sum(now ?? {}), sum(draft)]));
  const how = measure === 'bands' ? t('past.howBands') : t(measure === 'opened' ? 'past.howOpened' : 'past.howEntered', { days: everyDays ?? 0 });
  const total = (side: 'now' | 'draft') => count(months.reduce((all, month) => all + sum(month[side] ?? {}), 0));
  return (
    <>
      <div className="pad past">
        <h3>{t(`past.${measure}`)}</h3>
        {(['now', 'draft'] as const).map((side) => <Strip key={side} label={`${t(`past.${side}`)}${bands || !months.some((month) => month[side]) ? '' : ` · ${total(side)}`}`} months={months} side={side} bands={bands} most={most} />)}
        <div className="past-axis t3 num"><span /><span>{months[0]?.month}</span><span className="grow" /><span>{months.at(-1)?.month}</span></div>
        {bands && <span className="bandlist">{bandOrder.map((band) => <span key={band}><BandMark band={band} size={9} />{h(`bands.${band}`)}</span>)}</span>}
      </div>
      <MonthTable months={months} bands={bands} />
      {result.warning && <Warnings warning={result.warning} measure={measure} hasNow={months.some(({ now }) => now !== null)} />}
      <p className="pad t2" style={{ margin: 0 }}>{t('past.accounts', { count: result.accounts })} {how} {result.notShown.length > 0 && t('past.notShown', { list: result.notShown.join(', ') })}</p>
    </>
  );
}

/** How the last two years would have looked under a proposal, beside the version in force. */
export function PastCard({ detail }: { detail: Pick<ProposalDetail, 'id' | 'state' | 'lookBack'> }) {
  const { t } = useTranslation('programme');
  const mayAsk = useMay()('propose') && detail.state === 'open';
  const under = detail.lookBack?.state === 'waiting' || detail.lookBack?.state === 'running';
  const fresh = useOperation('proposal.show', { id: detail.id }, { enabled: under, refetchMs: under ? pollMs : false });
  const look = fresh.data?.lookBack ?? detail.lookBack;
  const ask = useChange('proposal.look-back', ['proposal.show']);
  const result = look?.state === 'done' ? look.result : null;
  return (
    <Card title={t('past.title')} note={result && look?.finishedAt ? t('past.at', { at: momentText(look.finishedAt), seconds: result.seconds }) : undefined}
      tools={mayAsk && (!look || look.state === 'done' || look.state === 'failed') && <Button size="compact-sm" variant="subtle" color="gray" c="var(--tx)" loading={ask.isPending} onClick={() => ask.mutate({ id: detail.id })}>{t(look ? 'past.again' : 'past.look')}</Button>}>
      {ask.error && <div className="pad"><Failure error={ask.error} compact /></div>}
      <div role="status">{result ? null : <p className="pad t2" style={{ margin: 0 }}>{!look ? t('past.none') : look.state === 'running' && look.total > 0 ? t('past.running', { done: count(look.done), total: count(look.total) }) : look.state === 'failed' ? t('past.failed', { message: look.message ?? '' }) : t('past.waiting')}</p>}</div>
      {result && <Result result={result} />}
    </Card>
  );
}
