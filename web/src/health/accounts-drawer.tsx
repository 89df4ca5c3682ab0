import { Drawer } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HealthAccountsQuery } from '../api/operations.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { BandScore } from '../ui/band-bar.tsx';
import { count, money, percent, sumMoney, sumText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';

const shown = 500;

/** A figure that is open: its name, how many accounts it counts, and which they are. */
export interface OpenFigure {
  title: string;
  n?: number;
  query: HealthAccountsQuery;
}

/** The accounts behind a health figure, with the check that they add up to it. */
export function AccountsDrawer({ figure, onClose }: { figure: OpenFigure | undefined; onClose: () => void }) {
  const { t } = useTranslation('health');
  const { asOf } = useReading();
  const read = useOperation('health.accounts', { ...asOf, ...figure?.query, limit: 50_000 }, { enabled: figure !== undefined });
  return (
    <Drawer opened={figure !== undefined} onClose={onClose} title={figure?.title ?? t('drawer.title')} size={680}>
      {figure && (
        <Loaded read={read}>{({ items, total }) => items.length === 0 ? <Empty title={t('drawer.empty')} /> : (
          <section className="card">
            <PlainTable label={t('drawer.title')} rows={items.slice(0, shown)} keyOf={(row) => row.accountId} columns={[
              { label: t('drawer.account'), cell: (row) => <Link to="/account/$id" params={{ id: row.accountId }} search={asOf as never} className="aname">{row.accountName}</Link> },
              { label: t('drawer.owner'), cell: (row) => row.owner ?? <span className="t3">–</span> },
              { label: t('drawer.score'), right: true, cell: (row) => <BandScore band={row.band} score={row.score} /> },
              { label: t('drawer.coverage'), right: true, cell: (row) => percent(row.coverage, 0) },
              { label: t('drawer.arr'), right: true, cell: (row) => (row.arrMinor === null ? <span className="t3">–</span> : money(row.arrMinor, row.currency)) },
            ]} foot={<tr><td colSpan={4}>{t('drawer.sum', { count: total, text: count(total) })}{figure.n === undefined ? '' : `, ${total === figure.n ? t('drawer.agrees') : t('drawer.differs')}`}</td><td className="r">{sumText(sumMoney(items))}</td></tr>} />
            {items.length > shown && <p className="t3 pad">{t('drawer.listed', { text: count(shown) })}</p>}
          </section>
        )}</Loaded>
      )}
    </Drawer>
  );
}
