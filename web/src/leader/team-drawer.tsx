import { Button, Drawer } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamAccount, TeamLoad } from '../../../src/contract/team.ts';
import type { LoadFigure } from '../api/operations.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { BandScore } from '../ui/band-bar.tsx';
import { count, dayText, money, sumMoney, sumText } from '../ui/format.ts';
import { Empty, Loaded } from '../ui/state.tsx';
import { ReassignForm } from './reassign-form.tsx';

const shown = 500;

/** What the figure itself says, to check the list against; signals count signals, the others accounts. */
function expected(load: TeamLoad | undefined, figure: LoadFigure, owner: string | undefined): number | null | undefined {
  const of = owner === undefined ? load?.whole : load?.items.find((item) => (item.ownerId ?? '') === owner);
  return of && (figure === 'risk' ? of.bands.risk : of[figure]);
}

function Contact({ row }: { row: TeamAccount }) {
  const { t } = useTranslation('leader');
  if (row.pastCadence === null) return <span className="t3">{t('drawer.unknown')}</span>;
  return <>{row.lastContactOn === null ? t('drawer.never') : dayText(row.lastContactOn)}<span className={row.pastCadence ? 'sub over' : 'sub'}>{row.pastCadence ? t('drawer.late', { days: (row.daysSinceContact ?? 0) - row.cadenceDays }) : t('drawer.cadence', { days: row.cadenceDays })}</span></>;
}

function List({ items, figure, expectedN }: { items: readonly TeamAccount[]; figure: LoadFigure; expectedN: number | null | undefined }) {
  const { t } = useTranslation('leader');
  const { asOf } = useReading();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [handing, setHanding] = useState(false);
  if (items.length === 0) return <Empty title={t('drawer.empty')} />;
  const rows = items.slice(0, shown);
  const all = rows.every((row) => picked.has(row.accountId));
  const some = picked.size > 0 && !all;
  const toggle = (id: string) => setPicked((before) => {
    const after = new Set(before);
    if (!after.delete(id)) after.add(id);
    return after;
  });
  const total = figure === 'signals' ? items.reduce((sum, row) => sum + row.signals, 0) : items.length;
  const chosen = items.filter((row) => picked.has(row.accountId)).map((row) => row.accountId);
  if (handing) return <ReassignForm accountIds={chosen} onClose={() => setHanding(false)} onDone={() => { setHanding(false); setPicked(new Set()); }} />;
  return (
    <section className="card">
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('drawer.account')}>
        <table className="table">
          <thead><tr>
            {!asOf.at && <th scope="col"><input type="checkbox" className="cb" aria-label={t('drawer.selectAll')} checked={all} ref={(box) => { if (box) box.indeterminate = some; }} onChange={() => setPicked(all ? new Set() : new Set(rows.map((row) => row.accountId)))} /></th>}
            <th scope="col">{t('drawer.account')}</th><th scope="col" className="r">{t('drawer.health')}</th><th scope="col" className="r">{t('drawer.arr')}</th><th scope="col">{t('drawer.renewal')}</th><th scope="col" className="r">{t('drawer.signals')}</th><th scope="col">{t('drawer.contact')}</th>
          </tr></thead>
          <tbody>{rows.map((row) => (
            <tr key={row.accountId}>
              {!asOf.at && <td><input type="checkbox" className="cb" aria-label={t('drawer.select', { account: row.accountName })} checked={picked.has(row.accountId)} onChange={() => toggle(row.accountId)} /></td>}
              <td><Link to="/account/$id" params={{ id: row.accountId }} search={asOf as never} className="aname">{row.accountName}</Link><span className="sub">{row.owner ?? t('nobody')}</span></td>
              <td className="r"><BandScore band={row.band} score={row.score} /></td><td className="r">{row.arrMinor === null ? '–' : money(row.arrMinor, row.currency)}</td>
              <td>{row.renewalOn ? dayText(row.renewalOn) : <span className="t3">–</span>}</td><td className="r">{count(row.signals)}</td><td><Contact row={row} /></td>
            </tr>
          ))}</tbody>
          <tfoot><tr>{!asOf.at && <td />}<td>{t('drawer.sum', { count: items.length, text: count(items.length) })}{typeof expectedN === 'number' ? `, ${total === expectedN ? t('drawer.agrees') : t('drawer.differs')}` : ''}</td><td /><td className="r">{sumText(sumMoney(items))}</td><td /><td className="r">{count(items.reduce((sum, row) => sum + row.signals, 0))}</td><td /></tr></tfoot>
        </table>
      </div>
      {items.length > shown && <p className="t3 pad">{t('drawer.shown', { text: count(shown) })}</p>}
      {asOf.at ? <p className="t3 pad">{t('reassign.past')}</p> : <div className="bulk-line"><Button variant="filled" disabled={chosen.length === 0} onClick={() => setHanding(true)}>{t('reassign.action', { count: chosen.length, text: count(chosen.length) })}</Button></div>}
    </section>
  );
}

/** The accounts behind a figure of the team, to look at and to hand over. */
export function TeamDrawer({ figure, owner, load, onClose }: { figure: LoadFigure | undefined; owner: string | undefined; load: TeamLoad | undefined; onClose: () => void }) {
  const { t } = useTranslation('leader');
  const { asOf } = useReading();
  const read = useOperation('team.accounts', { ...asOf, ...(owner === undefined ? {} : { owner }), figure: figure ?? 'accounts', limit: 50_000 }, { enabled: figure !== undefined });
  const name = owner === undefined ? t('everybody') : (load?.items.find((item) => (item.ownerId ?? '') === owner)?.owner ?? t('nobody'));
  return (
    <Drawer opened={figure !== undefined} onClose={onClose} title={figure ? t(`open.${figure}`, { owner: name }) : t('title')} size={760}>
      {figure && <Loaded read={read}>{({ items }) => <List key={`${figure} ${owner}`} items={items} figure={figure} expectedN={expected(load, figure, owner)} />}</Loaded>}
    </Drawer>
  );
}
