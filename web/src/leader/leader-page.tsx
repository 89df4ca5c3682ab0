import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnerLoad, TeamLoad } from '../../../src/contract/team.ts';
import type { LoadFigure } from '../api/operations.ts';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useReading } from '../app/reading.ts';
import '../style/insight.css';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { csvText, saveText } from '../ui/csv.ts';
import { count, decimal, percent, sumText } from '../ui/format.ts';
import { HowComputed } from '../ui/how-computed.tsx';
import { CopyLink, CsvButton } from '../ui/page-tools.tsx';
import { Empty, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { OwnerTable } from './owner-table.tsx';
import { RuleCard } from './rule-card.tsx';
import { TeamDrawer } from './team-drawer.tsx';

const figures: readonly LoadFigure[] = ['accounts', 'risk', 'signals', 'renewals', 'pastCadence'];

/** How often a live book reads its load again. */
const refreshMs = 60_000;

/** Opens the accounts behind a figure: of one owner, of those without (empty), or of everybody (undefined). */
export type OpenFigure = (figure: LoadFigure, owner?: string) => void;

function teamCsv(items: readonly OwnerLoad[]): string {
  const sums = (of: OwnerLoad['arr']) => of.map(({ currency, minor }) => `${minor} ${currency}`).join('; ');
  return csvText(['owner', 'used', 'accounts', 'arr_minor', 'good', 'watch', 'risk', 'unknown', 'risk_arr_minor', 'signals', 'grave_signals', 'renewals_90d', 'renewal_arr_minor', 'contacts_per_week', 'wanted_per_week', 'past_cadence'],
    items.map((row) => [row.owner, row.used, row.accounts, sums(row.arr), row.bands.good, row.bands.watch, row.bands.risk, row.bands.unknown, sums(row.riskArr), row.signals, row.graveSignals, row.renewals, sums(row.renewalArr), row.touchesPerWeek, row.wantedPerWeek, row.pastCadence]));
}

function Kpis({ whole, onOpen }: { whole: TeamLoad['whole']; onOpen: OpenFigure }) {
  const { t } = useTranslation('leader');
  return (
    <div className="kpi-row num">
      <button type="button" onClick={() => onOpen('accounts')}><span className="l">{t('columns.accounts')}</span><span className="v">{count(whole.accounts)}</span><span className="s">{sumText(whole.arr)}</span></button>
      <button type="button" onClick={() => onOpen('risk')}><span className="l"><BandMark band="risk" size={9} />{t('columns.risk')}</span><span className="v">{count(whole.bands.risk)}</span><span className="s">{sumText(whole.riskArr)}</span></button>
      <button type="button" onClick={() => onOpen('signals')}><span className="l">{t('columns.signals')}</span><span className="v">{count(whole.signals)}</span><span className="s">{t('grave', { count: whole.graveSignals, text: count(whole.graveSignals) })}</span></button>
      <button type="button" onClick={() => onOpen('renewals')}><span className="l">{t('columns.renewals')}</span><span className="v">{count(whole.renewals)}</span><span className="s">{sumText(whole.renewalArr)}, {t('riskOf', { money: sumText(whole.renewalRiskArr) })}</span></button>
      <div><span className="l">{t('columns.touches')}</span><span className="v">{whole.touchesPerWeek === null ? t('contactUnknown') : decimal(whole.touchesPerWeek)}</span><span className="s">{t('wanted', { wanted: decimal(whole.wantedPerWeek) })}</span></div>
      <button type="button" disabled={whole.pastCadence === null} onClick={() => onOpen('pastCadence')}><span className="l">{t('columns.cadence')}</span><span className="v">{whole.pastCadence === null ? t('contactUnknown') : count(whole.pastCadence)}</span><span className="s">{whole.pastCadence === null || whole.accounts === 0 ? '' : t('shareOf', { share: percent(whole.pastCadence / whole.accounts) })}</span></button>
    </div>
  );
}

function Body({ data, onOpen }: { data: TeamLoad; onOpen: OpenFigure }) {
  const { t } = useTranslation('leader');
  const { asOf } = useReading();
  const [sort, setSort] = useState<{ key: string; down: boolean }>({ key: 'used', down: true });
  if (data.whole.accounts === 0) return <Empty title={t('empty')} action={<Link to="/start" className="link">{t('bringIn')}</Link>}>{t('emptyHelp')}</Empty>;
  return (
    <>
      <Kpis whole={data.whole} onOpen={onOpen} />
      <div className="section" style={{ maxWidth: 'none' }}>
        <RuleCard rule={data.rule} version={data.ruleVersion} />
        <Card title={t('columns.owner')} note={count(data.items.length)} tools={<HowComputed title={t('how.title')}>{t('how.load')}</HowComputed>}>
          <OwnerTable data={data} sort={sort} onSort={setSort} onOpen={onOpen} />
        </Card>
        {asOf.at && <p className="t3" style={{ margin: 0 }}>{t('pastOwners')}</p>}
        {data.whole.touchesPerWeek === null && <p className="t3" style={{ margin: 0 }}>{t('noConversations')}</p>}
      </div>
    </>
  );
}

/** The team: who carries what against the stated capacity, how fresh contact is, and handing accounts over. */
export function LeaderPage() {
  const { t } = useTranslation('leader');
  const search = useSearch({ from: '/app/leader' });
  const { asOf } = useReading();
  const navigate = useNavigate();
  const read = useOperation('team.load', asOf, { keep: true, refetchMs: asOf.at ? false : refreshMs });
  const show = (figure: LoadFigure | undefined, owner?: string) => void navigate({ to: '/leader', search: { ...asOf, figure, owner } as never, replace: true });
  const figure = figures.find((one) => one === search.figure);
  return (
    <>
      <header className="top"><h1>{t('title')}</h1><span className="t3 num">{read.data && t('accounts', { count: read.data.whole.accounts, text: count(read.data.whole.accounts) })}</span><div className="grow" /><CsvButton disabled={!read.data} onSave={() => saveText('team.csv', teamCsv(read.data?.items ?? []), 'text/csv')} /><CopyLink /><AsOfPicker /></header>
      <div className="page" tabIndex={0} role="region" aria-label={t('title')}>
        <Loaded read={read} skeleton={<RowsSkeleton rows={9} height={56} label={t('loading')} />}>{(data) => <Body data={data} onOpen={show} />}</Loaded>
      </div>
      <TeamDrawer figure={figure} owner={search.owner} load={read.data} onClose={() => show(undefined)} />
    </>
  );
}
