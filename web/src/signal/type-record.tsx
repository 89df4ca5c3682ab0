import { useTranslation } from 'react-i18next';
import type { SignalTypeRecord } from '../../../src/contract/signal.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { capital, count, dayText, percent } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { SignalTag } from '../ui/signal-tag.tsx';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';

const fewOutcomes = 10;

/** What each signal type did in the past: how often it fired, and how often customers then left. */
export function TypeRecord() {
  const { t } = useTranslation('signal');
  const { asOf } = useReading();
  const read = useOperation('signal.types', asOf);
  const share = (value: number | null, of: number) => (value === null ? <span className="t3">–</span> : <>{percent(value, 0)}{of < fewOutcomes && <span className="sub">{t('record.few')}</span>}</>);
  const columns = [
    { label: t('record.type'), cell: (row: SignalTypeRecord) => <><SignalTag label={capital(row.label)} family={row.family } /> {row.retired && <span className="tag">{t('record.retired')}</span>}<span className="sub">{row.description}</span></> },
    { label: t('record.fired'), right: true, cell: (row: SignalTypeRecord) => count(row.fired) },
    { label: t('record.accounts'), right: true, cell: (row: SignalTypeRecord) => count(row.accounts) },
    { label: t('record.live'), right: true, cell: (row: SignalTypeRecord) => count(row.live) },
    { label: t('record.last'), right: true, cell: (row: SignalTypeRecord) => (row.lastOpenedOn ? dayText(row.lastOpenedOn) : t('record.never')) },
    { label: t('record.judged'), right: true, cell: (row: SignalTypeRecord) => (row.family === 'risk' ? count(row.judged) : <span className="t3">–</span>) },
    { label: t('record.precision'), right: true, cell: (row: SignalTypeRecord) => share(row.precision, row.judged) },
    { label: t('record.recall'), right: true, cell: (row: SignalTypeRecord) => share(row.recall, Number.POSITIVE_INFINITY) },
    { label: t('record.lead'), right: true, cell: (row: SignalTypeRecord) => (row.medianLeadDays === null ? <span className="t3">–</span> : t('record.days', { n: Math.round(row.medianLeadDays) })) },
  ];
  return (
    <div className="page"><div className="col">
      <Card title={t('record.label')} tools={<HowComputed title={t('record.howTitle')}>{t('record.how')}</HowComputed>}>
        <Loaded read={read} skeleton={<RowsSkeleton rows={10} label={t('record.loading')} />}>
          {({ items }) => (items.some(({ fired }) => fired > 0)
            ? <PlainTable label={t('record.label')} rows={items.toSorted((a, b) => (b.precision ?? -1) - (a.precision ?? -1) || b.fired - a.fired)} keyOf={(row) => row.id} columns={columns} />
            : <Empty title={t('record.empty')}>{t('record.emptyHelp')}</Empty>)}
        </Loaded>
      </Card>
    </div></div>
  );
}
