import '../style/playbook.css';
import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { useSession } from '../app/reading.ts';
import { HoldOutButton } from '../outcome/hold-out-button.tsx';
import { TabRow } from '../ui/card.tsx';
import { dayText } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';
import { PastView } from './past-view.tsx';
import { RunsView } from './runs-view.tsx';
import { StateButton } from './state-dialogs.tsx';
import { PlaybookTag } from './state-tag.tsx';
import { StepsView } from './steps-view.tsx';

const tabs = ['steps', 'runs', 'past', 'yaml'] as const;

function YamlView({ yaml }: { yaml: string }) {
  const { t } = useTranslation('playbook');
  const { copied, copy } = useClipboard({ timeout: 1500 });
  return (
    <div className="section">
      <div className="row"><span className="t2">{t('yaml.text')}</span><span className="grow" /><Button onClick={() => copy(yaml)}>{copied ? t('yaml.copied') : t('yaml.copy')}</Button></div>
      <section className="card"><pre className="pb-yaml" tabIndex={0} aria-label="YAML">{yaml}</pre></section>
    </div>
  );
}

/** One playbook: its steps, its runs, what it would have done, and how it is written. */
export function PlaybookPage() {
  const { t } = useTranslation('playbook');
  const { id } = useParams({ from: '/app/playbooks/$id' });
  const search = useSearch({ from: '/app/playbooks/$id' });
  const navigate = useNavigate();
  const read = useOperation('playbook.show', { id });
  const mayAct = useMay()('approve');
  const { sees } = useSession().may;
  const tab = tabs.find((one) => one === search.tab) ?? 'steps';
  const playbook = read.data?.playbook;
  return (
    <>
      <header className="top">
        <Link to="/playbooks" className="pb-crumb">{t('title')}</Link><span className="t3" aria-hidden>/</span>
        <h1>{playbook?.label ?? id}</h1>
        {playbook && <><PlaybookTag status={playbook.status} /><span className="t3">{t('version', { version: playbook.version })}{playbook.since && `, ${t('since', { day: dayText(playbook.since), who: playbook.byWhom ?? '' })}`}{playbook.note && `, ${playbook.note}`}</span></>}
        <span className="grow" />
        {playbook && sees === 'company' && <Link to="/outcomes" search={{ open: id } as never} className="link">{t('outcome')}</Link>}
        {playbook && mayAct && sees === 'company' && <HoldOutButton id={id} />}
        {playbook && mayAct && <StateButton playbook={playbook} />}
      </header>
      <TabRow label={t('tabs.label')} current={tab} onChange={(next) => void navigate({ to: '/playbooks/$id', params: { id }, search: (next === 'steps' ? {} : { tab: next }) as never })} tabs={tabs.map((one) => ({ id: one, label: t(`tabs.${one}`), ...(one === 'runs' && playbook ? { n: playbook.runs.running + playbook.runs.paused } : {}) }))} />
      <div className="page" tabIndex={0} role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        <Loaded read={read}>
          {(detail) => (tab === 'steps' ? <StepsView detail={detail} /> : tab === 'runs' ? <RunsView playbook={detail.playbook} state={search.state} /> : tab === 'past' ? <PastView playbook={detail.playbook} steps={detail.steps} /> : <YamlView yaml={detail.yaml} />)}
        </Loaded>
      </div>
    </>
  );
}
