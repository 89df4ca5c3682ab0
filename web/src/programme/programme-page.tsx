import '../style/programme.css';
import { TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionItem, ProposalItem } from '../../../src/contract/proposal.ts';
import { useOperation } from '../api/use-operation.ts';
import { TabRow } from '../ui/card.tsx';
import { dayText } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { AlgoView } from './algo-view.tsx';
import { RecordView } from './record-view.tsx';
import { DefinitionView } from './definition-view.tsx';
import { ProposalView } from './proposal-view.tsx';

const views = ['definitions', 'open', 'decided', 'algo', 'record'] as const;
type View = (typeof views)[number];
const kinds = ['scorecard', 'segment', 'signal', 'metric', 'policy', 'playbook', 'template', 'survey', 'mapping'] as const;

function useProgrammeSearch() {
  const search = useSearch({ from: '/app/programme' });
  const navigate = useNavigate();
  return { search, show: (next: { view?: View; open?: string }) => void navigate({ to: '/programme', search: next as never, replace: true }) };
}

function Items({ items, open, onOpen }: { items: readonly { key: string; label: string; note: string }[]; open: string | undefined; onOpen: (key: string) => void }) {
  return <>{items.map(({ key, label, note }) => <button type="button" key={key} className="prog-item" aria-current={key === open} onClick={() => onOpen(key)}><span className="ell">{label}</span><span className="grow" /><span className="t3 num" style={{ fontSize: 12 }}>{note}</span></button>)}</>;
}

function DefinitionList({ items, open, onOpen }: { items: readonly DefinitionItem[]; open: string | undefined; onOpen: (key: string) => void }) {
  const { t } = useTranslation('programme');
  const [text, setText] = useState('');
  const fits = items.filter(({ label, id }) => `${label} ${id}`.toLowerCase().includes(text.toLowerCase()));
  const known = new Set<string>(kinds);
  const groups = [...kinds.map((kind) => ({ title: t(`kind.${kind}`), of: fits.filter((item) => item.kind === kind) })), { title: t('kind.other'), of: fits.filter(({ kind }) => !known.has(kind)) }].filter(({ of }) => of.length > 0);
  return (
    <>
      <TextInput aria-label={t('filter')} placeholder={t('filter')} value={text} onChange={(event) => setText(event.currentTarget.value)} m={4} />
      {groups.length === 0 && <p className="t2 pad">{t('unfit')}</p>}
      {groups.map(({ title, of }) => <section key={title} aria-label={title}><h2>{title}</h2><Items items={of.map((item) => ({ key: `${item.kind}/${item.id}`, label: item.label, note: item.open ? t('waits', { count: item.open }) : `v${item.version}` }))} open={open} onOpen={onOpen} /></section>)}
    </>
  );
}

function Definitions() {
  const { t } = useTranslation('programme');
  const { search, show } = useProgrammeSearch();
  const read = useOperation('definition.list', {});
  const [kind = '', id = ''] = search.open?.split('/') ?? [];
  const one = useOperation('definition.show', { kind, id }, { enabled: id !== '' });
  return (
    <div className="prog">
      <nav className="prog-list" aria-label={t('list')}><Loaded read={read}>{({ items }) => <DefinitionList items={items} open={search.open} onOpen={(open) => show({ open })} />}</Loaded></nav>
      <div className="prog-main" tabIndex={0} role="region" aria-label={t('region')}>{id === '' ? <Empty title={t('choose')} /> : <Loaded read={one}>{(detail) => <DefinitionView key={`${kind}/${id} ${detail.version}`} detail={detail} />}</Loaded>}</div>
    </div>
  );
}

function Proposals({ view }: { view: 'open' | 'decided' }) {
  const { t } = useTranslation('programme');
  const { search, show } = useProgrammeSearch();
  const read = useOperation('proposal.list', { state: view === 'open' ? 'open' : 'all' });
  const one = useOperation('proposal.show', { id: search.open ?? '' }, { enabled: search.open !== undefined });
  const wanted = (items: readonly ProposalItem[]) => (view === 'open' ? items : items.filter(({ state }) => state !== 'open'));
  return (
    <Loaded read={read}>
      {({ items }) => wanted(items).length === 0 && search.open === undefined ? <Empty title={t(view === 'open' ? 'noOpen' : 'noDecided')}>{view === 'open' && t('noOpenText')}</Empty> : (
        <div className="prog">
          <nav className="prog-list" aria-label={t(`view.${view}`)}><Items items={wanted(items).map((item) => ({ key: item.id, label: `${item.kind} ${item.definitionId}`, note: view === 'open' ? dayText(item.proposedAt) : t(`state.${item.state}`) }))} open={search.open} onOpen={(open) => show({ view, open })} /></nav>
          <div className="prog-main" tabIndex={0} role="region" aria-label={t(`view.${view}`)}>{search.open === undefined ? <Empty title={t('choose')} /> : <Loaded read={one}>{(detail) => <ProposalView key={`${detail.id} ${detail.version}`} detail={detail} />}</Loaded>}</div>
        </div>
      )}
    </Loaded>
  );
}

/** The programme: what is in force, changes that wait, and what was decided. */
export function ProgrammePage() {
  const { t } = useTranslation('programme');
  const { search, show } = useProgrammeSearch();
  const open = useOperation('proposal.list', { state: 'open' });
  const view = views.find((id) => id === search.view) ?? 'definitions';
  return (
    <>
      <header className="top"><h1>{t('title')}</h1></header>
      <TabRow label={t('views')} current={view} onChange={(next) => show(next === 'definitions' ? {} : { view: next })} tabs={views.map((id) => ({ id, label: t(`view.${id}`), n: id === 'open' ? open.data?.total : undefined }))} />
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${view}`} style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>{view === 'definitions' ? <Definitions /> : view === 'algo' ? <AlgoView /> : view === 'record' ? <RecordView /> : <Proposals key={view} view={view} />}</div>
    </>
  );
}
