import { Spotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { IconActivity, IconBuilding, IconDatabase, IconSearch, IconSettings, IconTargetArrow, IconUpload } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useOperation } from '../api/use-operation.ts';
import { searchAccounts } from '../book/book-filter.ts';
import { AccountLogo } from '../ui/avatar.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { moneyShort } from '../ui/format.ts';
import { useReading } from './reading.ts';

interface PageItem {
  label: string;
  icon: ReactNode;
  to: string;
  search: object;
}

const pages: PageItem[] = [
  { label: 'Accounts', icon: <IconBuilding size={17} />, to: '/', search: {} },
  { label: 'Accounts at risk', icon: <IconBuilding size={17} />, to: '/', search: { tab: 'risk' } },
  { label: 'Renewing in 90 days', icon: <IconBuilding size={17} />, to: '/', search: { tab: 'renewing' } },
  { label: 'Signals', icon: <IconActivity size={17} />, to: '/signals', search: {} },
  { label: 'Targets', icon: <IconTargetArrow size={17} />, to: '/targets', search: {} },
  { label: 'Revenue movements', icon: <IconTargetArrow size={17} />, to: '/targets', search: { view: 'movements' } },
  { label: 'Data sources', icon: <IconDatabase size={17} />, to: '/data', search: {} },
  { label: 'Import files', icon: <IconUpload size={17} />, to: '/data', search: { tab: 'import' } },
  { label: 'Quarantined rows', icon: <IconDatabase size={17} />, to: '/data', search: { tab: 'quarantine' } },
  { label: 'API keys', icon: <IconSettings size={17} />, to: '/settings/keys', search: {} },
  { label: 'Your profile', icon: <IconSettings size={17} />, to: '/settings/profile', search: {} },
  { label: 'Users and roles', icon: <IconSettings size={17} />, to: '/settings/users', search: {} },
  { label: 'Audit', icon: <IconSettings size={17} />, to: '/settings/audit', search: {} },
];

/** Search over accounts and pages, on Ctrl K. */
export function CommandPalette() {
  const [query, setQuery] = useState('');
  const { asOf } = useReading();
  const navigate = useNavigate();
  const book = useOperation('account.book', asOf, { enabled: query !== '' });
  const accounts = useMemo(() => (query ? searchAccounts(book.data?.items ?? [], query, 8) : []), [book.data, query]);
  const found = pages.filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()));
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={['mod + K']} attributes={{ content: { 'aria-label': 'Command palette' } }} maxHeight={420} scrollable centered={false} yOffset="12vh" overlayProps={{ blur: 0, backgroundOpacity: 0.28 }}>
      <Spotlight.Search placeholder="Search accounts and pages" leftSection={<IconSearch size={18} stroke={1.6} />} aria-label="Search accounts and pages" />
      <Spotlight.ActionsList>
        {accounts.length > 0 && (
          <Spotlight.ActionsGroup label="Accounts">
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
          <Spotlight.ActionsGroup label="Pages">
            {found.map(({ label, icon, to, search }) => (
              <Spotlight.Action key={label} onClick={() => void navigate({ to, search: { ...asOf, ...search } as never })}>
                <span className="palette-row">{icon}{label}</span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        )}
        {accounts.length === 0 && found.length === 0 && <Spotlight.Empty>Nothing is called that.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
