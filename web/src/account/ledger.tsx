import { Button, Drawer } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ledgerEntry } from '../../../src/contract/health-report.ts';
import { toDate } from '../../../src/lib/clock.ts';
import { call } from '../api/call.ts';
import type { OutputOf } from '../api/operations.ts';
import { operationQuery, useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { BandMark } from '../ui/band-mark.tsx';
import type { Band } from '../../../src/contract/health.ts';
import { dayText, momentText, signed, words } from '../ui/format.ts';
import { Empty, Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { useEvidence } from './evidence.tsx';
import { useTerm, useValueText } from './term.ts';

type Entry = z.infer<typeof ledgerEntry>;

const pageSize = 25;
const firstChanges = 3;

function Rule({ entry }: { entry: Entry }) {
  const { t } = useTranslation('account');
  const read = useOperation('scorecard.show', { id: entry.scorecardId, version: entry.scorecardVersion });
  return (
    <Loaded read={read} skeleton={<RowsSkeleton rows={4} />}>
      {(card) => (
        <>
          <p className="t2" style={{ marginTop: 0 }}>{t('ledger.ruleNote', { label: card.label, version: card.version, day: dayText(card.approvedAt), by: card.approvedBy })}</p>
          <pre className="mono rule" tabIndex={0} aria-label={t('ledger.ruleText')}>{card.text}</pre>
        </>
      )}
    </Loaded>
  );
}

/** Opens the records behind one measure's part; they are looked up for that entry alone. */
function useRecords(accountId: string): (entry: Entry, change: Entry['changes'][number], title: string, note: string) => Promise<void> {
  const { asOf } = useReading();
  const client = useQueryClient();
  const show = useEvidence();
  return async (entry, change, title, note) => {
    const page = await client.fetchQuery(operationQuery('health.ledger', { id: accountId, cursor: entry.id, limit: 1, evidence: 'yes', ...asOf })).catch(() => undefined);
    show({ title, note, evidence: page?.items[0]?.changes.find((one) => one.id === change.id)?.evidence ?? change.evidence });
  };
}

function Changes({ accountId, entry, all }: { accountId: string; entry: Entry; all: boolean }) {
  const { t } = useTranslation('account');
  const open = useRecords(accountId);
  const value = useValueText();
  const shown = all ? entry.changes : entry.changes.slice(0, firstChanges);
  return (
    <ul className="changes">
      {shown.map((change) => {
        const name = change.label ?? words(change.id);
        const moved = change.fromValue === change.toValue ? null : t('ledger.fromTo', { from: value(change.fromValue), to: value(change.toValue) });
        return (
          <li key={change.id}>
            <b className={`num ${change.points < 0 ? 'neg' : 'pos'}`}>{Math.abs(change.points) < 0.5 ? (change.points < 0 ? '>−1' : '<1') : signed(change.points)}</b>
            <span>{name}{moved && <span className="t3"> {moved}</span>}</span>
            <button type="button" className="ghost" onClick={() => void open(entry, change, name, change.fromScore === null && change.toScore === null ? t('ledger.capNote', { points: change.points }) : t('ledger.changeNote', { points: change.points, from: change.fromScore === null ? t('unknown') : Math.round(change.fromScore), to: change.toScore === null ? t('unknown') : Math.round(change.toScore) }))}>{t('ledger.records')}<span className="sr"> {name}</span></button>
          </li>
        );
      })}
    </ul>
  );
}

function EntryRow({ accountId, entry, onRule }: { accountId: string; entry: Entry; onRule: () => void }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const [all, setAll] = useState(false);
  const text = (score: number | null) => (score === null ? t('unknown') : String(Math.round(score)));
  return (
    <li className="lrow">
      <div>
        <div className="num" style={{ fontWeight: 550 }}>{entry.cause === 'close' ? dayText(toDate(Date.parse(entry.at) - 1).toISOString()) : momentText(entry.at)}</div>
        <div className="t3" style={{ fontSize: 12 }}>{term('cause', entry.cause)}</div>
        <button type="button" className="ghost" onClick={onRule}>{t('ledger.rule', { version: entry.scorecardVersion })}</button>
      </div>
      <div className="row num" style={{ fontWeight: 600 }}>
        <BandMark band={(entry.toBand as Band) ?? 'unknown'} size={10} />
        <span>{text(entry.fromScore)} → {text(entry.toScore)}<span className="sr"> {term('band', entry.toBand)}</span></span>
        {entry.fromBand !== null && entry.fromBand !== entry.toBand && <span className="tag" style={{ fontWeight: 450 }}>{t('ledger.bandTo', { band: term('band', entry.toBand) })}</span>}
      </div>
      <div>
        <Changes accountId={accountId} entry={entry} all={all} />
        {entry.changes.length > firstChanges && <button type="button" className="ghost" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('ledger.fewer') : t('ledger.more', { count: entry.changes.length - firstChanges })}</button>}
      </div>
    </li>
  );
}

/** Every change of the score, newest first, in points per measure; each opens its rule as it was then and its records. */
export function Ledger({ accountId }: { accountId: string }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const [rule, setRule] = useState<Entry>();
  const [opened, setOpened] = useState(false);
  const input = { id: accountId, limit: pageSize, ...asOf };
  const read = useInfiniteQuery({
    queryKey: ['health.ledger', input, 'pages'],
    queryFn: ({ pageParam, signal }) => call('health.ledger', pageParam ? { ...input, cursor: pageParam } : input, signal),
    initialPageParam: '',
    getNextPageParam: (page: OutputOf<'health.ledger'>) => page.next,
  });
  const entries = read.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {read.error && entries.length === 0 && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <RowsSkeleton height={64} />}
      {read.data && entries.length === 0 && <Empty title={t('ledger.none')}>{t('ledger.noneHint')}</Empty>}
      <ol className="ledger">{entries.map((entry) => <EntryRow key={entry.id} accountId={accountId} entry={entry} onRule={() => { setRule(entry); setOpened(true); }} />)}</ol>
      {read.hasNextPage && <div style={{ padding: 12, textAlign: 'center' }}><Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>{t('timeline.earlier')}</Button></div>}
      <Drawer opened={opened} onClose={() => setOpened(false)} title={t('ledger.ruleTitle')} size="lg">{rule && <Rule entry={rule} />}</Drawer>
    </>
  );
}
