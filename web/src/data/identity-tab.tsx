import { Button, Group, Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountMerge, IdentityPair, IdentitySide } from '../../../src/contract/identity.ts';
import { call } from '../api/call.ts';
import type { UnresolvedKey } from '../api/operations.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { AccountField } from '../ui/account-field.tsx';
import { Card } from '../ui/card.tsx';
import { count, momentText, percent } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Failure, Loaded } from '../ui/state.tsx';
import { noteWithUndo } from '../ui/undo-note.tsx';

const touches = ['identity.', 'account.', 'signal.', 'metric.', 'health.', 'cockpit.', 'task.'];
const firstPairs = 20;

/** Merging, taking apart and telling apart; each can be taken back. */
function useIdentity() {
  const { t } = useTranslation('data');
  const client = useQueryClient();
  const confirm = useChange('identity.confirm', touches);
  const split = useChange('identity.split', touches);
  const distinct = useChange('identity.distinct', touches);
  const again = () => client.invalidateQueries({ predicate: ({ queryKey }) => touches.some((prefix) => String(queryKey[0]).startsWith(prefix)) });
  return {
    busy: confirm.isPending || split.isPending || distinct.isPending,
    error: confirm.error ?? split.error ?? distinct.error,
    merge: (keep: IdentitySide, merge: IdentitySide) => confirm.mutate({ keep: keep.id, merge: merge.id }, {
      onSuccess: (done) => noteWithUndo(t('identity.merged', { kept: done.kept, merged: done.merged }), t('undo'), async () => { await call('identity.split', { merge: done.id }); await again(); }),
    }),
    split: (merge: AccountMerge) => split.mutate({ merge: merge.id }, { onSuccess: () => noteWithUndo(t('identity.splitDone', { merged: merge.merged }), t('undo')) }),
    tellApart: ({ a, b }: IdentityPair) => distinct.mutate({ one: a.id, other: b.id }, {
      onSuccess: () => noteWithUndo(t('identity.distinctDone', { a: a.name, b: b.name }), t('undo'), async () => { await call('identity.distinct', { one: a.id, other: b.id, undo: true }); await again(); }),
    }),
  };
}

function Side({ side, kept }: { side: IdentitySide; kept: boolean }) {
  const { t } = useTranslation('data');
  const parts = [side.domain, side.owner, side.sources.join(', '), t('identity.holds', { lines: count(side.lines), people: count(side.people), tickets: count(side.tickets) })].filter(Boolean);
  return (
    <>
      <Link to="/account/$id" params={{ id: side.id }} className="aname">{side.name}</Link> {kept && <span className="tag">{t('identity.kept')}</span>}
      <div className="t2" style={{ fontSize: 12 }}>{parts.join(' · ')}</div>
    </>
  );
}

function Reasons({ pair }: { pair: IdentityPair }) {
  const { t } = useTranslation('data');
  return <><span className="num">{percent(pair.confidence, 0)}</span> <span className="t2">{pair.reasons.map(({ code, value, count: n }) => t(`identity.reason.${code}`, { value, count: n, text: count(n) })).join(' ')}</span></>;
}

function Pairs({ mayMerge, identity }: { mayMerge: boolean; identity: ReturnType<typeof useIdentity> }) {
  const { t } = useTranslation('data');
  const [limit, setLimit] = useState(firstPairs);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const read = useOperation('identity.list', { limit }, { keep: true });
  const keyOf = ({ a, b }: IdentityPair) => `${a.id} ${b.id}`;
  const sides = (pair: IdentityPair): [IdentitySide, IdentitySide] => ((pair.keep === pair.a.id) !== turned.has(keyOf(pair)) ? [pair.a, pair.b] : [pair.b, pair.a]);
  const turn = (pair: IdentityPair) => setTurned((before) => { const after = new Set(before); if (!after.delete(keyOf(pair))) after.add(keyOf(pair)); return after; });
  const act = (pair: IdentityPair) => {
    const [kept, other] = sides(pair);
    return (
      <span className="row">
        <Button size="compact-xs" disabled={identity.busy} aria-label={t('identity.mergeOf', { merged: other.name, kept: kept.name })} onClick={() => identity.merge(kept, other)}>{t('identity.merge')}</Button>
        <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" onClick={() => turn(pair)}>{t('identity.turn')}</Button>
        <Button size="compact-xs" variant="subtle" color="gray" c="var(--tx)" disabled={identity.busy} onClick={() => identity.tellApart(pair)}>{t('identity.distinct')}</Button>
      </span>
    );
  };
  return (
    <Card title={t('identity.pairs')} note={read.data && count(read.data.total)}>
      {identity.error && <div className="pad"><Failure error={identity.error} compact /></div>}
      <Loaded read={read}>
        {({ items, next }) => items.length === 0 ? <Empty title={t('identity.none')}>{t('identity.noneText')}</Empty> : (
          <>
            <PlainTable label={t('identity.pairs')} rows={items} keyOf={keyOf} columns={[
              { label: t('identity.one'), cell: (pair) => <Side side={sides(pair)[0]} kept /> },
              { label: t('identity.other'), cell: (pair) => <Side side={sides(pair)[1]} kept={false} /> },
              { label: t('identity.why'), cell: (pair) => <Reasons pair={pair} /> },
              ...(mayMerge ? [{ label: t('source.act'), cell: act }] : []),
            ]} />
            {next !== null && <div className="pad"><Button variant="subtle" color="gray" c="var(--tx)" loading={read.isFetching} onClick={() => setLimit(limit + firstPairs)}>{t('held.more')}</Button></div>}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function LinkForm({ item, onClose }: { item: UnresolvedKey; onClose: () => void }) {
  const { t } = useTranslation('data');
  const [account, setAccount] = useState('');
  const link = useChange('identity.link', [...touches, 'source.']);
  return (
    <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); if (account) link.mutate({ source: item.source, kind: item.kind, key: item.key, accountId: account }, { onSuccess: onClose }); }}>
      <AccountField label={t('identity.account')} required value={account} onChange={setAccount} autoFocus />
      {link.error && <Failure error={link.error} compact />}
      <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={!account} loading={link.isPending}>{t('identity.link')}</Button></Group>
    </form>
  );
}

function Unresolved() {
  const { t } = useTranslation('data');
  const read = useOperation('identity.unresolved', { limit: 100 });
  const [linking, setLinking] = useState<UnresolvedKey>();
  return (
    <Card title={t('identity.keys')} note={read.data && t('held.shown', { shown: count(read.data.items.length), total: count(read.data.total) })}>
      <Loaded read={read}>
        {({ items }) => items.length === 0 ? <Empty title={t('identity.keysNone')} /> : (
          <PlainTable label={t('identity.keys')} rows={items} keyOf={({ source, kind, key }) => `${source} ${kind} ${key}`} columns={[
            { label: t('identity.key'), cell: ({ key, email }) => <><span className="mono">{key}</span>{email && email !== key && <span className="t2"> {email}</span>}</> },
            { label: t('source.kind'), cell: ({ kind }) => t(`identity.kind.${kind}`) },
            { label: t('source.name'), cell: ({ source }) => source },
            { label: t('identity.since'), cell: ({ firstSeenAt }) => momentText(firstSeenAt) },
            { label: t('source.act'), cell: (item) => <Button size="compact-xs" aria-label={t('identity.linkOf', { key: item.key })} onClick={() => setLinking(item)}>{t('identity.link')}</Button> },
          ]} />
        )}
      </Loaded>
      <Modal opened={linking !== undefined} onClose={() => setLinking(undefined)} title={t('identity.linkTitle', { key: linking?.key ?? '' })}>{linking && <LinkForm key={linking.key} item={linking} onClose={() => setLinking(undefined)} />}</Modal>
    </Card>
  );
}

function Merges({ mayMerge, identity }: { mayMerge: boolean; identity: ReturnType<typeof useIdentity> }) {
  const { t } = useTranslation('data');
  const read = useOperation('identity.merges', {});
  if (!read.data?.items.length) return null;
  return (
    <Card title={t('identity.merges')}>
      <PlainTable label={t('identity.merges')} rows={read.data.items} keyOf={({ id }) => id} columns={[
        { label: t('identity.one'), cell: ({ keptId, kept }) => <Link to="/account/$id" params={{ id: keptId }} className="aname">{kept}</Link> },
        { label: t('identity.mergedIn'), cell: ({ merged }) => merged },
        { label: t('identity.moved'), right: true, cell: ({ moved }) => count(Object.values(moved).reduce((sum, n) => sum + n, 0)) },
        { label: t('identity.when'), cell: ({ at, by }) => <>{momentText(at)} <span className="t2">{by}</span></> },
        { label: t('source.act'), cell: (merge) => (merge.undone ? <span className="t2">{t('identity.undone')}</span> : mayMerge && <Button size="compact-xs" disabled={identity.busy} onClick={() => identity.split(merge)}>{t('identity.split')}</Button>) },
      ]} />
    </Card>
  );
}

/** The identity review: accounts that may be one customer, usage nobody claims, and what was merged. */
export function IdentityTab() {
  const mayMerge = useMay()('define');
  const identity = useIdentity();
  return <><Pairs mayMerge={mayMerge} identity={identity} />{mayMerge && <Unresolved />}<Merges mayMerge={mayMerge} identity={identity} /></>;
}
