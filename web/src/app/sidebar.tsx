import { ActionIcon, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, defaultStringifySearch, useLocation, useRouter, useSearch } from '@tanstack/react-router';
import { IconActivity, IconArrowsExchange, IconChecks, IconBookmark, IconBuilding, IconChecklist, IconDatabase, IconHeartbeat, IconLogout, IconMoon, IconRobot, IconRoute, IconRulerMeasure, IconSearch, IconSettings, IconSparkles, IconSun, IconTargetArrow, IconUser, IconUsers, IconUsersGroup } from '@tabler/icons-react';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useOperation } from '../api/use-operation.ts';
import { PersonMark } from '../ui/avatar.tsx';
import { count } from '../ui/format.ts';
import { Bell } from '../notification/bell.tsx';
import { Mark } from './mark.tsx';
import { openPalette, toggleAsk } from './open-overlay.ts';
import { useMay } from './may.tsx';
import { useReading, useSession } from './reading.ts';

const views = [
  { tab: 'risk', color: 'var(--h-risk)' },
  { tab: 'renewing', color: 'var(--accent)' },
  { tab: 'onboarding', color: 'var(--h-watch)' },
] as const;

/** A link of the sidebar. The router's own link works out its address at every change of any address, which a keystroke in a filter is. */
function SideLink({ href, on, title, children }: { href: string; on: boolean; title?: string; children: ReactNode }) {
  const { history } = useRouter();
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.push(href);
  };
  return <a href={href} className="nav" data-on={on || undefined} aria-current={on ? 'page' : undefined} title={title} onClick={go}>{children}</a>;
}

function NavItem({ to, icon, label, badge }: { to: '/' | '/work' | '/signals' | '/health' | '/targets' | '/leader' | '/approvals' | '/colleagues' | '/engagements' | '/playbooks' | '/programme' | '/data' | '/settings'; icon: ReactNode; label: string; badge?: string | undefined }) {
  const { asOf } = useReading();
  const pathname = useLocation({ select: (location) => location.pathname });
  return (
    <SideLink href={to + defaultStringifySearch(asOf)} on={to === '/' ? pathname === '/' : pathname.startsWith(to)}>
      {icon}
      <span className="nav-label">{label}</span>
      {badge && <span className="cnt num">{badge}</span>}
    </SideLink>
  );
}

function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const { t } = useTranslation();
  const label = t(dark ? 'theme.light' : 'theme.dark');
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
        {dark ? <IconSun size={16} /> : <IconMoon size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const { user } = useSession();
  const client = useQueryClient();
  const leave = async () => {
    await call('session.leave', {});
    client.clear();
    location.assign('/sign-in');
  };
  return (
    <div className="row">
      <Menu position="top-start" width={180}>
        <Menu.Target>
          <button type="button" className="nav user-nav">
            <PersonMark name={user.name} />
            <span className="nav-label ell">{user.name}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUser size={15} />}>{t('session.profile')}</Menu.Item>
          <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void leave()}>{t('session.signOut')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ThemeSwitch />
    </div>
  );
}

/** The left column: pages, ready-made views of the book, and the person. */
export function Sidebar() {
  const { t } = useTranslation();
  const { asOf } = useReading();
  const { instance } = useSession();
  const may = useMay();
  const saved = useOperation('view.list', {});
  const { view, tab: shownTab } = useSearch({ strict: false }) as { view?: string; tab?: string };
  const waiting = useOperation('action.list', { view: 'waiting', limit: 1 });
  const open = useOperation('signal.list', { state: 'open', limit: 1, ...asOf });
  return (
    <aside className="side" aria-label="Mainstay">
      <div className="brand">
        <Mark /> <span className="nav-label">Mainstay</span>
        {instance.sample && <span className="tag sample-tag">{t('sample')}</span>}
        <Bell />
      </div>
      <button type="button" className="search" onClick={() => openPalette()} aria-keyshortcuts="Control+K">
        <IconSearch size={15} aria-hidden />
        <span className="nav-label">{t('nav.search')}</span>
        <span className="k nav-label" style={{ marginLeft: 'auto' }}>⌘K</span>
      </button>
      <button type="button" className="nav ask-open" onClick={toggleAsk} aria-keyshortcuts="q">
        <IconSparkles size={16} aria-hidden />
        <span className="nav-label">{t('nav.ask')}</span>
        <span className="k nav-label" style={{ marginLeft: 'auto' }}>q</span>
      </button>
      <nav aria-label={t('nav.pages')}>
        <NavItem to="/work" icon={<IconChecklist size={16} />} label={t('nav.work')} />
        <NavItem to="/" icon={<IconBuilding size={16} />} label={t('nav.accounts')} />
        <NavItem to="/signals" icon={<IconActivity size={16} />} label={t('nav.signals')} badge={open.data?.total ? count(open.data.total) : undefined} />
        <NavItem to="/approvals" icon={<IconChecks size={16} />} label={t('nav.approvals')} badge={waiting.data?.total ? count(waiting.data.total) : undefined} />
        <NavItem to="/colleagues" icon={<IconArrowsExchange size={16} />} label={t('nav.colleagues')} />
        <NavItem to="/engagements" icon={<IconRobot size={16} />} label={t('nav.engagements')} />
        <NavItem to="/playbooks" icon={<IconRoute size={16} />} label={t('nav.playbooks')} />
        <NavItem to="/health" icon={<IconHeartbeat size={16} />} label={t('nav.health')} />
        <NavItem to="/targets" icon={<IconTargetArrow size={16} />} label={t('nav.targets')} />
        <NavItem to="/programme" icon={<IconRulerMeasure size={16} />} label={t('nav.programme')} />
        <NavItem to="/leader" icon={<IconUsersGroup size={16} />} label={t('nav.leader')} />
        {may('import') && <NavItem to="/data" icon={<IconDatabase size={16} />} label={t('nav.data')} />}
        <NavItem to="/settings" icon={<IconSettings size={16} />} label={t('nav.settings')} />
      </nav>
      <nav aria-label={t('views.title')}>
        <div className="navh nav-label">{t('views.title')}</div>
        {views.map(({ tab, color }) => (
          <SideLink key={tab} href={`/${defaultStringifySearch({ ...asOf, tab })}`} on={shownTab === tab && !view} title={t(`views.${tab}`)}>
            <span className="dot" style={{ background: color }} />
            <span className="nav-label">{t(`views.${tab}`)}</span>
          </SideLink>
        ))}
        {saved.data?.items.map(({ id, name, state, shared, mine, owner }) => (
          <SideLink key={id} href={`/${defaultStringifySearch({ ...asOf, ...state, view: id })}`} on={view === id} title={shared && !mine ? t('views.sharedBy', { name, owner }) : name}>
            {shared ? <IconUsers size={14} /> : <IconBookmark size={14} />}
            <span className="nav-label ell">{name}</span>
          </SideLink>
        ))}
      </nav>
      <div className="grow" />
      <UserMenu />
    </aside>
  );
}
