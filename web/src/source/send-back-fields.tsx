import { Button, Group, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnValueName, WriteBackItem, WriteFieldChoice, WritePreview } from '../../../src/contract/write-back.ts';
import { operationQuery, useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { csvText, saveText } from '../ui/csv.ts';
import { count } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure, Loaded } from '../ui/state.tsx';

const names = ['health', 'band', 'risk_reason'] as const;
const shownRows = 30;
type Wish = Partial<Record<OwnValueName, string>>;

function Mapping({ item, fields, wish, onWish }: { item: WriteBackItem; fields: readonly WriteFieldChoice[]; wish: Wish; onWish: (wish: Wish) => void }) {
  const { t } = useTranslation('writeback');
  const mayApprove = useMay()('approve');
  const save = useChange('writeback.map', ['writeback.']);
  const before = Object.fromEntries(item.map.map(({ name, field }) => [name, field])) as Wish;
  const changed = names.some((name) => (before[name] ?? '') !== (wish[name] ?? ''));
  // What can hold the value first; what cannot says why, so that it can be mended at the vendor.
  const choices = (name: OwnValueName) => [
    { value: '', label: t('map.none') },
    ...fields.filter(({ problems }) => problems[name] === null).map((field) => ({ value: field.name, label: field.label })),
    ...fields.filter((field) => field.problems[name] !== null && /__c$|^mainstay/i.test(field.name)).map((field) => ({ value: field.name, label: t('map.cannot', { label: field.label, why: field.problems[name] ?? '' }), disabled: true })),
  ];
  const go = () => save.mutate({ vendor: item.vendor, map: Object.fromEntries(Object.entries(wish).filter(([, field]) => field)), version: item.version }, { onSuccess: () => notifications.show({ message: t('map.saved'), closeButtonProps: { 'aria-label': t('close') } }) });
  return (
    <section>
      <h3>{t('map.choose')}</h3>
      <p className="t2" style={{ margin: 0 }}>{t('map.note')}</p>
      <div className="src-pair">{names.map((name) => <NativeSelect key={name} label={t(`value.${name}`)} value={wish[name] ?? ''} disabled={!mayApprove} data={choices(name)} onChange={(event) => onWish({ ...wish, [name]: event.currentTarget.value })} />)}</div>
      <p className="t3" style={{ margin: 0, fontSize: 12 }}>{t('map.scopes', { list: item.scopes.join(', ') })}</p>
      {save.error && <Failure error={save.error} compact />}
      {mayApprove && changed && <Group gap={8}><Button variant="filled" loading={save.isPending} onClick={go}>{t('map.save')}</Button>{item.on && <span className="t2">{t('map.ends')}</span>}</Group>}
    </section>
  );
}

function Found({ item, preview, onStarted }: { item: WriteBackItem; preview: WritePreview; onStarted: () => void }) {
  const { t } = useTranslation('writeback');
  const mayApprove = useMay()('approve');
  const start = useChange('writeback.start', ['writeback.']);
  const plain = (value: string | number | null) => (value === null || value === '' ? <span className="t3">{t('preview.empty')}</span> : String(value));
  const header = [t('preview.account'), 'ID', t('preview.value'), t('preview.field'), t('preview.now'), t('preview.next'), t('preview.verdict')];
  const save = () => saveText(`${item.vendor}-preview.csv`, csvText(header, preview.rows.map((row) => [row.accountName, row.ref, t(`value.${row.name}`), row.field, row.now, row.next, t(`preview.verdicts.${row.verdict}`)])), 'text/csv');
  const go = () => start.mutate({ vendor: item.vendor, digest: preview.digest }, { onSuccess: () => { notifications.show({ message: t('started'), closeButtonProps: { 'aria-label': t('close') } }); onStarted(); } });
  const figures = Object.fromEntries(Object.entries({ linked: preview.linked, looked: preview.looked, ...preview.counts }).map(([name, n]) => [name, count(n)])) as Record<'linked' | 'looked' | keyof WritePreview['counts'], string>;
  return (
    <>
      <p role="status" style={{ margin: 0 }}>{t('preview.counts', figures)}</p>
      <PlainTable label={t('preview.title')} rows={preview.rows.slice(0, shownRows)} keyOf={(row) => `${row.ref} ${row.field}`} columns={[
        { label: t('preview.account'), cell: (row) => <a href={row.link} target="_blank" rel="noreferrer" className="link">{row.accountName}</a> },
        { label: t('preview.value'), cell: (row) => t(`value.${row.name}`) },
        { label: t('preview.now'), cell: (row) => plain(row.now) }, { label: t('preview.next'), cell: (row) => plain(row.next) },
        { label: t('preview.verdict'), cell: (row) => t(`preview.verdicts.${row.verdict}`) },
      ]} />
      <Group gap={8}>{preview.rows.length > shownRows && <span className="t3">{t('preview.more', { count: shownRows })}</span>}<Button variant="subtle" color="gray" c="var(--tx)" onClick={save}>{t('preview.export')}</Button></Group>
      {start.error && <Failure error={start.error} compact />}
      {!item.on && (mayApprove ? <><p className="t2" style={{ margin: 0 }}>{t('preview.startNote')}</p><Group justify="flex-end"><Button variant="filled" loading={start.isPending} onClick={go}>{t('preview.start')}</Button></Group></> : <p className="t2" style={{ margin: 0 }}>{t('preview.onlyApprover')}</p>)}
    </>
  );
}

/** Which fields are Mainstay's own, what would be written to them, and turning it on. */
export function SendBackFields({ item, onStarted }: { item: WriteBackItem; onStarted: () => void }) {
  const { t } = useTranslation('writeback');
  const read = useOperation('writeback.fields', { vendor: item.vendor });
  const client = useQueryClient();
  const [wish, setWish] = useState<Wish>(() => Object.fromEntries(item.map.map(({ name, field }) => [name, field])));
  const [looked, setLooked] = useState<{ version: number; preview: WritePreview }>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setLooked({ version: item.version, preview: await client.fetchQuery({ ...operationQuery('writeback.preview', { vendor: item.vendor }), staleTime: 0 }) });
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="src-form">
      <Loaded read={read}>{({ items }) => <Mapping item={item} fields={items} wish={wish} onWish={setWish} />}</Loaded>
      {item.map.length > 0 && (
        <section>
          <h3>{t('preview.title')}</h3>
          <Group gap={8}><Button loading={busy} onClick={() => void look()}>{t('preview.look', { name: item.name })}</Button><span className="t2">{t('preview.text')}</span></Group>
          {error && <Failure error={error} compact />}
          {looked?.version === item.version && <Found item={item} preview={looked.preview} onStarted={onStarted} />}
        </section>
      )}
    </div>
  );
}
