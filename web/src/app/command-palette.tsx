import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { IconActivity, IconArrowsExchange, IconChecks, IconBookmark, IconBuilding, IconContrast, IconDatabase, IconHeartbeat, IconKeyboard, IconListCheck, IconMoon, IconRobot, IconRoute, IconSearch, IconSettings, IconSun, IconTargetArrow, IconUpload, IconUser, IconUsersGroup } from '@tabler/icons-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange, useOperation } from '../api/use-operation.ts';
import { searchAccounts } from '../book/book-filter.ts';
import { AccountLogo } from '../ui/avatar.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { moneyShort } from '../ui/format.ts';
import { useMay } from './may.tsx';
import { openHelp } from './open-overlay.ts';
import { useReading, useSession } from './reading.ts';

interface Entry {
  label: string;
  icon: ReactNode;
  run: () => void;
}

function usePages(): Entry[] {
  const { t } = useTranslation();
  const { asOf } = useReading();
  const may = useMay();
  const navigate = useNavigate();
  const views = useOperation('view.list', {});
  const go = (label: string, icon: ReactNode, to: string, search: object = {}): Entry => ({ label, icon, run: () => void navigate({ to, search: { ...asOf, ...search } as never }) });
  return [
    go(t('nav.work'), <IconListCheck size={17} />, '/work'), go(t('nav.accounts'), <IconBuilding size={17} />, '/'), go(t('views.risk'), <IconBuilding size={17} />, '/', { tab: 'risk' }), go(t('views.renewing'), <IconBuilding size={17} />, '/', { tab: 'renewing' }), go(t('views.onboarding'), <IconBuilding size={17} />, '/', { tab: 'onboarding' }),
    ...(views.data?.items ?? []).map(({ id, name, state }) => go(name, <IconBookmark size={17} />, '/', { ...state, view: id })),
    go(t('nav.signals'), <IconActivity size={17} />, '/signals'), go(t('nav.approvals'), <IconChecks size={17} />, '/approvals'), go(t('nav.colleagues'), <IconArrowsExchange size={17} />, '/colleagues'), go(t('nav.engagements'), <IconRobot size={17} />, '/engagements'), go(t('nav.playbooks'), <IconRoute size={17} />, '/playbooks'), go(t('nav.health'), <IconHeartbeat size={17} />, '/health'), go(t('nav.targets'), <IconTargetArrow size={17} />, '/targets'), go(t('palette.movements'), <IconTargetArrow size={17} />, '/targets', { view: 'movements' }),
    go(t('nav.programme'), <IconChecks size={17} />, '/programme'),
    go(t('nav.leader'), <IconUsersGroup size={17} />, '/leader'),
    ...(may('import') ? [go(t('nav.data'), <IconDatabase size={17} />, '/data'), go(t('palette.import'), <IconUpload size={17} />, '/data', { tab: 'import' }), go(t('palette.quarantine'), <IconDatabase size={17} />, '/data', { tab: 'quarantine' }), go(t('palette.identity'), <IconDatabase size={17} />, '/data', { tab: 'identity' })] : []),
    go(t('nav.settings'), <IconSettings size={17} />, '/settings'),
  ];
}

function useActions(): Entry[] {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const { preferences } = useSession();
  const set = useChange('preference.set', ['session.me']);
  const dense = preferences.density === 'compact';
  const high = preferences.contrast === 'high';
  return [
    { label: t('theme.light'), icon: <IconSun size={17} />, run: () => setColorScheme('light') },
    { label: t('theme.dark'), icon: <IconMoon size={17} />, run: () => setColorScheme('dark') },
    { label: t(dense ? 'palette.comfortable' : 'palette.compact'), icon: <IconBuilding size={17} />, run: () => set.mutate({ density: dense ? 'comfortable' : 'compact' }) },
    { label: t(high ? 'palette.standard' : 'palette.high'), icon: <IconContrast size={17} />, run: () => set.mutate({ contrast: high ? 'standard' : 'high' }) },
    { label: t('keys.title'), icon: <IconKeyboard size={17} />, run: openHelp },
  ];
}

function Entries({ label, entries }: { label: string; entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={label}>
      {entries.map((entry) => <Spotlight.Action key={entry.label} onClick={entry.run}><span className="palette-row">{entry.icon}{entry.label}</span></Spotlight.Action>)}
    </Spotlight.ActionsGroup>
  );
}

/** Search over accounts, people, pages, kept views and actions. Mounted while it is open. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 180);
  const { asOf } = useReading();
  const navigate = useNavigate();
  const book = useOperation('account.book', asOf, { enabled: query !== '' });
  const people = useOperation('person.search', { text: asked }, { enabled: asked.length > 1, keep: true });
  const accounts = useMemo(() => (query ? searchAccounts(book.data?.items ?? [], query, 8) : []), [book.data, query]);
  const needle = query.trim().toLowerCase();
  const fitting = (entries: readonly Entry[]) => entries.filter(({ label }) => label.toLowerCase().includes(needle));
  const pages = fitting(usePages());
  const actions = fitting(useActions());
  const found = asked.length > 1 ? (people.data?.items ?? []) : [];
  useEffect(() => spotlight.open(), []);
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} onSpotlightClose={onClose} shortcut={null} attributes={{ content: { 'aria-label': t('palette.name') } }} maxHeight={460} scrollable centered={false} yOffset="12vh" overlayProps={{ blur: 0, backgroundOpacity: 0.28 }}>
      <Spotlight.Search placeholder={t('palette.hint')} leftSection={<IconSearch size={18} stroke={1.6} />} aria-label={t('palette.hint')} />
      <Spotlight.ActionsList>
        {accounts.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.accounts')}>
            {accounts.map((row) => (
              <Spotlight.Action key={row.id} onClick={() => void navigate({ to: '/account/$id', params: { id: row.id }, search: asOf })}>
                <span className="palette-row">
                  <AccountLogo name={row.name} size={20} />
                  <span className="ell">{row.name}</span>
                  <span className="grow" />
                  {row.arrMinor !== null && <span className="t2 num">{moneyShort(row.arrMinor, row.currency)}</span>}
                  <span className="row num t2" style={{ width: 44 }}><BandMark band={row.band} size={9} />{row.score === null ? '–' : Math.round(row.score)}</span>
                </span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.people')}>
            {found.map((person) => (
              <Spotlight.Action key={person.id} onClick={() => void navigate({ to: '/account/$id', params: { id: person.accountId }, search: { ...asOf, tab: 'people' } })}>
                <span className="palette-row"><IconUser size={17} /><span className="ell">{person.name ?? person.email}</span><span className="t2 ell palette-sub">{[person.title, person.accountName].filter(Boolean).join(', ')}</span></span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        )}
        <Entries label={t('palette.pages')} entries={pages} />
        <Entries label={t('palette.actions')} entries={actions} />
        {accounts.length + found.length + pages.length + actions.length === 0 && <Spotlight.Empty>{t('palette.none')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
