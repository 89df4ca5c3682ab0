import { Drawer, NativeSelect } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardItem, MetricItem, MetricPart } from '../../../src/contract/metric.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { csvText, saveText } from '../ui/csv.ts';
import { count, dayText, figure } from '../ui/format.ts';
import { CsvButton } from '../ui/page-tools.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';
import { FewMark, TargetStatus } from './target-card.tsx';
import { lastDay, sideText, sumParts, targetText } from './target-words.ts';
import { TrendChart } from './trend-chart.tsx';

const shownParts = 500;
const partsLimit = 50_000;
const dimensions = ['segment', 'owner', 'region', 'country', 'industry', 'tier'] as const;

function Parts({ metric, parts, total }: { metric: MetricItem; parts: readonly MetricPart[]; total: number }) {
  const { t } = useTranslation('target');
  const { asOf } = useReading();
  if (parts.length === 0) return <Empty title={t('drawer.noParts')} />;
  const sum = sumParts(parts, metric);
  const isSum = metric.denominator === null;
  const texts = { numerator: sideText(sum.numerator, metric), denominator: sideText(sum.denominator, metric), value: isSum ? sideText(metric.numerator ?? 0, metric) : figure(metric.value, metric.unit) };
  const rows = parts.slice(0, shownParts);
  const save = () => saveText(`${metric.id}.csv`, csvText(['account_id', 'account', 'numerator', 'denominator', 'note'], parts.map((part) => [part.accountId, part.accountName, part.numerator, part.denominator, part.note])), 'text/csv');
  return (
    <Card title={t('drawer.parts')} note={count(total)} tools={<CsvButton onSave={save} />}>
      <p className="check pad" role="status">{sum.agrees ? <IconCheck size={15} color="var(--pos)" aria-hidden /> : <IconAlertTriangle size={15} color="var(--neg)" aria-hidden />}<span>{t(isSum ? 'drawer.checkSum' : 'drawer.checkRatio', texts)} <b>{t(sum.agrees ? 'drawer.agrees' : 'drawer.differs')}</b></span></p>
      <PlainTable label={t('drawer.parts')} rows={rows} keyOf={(part) => part.accountId} columns={[
        { label: t('drawer.account'), cell: (part) => <><Link to="/account/$id" params={{ id: part.accountId }} search={asOf as never} className="aname">{part.accountName}</Link> {part.note && <span className="tag">{part.note}</span>}</> },
        { label: t('drawer.numerator'), right: true, cell: (part) => sideText(part.numerator, metric) },
        ...(isSum ? [] : [{ label: t('drawer.denominator'), right: true, cell: (part: MetricPart) => sideText(part.denominator, metric) }]),
      ]} foot={<tr><td>{t('drawer.sum', { count: total, text: count(total) })}</td><td className="r">{texts.numerator}</td>{!isSum && <td className="r">{texts.denominator}</td>}</tr>} />
      {parts.length > rows.length && <p className="t3 pad">{t('drawer.listed', { text: count(rows.length) })}</p>}
    </Card>
  );
}

function Breakdown({ item }: { item: BoardItem }) {
  const { t } = useTranslation('target');
  const { asOf } = useReading();
  const [by, setBy] = useState<(typeof dimensions)[number]>('segment');
  const read = useOperation('metric.breakdown', { id: item.id, by, ...asOf }, { keep: true });
  return (
    <Card title={t('drawer.breakdown', { dimension: t(`dimension.${by}`) })} tools={<NativeSelect size="xs" aria-label={t('drawer.by')} value={by} onChange={(event) => setBy(event.currentTarget.value as typeof by)} data={dimensions.map((value) => ({ value, label: t(`dimension.${value}`) }))} />}>
      <Loaded read={read}>{({ items, metric }) => (
        <PlainTable label={t('drawer.breakdown', { dimension: t(`dimension.${by}`) })} rows={items} keyOf={(row) => row.group} columns={[
          { label: t('drawer.group'), cell: (row) => (row.group === '(none)' ? t('drawer.none') : row.group) },
          { label: t('drawer.value'), right: true, cell: (row) => figure(row.value, metric.unit) },
          { label: t('drawer.numerator'), right: true, cell: (row) => sideText(row.numerator, metric) },
          { label: t('drawer.denominator'), right: true, cell: (row) => (metric.denominator === null ? '–' : sideText(row.denominator, metric)) },
          { label: t('drawer.accounts'), right: true, cell: (row) => count(row.accounts) },
        ]} />
      )}</Loaded>
    </Card>
  );
}

function Summary({ item }: { item: BoardItem }) {
  const { t } = useTranslation('target');
  const { today } = useReading();
  return (
    <>
      <div className="row" style={{ gap: 14, marginBottom: 8 }}>
        <b style={{ fontSize: 26, letterSpacing: '-.022em' }}>{item.value === null ? t('notAvailable') : figure(item.value, item.unit)}</b>
        <TargetStatus item={item} /><span className="t3">{targetText(t, item)}</span>
      </div>
      {item.unavailable && <p style={{ marginTop: 0 }}>{item.unavailable}</p>}
      <p className="t2" style={{ marginTop: 0 }}>{item.definition}</p>
      <dl className="kv" style={{ marginBottom: 14 }}>
        <dt>{t('drawer.window')}</dt><dd>{dayText(item.window.from)} – {dayText(lastDay(item.window, today))}</dd>
        <dt>{t('drawer.definition')}</dt><dd>{t('drawer.version', { version: item.definitionVersion })}</dd>
        <dt>{t('drawer.n')}</dt><dd>{t(`n.${item.nOf}`, { count: item.n, text: count(item.n) })} <FewMark item={item} /></dd>
      </dl>
      {item.variants.length > 0 && <Card title={t('drawer.conventions')}><dl className="kv pad" style={{ gridTemplateColumns: '1fr auto', marginTop: 0, marginBottom: 0 }}>{item.variants.map((variant) => [<dt key={`${variant.id}-t`}>{variant.label}</dt>, <dd key={variant.id} className="num" style={{ textAlign: 'right' }}>{figure(variant.value, variant.unit)} <span className="t3">{variant.n ? `n ${count(variant.n)}` : ''}</span></dd>])}</dl></Card>}
      {item.notes.map((note) => <p className="note" style={{ margin: '10px 0' }} key={note}>{note}</p>)}
    </>
  );
}

/** A figure opened: definition, both conventions, trend, groups, and the accounts that add up to it. */
export function MetricDrawer({ item, onClose }: { item: BoardItem | undefined; onClose: () => void }) {
  const { t } = useTranslation('target');
  const { asOf } = useReading();
  const known = item !== undefined && item.value !== null;
  const read = useOperation('metric.parts', { id: item?.id ?? '', limit: partsLimit, ...asOf }, { enabled: known });
  return (
    <Drawer opened={item !== undefined} onClose={onClose} title={item?.label ?? t('drawer.title')} size={680}>
      {item && <Summary item={item} />}
      {item && <Card title={t('drawer.trend')} note={t('drawer.trendNote')}><TrendChart item={item} /></Card>}
      {known && item && <Breakdown item={item} />}
      {known && <div style={{ marginTop: 16 }}><Loaded read={read}>{(data) => <Parts metric={data.metric} parts={data.items} total={data.total} />}</Loaded></div>}
    </Drawer>
  );
}
