import { SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageSeries } from '../../../src/contract/account.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { count, percent, words } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { UsagePlot } from './usage-plot.tsx';

type View = 'features' | 'users';

function UsageView({ usage, view, height }: { usage: UsageSeries; view: View; height: number }) {
  const { t } = useTranslation('account');
  const picture = useMemo(() => ({
    weeks: usage.weeks, stacked: view === 'features', seats: view === 'users' && usage.seats !== null ? { n: usage.seats, label: t('usage.seats', { count: usage.seats }) } : null, marks: usage.marks.filter((mark) => mark.kind === 'person' || mark.kind === 'change'),
    rows: view === 'users' ? [{ name: t('usage.activeUsers'), events: usage.activeUsers }] : usage.features.length ? usage.features.map(({ name, events }) => ({ name: name === 'other' ? t('usage.other') : words(name), events })) : [{ name: t('usage.events'), events: usage.events }],
  }), [usage, view, t]);
  if (usage.grain === 'none') return <Empty title={t('usage.none')}>{t('usage.noneHint')}</Empty>;
  return <UsagePlot picture={picture} height={height} note={usage.grain === 'event' ? undefined : t(`usage.grain_${usage.grain}`)} />;
}

/** Weekly usage by feature or by active users against the seats. */
export function UsageCard({ accountId, height = 290 }: { accountId: string; height?: number }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const [weeks, setWeeks] = useState('52');
  const [view, setView] = useState<View>('features');
  const read = useOperation('account.usage', { id: accountId, weeks: Number(weeks), ...asOf }, { keep: true });
  const users = read.data?.activeUsers.findLast((n) => n !== null);
  const note = users == null ? '' : read.data?.seats ? t('usage.seatNote', { users: count(users), seats: count(read.data.seats), share: percent(users / read.data.seats, 0) }) : t('usage.userNote', { count: users });
  const tools = (
    <>
      <SegmentedControl aria-label={t('usage.shown')} value={view} onChange={(next) => setView(next as View)} data={[{ value: 'features', label: t('usage.features') }, { value: 'users', label: t('usage.users') }]} />
      <WeeksControl value={weeks} onChange={setWeeks} />
    </>
  );
  return (
    <Card title={t('usage.weekly')} note={note} tools={tools}>
      <Loaded read={read} skeleton={<div style={{ padding: 16 }}><Skeleton height={height} /></div>}>{(usage) => <UsageView usage={usage} view={view} height={height} />}</Loaded>
    </Card>
  );
}

/** How many weeks back. */
export function WeeksControl({ value, onChange }: { value: string; onChange: (weeks: string) => void }) {
  const { t } = useTranslation('account');
  return <SegmentedControl aria-label={t('usage.weeksBack')} value={value} onChange={onChange} data={['12', '26', '52', '104'].map((n) => ({ value: n, label: t('usage.weeksShort', { n }) }))} />;
}
