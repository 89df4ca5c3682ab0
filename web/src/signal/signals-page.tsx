import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SignalItem } from '../../../src/contract/signal.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useReading } from '../app/reading.ts';
import { TabRow } from '../ui/card.tsx';
import { csvText, saveText } from '../ui/csv.ts';
import { count, sumMoney, sumText } from '../ui/format.ts';
import { CopyLink, CsvButton } from '../ui/page-tools.tsx';
import { TriageView } from './triage-view.tsx';
import { TypeRecord } from './type-record.tsx';
import { useSignals } from './use-signals.ts';

const views = ['list', 'record'] as const;

/** Money at stake, once per account. */
function stakeOf(items: readonly SignalItem[]): string {
  return sumText(sumMoney(new Map(items.map((item) => [item.accountId, { arrMinor: item.stakeMinor, currency: item.currency }])).values()));
}

function save(items: readonly SignalItem[]): void {
  const header = ['account', 'signal', 'family', 'severity', 'state', 'why', 'at stake', 'currency', 'opened', 'assignee', 'snoozed until'];
  saveText('signals.csv', csvText(header, items.map((item) => [item.accountName, item.label, item.family, item.severity, item.state, item.why, item.stakeMinor === null ? null : item.stakeMinor / 100, item.currency, item.openedOn, item.assignee, item.snoozedUntil])), 'text/csv');
}

/** Signals: what opened, why, what it puts at stake, and what each kind of them was worth so far. */
export function SignalsPage() {
  const { t } = useTranslation('signal');
  const search = useSearch({ from: '/app/signals' });
  const { asOf } = useReading();
  const navigate = useNavigate();
  const read = useSignals(search);
  const view = views.find((one) => one === search.view) ?? 'list';
  const { items, total } = read;
  return (
    <>
      <header className="top">
        <h1>{t('title')}</h1>
        {view === 'list' && read.read.data && <span className="t3 num">{items.length < total ? t('of', { shown: count(items.length), total: count(total) }) : count(items.length)}</span>}
        {view === 'list' && items.length > 0 && <span className="t2 num ell">{t('atStake', { money: stakeOf(items) })}</span>}
        <div className="grow" />
        {view === 'list' && <CsvButton disabled={!items.length} onSave={() => save(items)} />}<CopyLink /><AsOfPicker />
      </header>
      <TabRow label={t('views.label')} tabs={views.map((id) => ({ id, label: t(`views.${id}`) }))} current={view} onChange={(id) => void navigate({ to: '/signals', search: { ...asOf, ...search, view: id === 'list' ? undefined : id } as never })} />
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${view}`} className="fill">{view === 'list' ? <TriageView search={search} read={read} /> : <TypeRecord />}</div>
    </>
  );
}
