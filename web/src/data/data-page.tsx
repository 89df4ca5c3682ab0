import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { Only } from '../app/may.tsx';
import { TabRow } from '../ui/card.tsx';
import { DoubtsTab } from './doubts-tab.tsx';
import { IdentityTab } from './identity-tab.tsx';
import { ImportTab } from './import-tab.tsx';
import { KeysLink } from './keys-link.tsx';
import { QuarantineTab } from './quarantine-tab.tsx';
import { SourcesTab } from './sources-tab.tsx';

const tabIds = ['sources', 'import', 'quarantine', 'doubts', 'identity', 'keys'] as const;
type TabId = (typeof tabIds)[number];
const panels = { sources: SourcesTab, import: ImportTab, quarantine: QuarantineTab, doubts: DoubtsTab, identity: IdentityTab, keys: KeysLink };

/** Where data comes from: sources, imports, rows held back and doubts; for those who load data. */
export function DataPage() {
  const { t } = useTranslation('data');
  return <><header className="top"><h1>{t('title')}</h1></header><Only may="import"><DataTabs /></Only></>;
}

function DataTabs() {
  const { t } = useTranslation('data');
  const search = useSearch({ from: '/app/data' });
  const navigate = useNavigate();
  const held = useOperation('quarantine.list', { state: 'open', limit: 1 });
  const doubts = useOperation('doubt.list', { state: 'open', limit: 1 });
  const pairs = useOperation('identity.list', { limit: 1 });
  const tab = tabIds.find((id) => id === search.tab) ?? 'sources';
  const Panel = panels[tab];
  const choose = (next: TabId) => void navigate({ to: '/data', search: (next === 'sources' ? {} : { tab: next }) as never });
  const counts: Partial<Record<TabId, number | undefined>> = { quarantine: held.data?.total, doubts: doubts.data?.total, identity: pairs.data?.total };
  return (
    <>
      <TabRow label={t('parts')} current={tab} onChange={choose} tabs={tabIds.map((id) => ({ id, label: t(`tab.${id}`), n: counts[id] }))} />
      <div className="page" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}><div className="section"><Panel /></div></div>
    </>
  );
}
