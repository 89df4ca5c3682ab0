import { Drawer } from '@mantine/core';
import { createContext, use, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountDetail, TimelineEntry } from '../../../src/contract/account.ts';
import type { Evidence } from '../../../src/contract/listing.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Empty } from '../ui/state.tsx';
import { dayText } from '../ui/format.ts';
import { useTerm } from './term.ts';
import { useRecordFields } from './record-fields.ts';

/** What the drawer shows: a number's name, a line on it, and its records. */
export interface Shown {
  title: string;
  note?: string;
  evidence: readonly Evidence[];
}

const EvidenceContext = createContext<(shown: Shown) => void>(() => {});

/** Opens the records behind a number in the side drawer. */
export function useEvidence(): (shown: Shown) => void {
  return use(EvidenceContext);
}

function findRecord(detail: AccountDetail | undefined, timeline: readonly TimelineEntry[], evidence: Evidence): object | undefined {
  const { people = [], lines = [], invoices = [], tickets = [] } = detail ?? {};
  return [...tickets, ...invoices, ...lines, ...people].find((record) => record.id === evidence.id) ?? timeline.find((entry) => entry.id === evidence.id);
}

function EvidenceRecord({ evidence, record }: { evidence: Evidence; record: object | undefined }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const fieldsOf = useRecordFields();
  const fields = record ? fieldsOf(record) : [];
  return (
    <article className="rec">
      <h3>
        <span>{evidence.label}</span>
        <span className="t3 num" style={{ fontWeight: 450 }}>{evidence.at ? dayText(evidence.at) : ''}</span>
      </h3>
      <dl className="kv">
        <dt>{t('evidence.record')}</dt>
        <dd>{term('kind', evidence.kind)} <span className="t3">{evidence.id}</span></dd>
        {fields.map(({ label, text }) => [<dt key={`${label}-t`}>{label}</dt>, <dd key={label}>{text}</dd>])}
      </dl>
    </article>
  );
}

/** The drawer that shows the records behind one number. */
export function EvidenceDrawer({ accountId, shown, opened, onClose, children }: { accountId: string; shown: Shown | undefined; opened: boolean; onClose: () => void; children?: ReactNode }) {
  const { t } = useTranslation('account');
  const { asOf } = useReading();
  const detail = useOperation('account.show', { id: accountId, ...asOf }, { enabled: opened });
  const timeline = useOperation('account.timeline', { id: accountId, limit: 200, ...asOf }, { enabled: opened });
  return (
    <Drawer opened={opened} onClose={onClose} title={shown?.title ?? t('evidence.title')}>
      {shown?.note && <p className="t2" style={{ marginTop: 0 }}>{shown.note}</p>}
      {children}
      {shown?.evidence.map((evidence, index) => <EvidenceRecord key={`${evidence.kind}${evidence.id}${index}`} evidence={evidence} record={findRecord(detail.data, timeline.data?.items ?? [], evidence)} />)}
      {shown?.evidence.length === 0 && <Empty title={t('evidence.none')}>{t('evidence.noneHint')}</Empty>}
    </Drawer>
  );
}

/** Gives the page a drawer that shows the records behind any of its numbers. */
export function EvidenceProvider({ accountId, children }: { accountId: string; children: ReactNode }) {
  const [shown, setShown] = useState<Shown>();
  const [opened, setOpened] = useState(false);
  const open = useMemo(() => (next: Shown) => {
    setShown(next);
    setOpened(true);
  }, []);
  return (
    <EvidenceContext value={open}>
      {children}
      <EvidenceDrawer accountId={accountId} shown={shown} opened={opened} onClose={() => setOpened(false)} />
    </EvidenceContext>
  );
}
