import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconQuestionMark } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Stakeholder, StakeholderGap, StakeholderMap } from '../../../src/contract/account-page.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { ago, count, dayText, decimal } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { OrgChart } from './org-chart.tsx';
import { SortedTable } from './sorted-table.tsx';
import { StakeholderPlot } from './stakeholder-plot.tsx';
import { useTerm } from './term.ts';

const dash = <span className="t3">–</span>;
const gapIcon = { gap: IconAlertTriangle, ok: IconCheck, unknown: IconQuestionMark };
const gapColor = { gap: 'var(--h-risk-tx)', ok: 'var(--h-good-tx)', unknown: 'var(--tx-3)' };

/** What the relationship lacks, each with its rule. */
export function Gaps({ gaps, people }: { gaps: readonly StakeholderGap[]; people: readonly Stakeholder[] }) {
  const { t } = useTranslation('account');
  const nameOf = new Map(people.map((person) => [person.id, person.name ?? t('people.unnamed')]));
  return (
    <ul className="gaps">
      {gaps.map((gap) => {
        const Shape = gapIcon[gap.state];
        const names = gap.people.slice(0, 3).map((id) => nameOf.get(id)).join(', ');
        return (
          <li key={gap.id}>
            <Shape size={15} color={gapColor[gap.state]} aria-hidden />
            <div>
              <b style={{ fontWeight: 550 }}>{t(`gap.${gap.id}_${gap.state}`, { names, count: gap.people.length })}</b>
              <div className="t3" style={{ fontSize: 12 }}>{t(`gap.${gap.id}_rule`, { days: gap.windowDays })}</div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function PeopleTable({ people, today }: { people: readonly Stakeholder[]; today: string }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  return (
    <SortedTable label={t('tab.people')} rows={people} keyOf={(person) => person.id} columns={[
      { id: 'name', label: t('people.name'), by: (person) => person.name, cell: (person) => <><b style={{ fontWeight: 550 }}>{person.name ?? t('people.unnamed')}</b>{person.email && person.email !== person.name && <div className="t3 ell" style={{ maxWidth: 190 }} title={person.email}>{person.email}</div>}</> },
      { id: 'title', label: t('people.title'), by: (person) => person.title, cell: (person) => person.title ?? dash },
      { id: 'role', label: t('people.role'), by: (person) => person.role, cell: (person) => (person.role ? term('role', person.role) : dash) },
      { id: 'influence', label: t('people.influence'), by: (person) => person.influence?.level ?? null, cell: (person) => (person.influence ? <>{t(`people.level_${person.influence.level as 1 | 2 | 3}`)}{person.influence.from === 'role' && <div className="t3">{t('people.byRole')}</div>}</> : dash) },
      { id: 'sentiment', label: t('people.sentiment'), right: true, by: (person) => person.sentiment?.value ?? null, cell: (person) => (person.sentiment ? <>{decimal(person.sentiment.value)}{person.sentiment.from !== 'record' && <div className="t3">{person.sentiment.from === 'texts' ? t('people.fromTexts', { count: person.sentiment.texts }) : t('people.fromSurvey')}</div>}</> : dash) },
      { id: 'contact', nowrap: true, label: t('people.lastContact'), by: (person) => person.lastContactOn, cell: (person) => (person.lastContactOn ? <span title={dayText(person.lastContactOn)}>{ago(person.lastContactOn, today)}</span> : dash) },
      { id: 'contacts', label: t('people.contacts90'), right: true, by: (person) => person.contacts90, cell: (person) => count(person.contacts90) },
      { id: 'left', label: t('people.left'), by: (person) => person.leftOn, cell: (person) => (person.leftOn ? <span className="row neg"><BandMark band="risk" size={8} />{dayText(person.leftOn)}</span> : dash) },
    ]} />
  );
}

function PeopleView({ map }: { map: StakeholderMap }) {
  const { t } = useTranslation('account');
  const { today } = useReading();
  if (map.people.length === 0) return <Card title={t('tab.people')}><Empty title={t('people.none')}>{t('people.noneHint')}</Empty></Card>;
  return (
    <>
      <Card title={t('people.gaps')}><Gaps gaps={map.gaps} people={map.people} /></Card>
      <Card title={t('people.map')} note={t('people.mapNote')}><StakeholderPlot people={map.people} /></Card>
      {map.hasReporting && <Card title={t('people.org')}><OrgChart people={map.people} /></Card>}
      <Card title={t('tab.people')} note={count(map.people.length)}><PeopleTable people={map.people} today={today} /></Card>
    </>
  );
}

/** Who is who: gaps with their rule, the map by influence and sentiment, who reports to whom, and everybody in a list. */
export function PeopleTab({ accountId }: { accountId: string }) {
  const { asOf } = useReading();
  const read = useOperation('account.people', { id: accountId, ...asOf }, { keep: true });
  return <Loaded read={read} skeleton={<div className="card" style={{ padding: 16 }}><Skeleton height={240} /></div>}>{(map) => <PeopleView map={map} />}</Loaded>;
}
