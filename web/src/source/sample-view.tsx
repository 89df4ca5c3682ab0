import { Button, Checkbox, Group, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionItem, ConnectionTest } from '../../../src/contract/connection.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { count } from '../ui/format.ts';
import { Failure, Loaded } from '../ui/state.tsx';

type Sampled = ConnectionTest['objects'][number];
const kinds = ['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'survey'] as const;

/** What records of a kind are called. */
export function useKindText(): (kind: string) => string {
  const { t } = useTranslation('source');
  return (kind) => { const known = kinds.find((one) => one === kind); return known ? t(`kind.${known}`) : kind; };
}

function SampleTable({ object }: { object: Sampled }) {
  const { t } = useTranslation('source');
  if (object.sample.length === 0) return <p className="t2" style={{ margin: 0 }}>{t('sample.none')}</p>;
  const kept = object.sample[0]?.kept ?? [];
  const outcome = (row: Sampled['sample'][number]) => t(`sample.${row.outcome === 'passed over' ? 'passed' : row.outcome}`);
  return (
    <>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('sample.records', { name: object.label })}>
        <table className="table">
          <thead><tr>{object.fields.map(({ field, from }) => <th key={field} scope="col">{field}<span>{t('sample.from', { place: from })}</span></th>)}<th scope="col">{t('sample.outcome')}</th></tr></thead>
          <tbody>{object.sample.map((row, index) => <tr key={index}>{row.values.map((value, at) => <td key={object.fields[at]?.field} title={value}>{value || <span className="t3">–</span>}</td>)}<td title={row.reason ?? undefined}>{outcome(row)}</td></tr>)}</tbody>
        </table>
      </div>
      {kept.length > 0 && <p className="t3" style={{ margin: 0, fontSize: 12 }}>{t('sample.kept', { count: kept.length })}: {kept.join(', ')}</p>}
    </>
  );
}

function ObjectLine({ object, chosen, onChoose }: { object: Sampled; chosen: boolean; onChoose?: (chosen: boolean) => void }) {
  const { t } = useTranslation('source');
  const kindText = useKindText();
  const total = object.total === null ? t('sample.unknown') : t('sample.records', { count: object.total, name: object.label });
  const about = `${kindText(object.kind)} · ${object.total === null ? total : t(object.total === 1 ? 'sample.records_one' : 'sample.records_other', { count: object.total }).replace(String(object.total), count(object.total))}`;
  return (
    <div className="src-object">
      {onChoose ? <Checkbox label={object.label} description={about} checked={chosen} onChange={(event) => onChoose(event.currentTarget.checked)} /> : <div><b style={{ fontWeight: 550 }}>{object.label}</b><div className="t3" style={{ fontSize: 12 }}>{about}</div></div>}
      <details><summary>{t('sample.mapping')}</summary><SampleTable object={object} /></details>
    </div>
  );
}

/** Records of a connection as they would be stored; nothing can be chosen. */
export function SampleView({ vendor }: { vendor: string }) {
  const { t } = useTranslation('source');
  const read = useOperation('source.test', { vendor });
  return (
    <Loaded read={read}>
      {(test) => <div className="src-form"><p style={{ margin: 0 }}>{t('sample.reached', { name: test.reached })}</p>{test.objects.map((object) => <ObjectLine key={object.id} object={object} chosen />)}</div>}
    </Loaded>
  );
}

function StartForm({ connection, test, onClose }: { connection: ConnectionItem; test: ConnectionTest; onClose: () => void }) {
  const { t } = useTranslation('source');
  const [chosen, setChosen] = useState(() => new Set(test.objects.map(({ id }) => id)));
  const [every, setEvery] = useState<number | string>(connection.everyMinutes);
  const [since, setSince] = useState('');
  const set = useChange('source.set', ['source.']);
  const resume = useChange('source.resume', ['source.']);
  const { vendor } = connection;
  const start = () => set.mutate({ vendor, objects: test.objects.map(({ id }) => id).filter((id) => chosen.has(id)), everyMinutes: Number(every), ...(since ? { since } : {}) }, { onSuccess: () => resume.mutate({ vendor }, { onSuccess: onClose }) });
  const choose = (id: string, is: boolean) => setChosen((now) => { const next = new Set(now); if (is) next.add(id); else next.delete(id); return next; });
  const failure = set.error ?? resume.error;
  return (
    <form className="src-form" onSubmit={(event) => { event.preventDefault(); start(); }}>
      <p style={{ margin: 0 }}>{t('sample.reached', { name: test.reached })}</p>
      <section><h3>{t('sample.choose')}</h3>{test.objects.map((object) => <ObjectLine key={object.id} object={object} chosen={chosen.has(object.id)} onChoose={(is) => choose(object.id, is)} />)}</section>
      <div className="src-pair">
        <NumberInput label={t('sample.every')} min={1} max={1440} required value={every} onChange={setEvery} />
        <TextInput type="date" label={`${t('sample.since')} (${t('optional')})`} description={t('sample.sinceNote')} value={since} onChange={(event) => setSince(event.currentTarget.value)} />
      </div>
      {failure && <Failure error={failure} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" disabled={chosen.size === 0} loading={set.isPending || resume.isPending}>{t('sample.start')}</Button></Group>
    </form>
  );
}

/** The second step of connecting: objects with a live sample, interval and beginning. */
export function StartView({ connection, onClose }: { connection: ConnectionItem; onClose: () => void }) {
  const read = useOperation('source.test', { vendor: connection.vendor });
  return <Loaded read={read}>{(test) => <StartForm connection={connection} test={test} onClose={onClose} />}</Loaded>;
}
