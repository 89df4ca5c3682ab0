import { Collapse } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRecord } from '../../../src/contract/account-page.ts';
import type { AccountDetail } from '../../../src/contract/account.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { count, dayText, momentText, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';
import { FieldValue, isSettable, settableFields } from './field-value.tsx';
import { SentCard } from './sent-card.tsx';
import { useTerm, useValueText } from './term.ts';

type Field = AccountRecord['fields'][number];
const dash = <span className="t3">–</span>;

function useFieldName(): (field: string) => string {
  const term = useTerm();
  return (field) => (field.startsWith('custom.') ? words(field.slice(7)) : term('field', field));
}

function useFieldValue(): (value: Field['value']) => string {
  const plain = useValueText();
  return (value) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? dayText(value) : plain(value));
}

function FieldRow({ accountId, field, canWrite }: { accountId: string; field: Field; canWrite: boolean }) {
  const { t } = useTranslation('account');
  const nameOf = useFieldName();
  const textOf = useFieldValue();
  const [opened, setOpened] = useState(false);
  const newest = field.versions[0];
  const name = nameOf(field.field);
  return (
    <Fragment>
      <tr>
        <th scope="row">{name}{field.field.startsWith('custom.') && <span className="t3"> {t('data.custom')}</span>}</th>
        <td style={{ overflowWrap: 'anywhere' }}>{canWrite && isSettable(field.field) ? <FieldValue accountId={accountId} field={field.field} label={name} value={field.value} shown={textOf(field.value)} /> : textOf(field.value)}{field.conflict.length > 0 && <span className="tag" style={{ marginLeft: 8 }}><IconAlertTriangle size={12} color="var(--h-watch)" aria-hidden />{t('data.conflict')}</span>}</td>
        <td>{newest?.source ?? dash}</td>
        <td className="num">{newest ? momentText(newest.happenedAt ?? newest.knownAt) : dash}</td>
        <td className="r">{field.versions.length === 0 ? dash : field.versions.length > 1 || field.conflict.length > 0 ? <button type="button" className="ghost" aria-expanded={opened} onClick={() => setOpened(!opened)}>{t('data.values', { count: field.versions.length })}<span className="sr"> {name}</span></button> : <span className="t3">{t('data.values', { count: field.versions.length })}</span>}</td>
      </tr>
      {opened && (
        <tr>
          <td colSpan={5} className="sub">
            <Collapse expanded>
              {field.conflict.length > 0 && <p style={{ margin: '0 0 6px' }}><b style={{ fontWeight: 550 }}>{t('data.disagree')}</b> {field.conflict.map((side) => t('data.says', { source: side.source, value: textOf(side.value) })).join('; ')}. <span className="t3">{t('data.newestCounts')}</span></p>}
              <ul className="changes">{field.versions.map((version, index) => <li key={index} style={{ gridTemplateColumns: '150px minmax(0,1fr)' }}><span className="t3 num">{momentText(version.happenedAt ?? version.knownAt)}</span><span>{textOf(version.value)} <span className="t3">{version.source}{version.happenedAt ? `, ${t('data.learned', { at: momentText(version.knownAt) })}` : ''}</span></span></li>)}</ul>
            </Collapse>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** The fields with those that a person may still set. */
function withSettable(fields: readonly Field[]): Field[] {
  const missing = settableFields.filter((field) => !fields.some((one) => one.field === field));
  return [...fields, ...missing.map((field): Field => ({ field, value: null, current: null, versions: [], conflict: [] }))].toSorted((a, b) => Number(a.field.startsWith('custom.')) - Number(b.field.startsWith('custom.')) || a.field.localeCompare(b.field));
}

function Fields({ accountId, fields, canWrite }: { accountId: string; fields: readonly Field[]; canWrite: boolean }) {
  const { t } = useTranslation('account');
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('data.fields')}>
      <table className="table">
        <thead><tr><th scope="col">{t('data.field')}</th><th scope="col">{t('data.value')}</th><th scope="col">{t('data.source')}</th><th scope="col">{t('data.since')}</th><th scope="col" className="r">{t('data.history')}</th></tr></thead>
        <tbody>{(canWrite ? withSettable(fields) : fields).map((field) => <FieldRow key={field.field} accountId={accountId} field={field} canWrite={canWrite} />)}</tbody>
      </table>
    </div>
  );
}

function Identity({ record }: { record: AccountRecord }) {
  const { t } = useTranslation('account');
  return (
    <>
      <Card title={t('data.ids')} note={count(record.externalIds.length)}>
        {record.externalIds.length === 0 ? <Empty title={t('data.noIds')} /> : (
          <PlainTable label={t('data.ids')} rows={record.externalIds} keyOf={(id) => `${id.sourceId} ${id.value}`} columns={[{ label: t('data.source'), cell: (id) => id.source }, { label: t('data.id'), cell: (id) => <span className="mono">{id.value}</span> }, { label: t('data.since'), cell: (id) => momentText(id.knownAt) }]} />
        )}
      </Card>
      <Card title={t('data.links')} note={record.usageKeyCount > record.usageKeys.length ? t('data.firstOf', { shown: record.usageKeys.length, count: record.usageKeyCount }) : count(record.usageKeyCount)}>
        {record.usageKeys.length === 0 ? <Empty title={t('data.noLinks')}>{t('data.noLinksHint')}</Empty> : (
          <PlainTable label={t('data.links')} rows={record.usageKeys} keyOf={(key) => `${key.sourceId} ${key.kind} ${key.key}`} columns={[{ label: t('data.kind'), cell: (key) => t(`data.key_${key.kind as 'group' | 'user' | 'anonymous'}`) }, { label: t('data.key'), cell: (key) => <span className="mono">{key.key}</span> }, { label: t('data.source'), cell: (key) => key.source }, { label: t('data.firstSeen'), cell: (key) => momentText(key.firstSeenAt) }]} />
        )}
      </Card>
    </>
  );
}

/** Every field with source, time and history, disagreements of sources, ids elsewhere, usage keys, and how fresh each source is. */
export function DataTab({ detail, canWrite }: { detail: AccountDetail; canWrite: boolean }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const { asOf } = useReading();
  const read = useOperation('account.record', { id: detail.account.id, ...asOf }, { keep: true });
  return (
    <>
      <Loaded read={read}>
        {(record) => {
          const conflicts = record.fields.filter((field) => field.conflict.length > 0).length;
          return (
            <>
              <Card title={t('data.fields')} note={conflicts > 0 ? t('data.conflicts', { count: conflicts }) : t('data.noConflicts')}>{record.fields.length || canWrite ? <Fields accountId={detail.account.id} fields={record.fields} canWrite={canWrite} /> : <Empty title={t('data.noFields')}>{asOf.at ? t('data.noFieldsThen') : t('data.noFieldsHint')}</Empty>}</Card>
              <Identity record={record} />
            </>
          );
        }}
      </Loaded>
      {!asOf.at && <SentCard accountId={detail.account.id} />}
      <Card title={t('data.freshness')}>
        {detail.freshness.length === 0 ? <Empty title={t('data.noSources')} /> : (
          <PlainTable label={t('data.freshness')} rows={detail.freshness} keyOf={(source) => source.sourceId} columns={[
            { label: t('data.source'), cell: (source) => <b style={{ fontWeight: 550 }}>{source.name}</b> },
            { label: t('data.kind'), cell: (source) => term('sourceKind', source.kind) },
            { label: t('data.received'), cell: (source) => (source.lastReceivedAt ? momentText(source.lastReceivedAt) : dash) },
            { label: t('data.newest'), cell: (source) => (source.lastHappenedAt ? dayText(source.lastHappenedAt) : dash) },
          ]} />
        )}
      </Card>
    </>
  );
}
