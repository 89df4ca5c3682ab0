import { Button, Group, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactOutcome, MailboxItem, MailboxTest } from '../../../src/contract/mailbox.ts';
import { useChange, useOperation } from '../api/use-operation.ts';
import { useMay } from '../app/may.tsx';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, momentText } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Failure, Loaded } from '../ui/state.tsx';
import { AddMailbox, ChangeMailbox } from './mailbox-form.tsx';

const bands = { reading: 'good', fresh: 'good', late: 'watch', failing: 'risk', waiting: 'unknown', paused: 'unknown' } as const;
const refetchMs = 15_000;

function Outcomes({ counts }: { counts: MailboxItem['counts'] }) {
  const { t } = useTranslation('mailbox');
  const found = (Object.entries(counts) as [ContactOutcome, number][]).toSorted(([a, x], [b, y]) => Number(b === 'kept') - Number(a === 'kept') || y - x);
  return found.length === 0 ? <span className="t3">{t('none')}</span> : <div className="row" style={{ flexWrap: 'wrap', gap: 6 }}>{found.map(([outcome, n]) => <span key={outcome} className="tag">{count(n)} {t(`outcome.${outcome}`)}</span>)}</div>;
}

function Found({ found }: { found: MailboxTest }) {
  const { t } = useTranslation('mailbox');
  return (
    <div className="src-form">
      <p className="t2" style={{ margin: 0 }}>{t('found.seen', { count: found.seen })}</p>
      <section><h3>{t('outcomes')}</h3><Outcomes counts={found.outcomes} /></section>
      {found.kept.length === 0 ? <p className="t2" style={{ margin: 0 }}>{t('found.none')}</p> : (
        <section><h3>{t('found.newest')}</h3>
          <PlainTable label={t('found.newest')} rows={found.kept.map((one, index) => ({ ...one, index }))} keyOf={({ index }) => String(index)} columns={[
            { label: t('found.when'), cell: ({ at }) => momentText(at) }, { label: t('found.account'), cell: ({ account }) => <b style={{ fontWeight: 550 }}>{account}</b> },
            { label: t('found.people'), cell: ({ people }) => (people.length ? people.join(', ') : <span className="t3">{t('found.nobody')}</span>) }, { label: t('found.direction'), cell: ({ direction }) => t(`found.${direction}`) },
            { label: t('found.subject'), cell: ({ subject }) => subject ?? <span className="t3">–</span> },
          ]} />
        </section>
      )}
    </div>
  );
}

function Look({ mailbox }: { mailbox: MailboxItem }) {
  const read = useOperation('mailbox.test', { mailbox: mailbox.id });
  return <Loaded read={read}>{(found) => <Found found={found} />}</Loaded>;
}

function RemoveMailbox({ mailbox, onClose }: { mailbox: MailboxItem; onClose: () => void }) {
  const { t } = useTranslation('mailbox');
  const remove = useChange('mailbox.remove', ['mailbox.', 'source.']);
  const go = () => remove.mutate({ mailbox: mailbox.id }, { onSuccess: ({ removed }) => { notifications.show({ message: t('act.removed', { name: removed }), closeButtonProps: { 'aria-label': t('close') } }); onClose(); } });
  return (
    <div className="src-form">
      <p className="t2" style={{ margin: 0 }}>{t('remove.text')}</p>
      {remove.error && <Failure error={remove.error} compact />}
      <Group justify="flex-end" gap={8}><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button variant="filled" loading={remove.isPending} onClick={go}>{t('remove.go')}</Button></Group>
    </div>
  );
}

function MailboxFacts({ mailbox }: { mailbox: MailboxItem }) {
  const { t } = useTranslation('mailbox');
  const { kind, host, port, user, lastReadAt, dueAt, ownDomains, without, words, subjects } = mailbox;
  const list = (values: readonly string[]) => (values.length ? values.join(', ') : <span className="t3">{t('fact.nothing')}</span>);
  const facts: [string, ReactNode][] = [
    [t('fact.reads'), kind === 'imap' ? `${user ?? ''} · ${host}:${port ?? ''}` : host], [t('fact.last'), lastReadAt ? momentText(lastReadAt) : <span className="t3">{t('fact.never')}</span>], [t('fact.next'), dueAt ? momentText(dueAt) : <span className="t3">–</span>],
    [t('fact.own'), list(ownDomains)], [t('fact.without'), list(without)], [t('fact.words'), list(words)], [t('fact.subjects'), t(subjects ? 'fact.kept' : 'fact.notKept')],
    [t(kind === 'imap' ? 'outcomesMail' : 'outcomesCalendar'), <Outcomes key="counts" counts={mailbox.counts} />],
  ];
  return <dl className="src-facts">{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>;
}

type Dialog = 'test' | 'set' | 'remove';

function MailboxCard({ mailbox }: { mailbox: MailboxItem }) {
  const { t } = useTranslation('mailbox');
  const isAdmin = useMay()('admin');
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const [read, pause, resume] = [useChange('mailbox.read', ['mailbox.', 'source.']), useChange('mailbox.pause', ['mailbox.']), useChange('mailbox.resume', ['mailbox.'])];
  const { id, name, condition, kind, lastError, failures } = mailbox;
  const act = (key: 'read' | 'pause' | 'resume' | Dialog) => ({ 'aria-label': `${t(`act.${key}`)}: ${name}`, children: t(`act.${key}`) });
  const failure = pause.error ?? resume.error ?? (lastError ? null : read.error);
  const titles: Record<Dialog, string> = { test: t('found.title', { name }), set: name, remove: t('remove.title', { name }) };
  return (
    <Card title={name} note={t(`kind.${kind}`)} tools={<span className="row"><BandMark band={bands[condition]} size={9} />{t(`condition.${condition}`)}</span>}>
      <MailboxFacts mailbox={mailbox} />
      {lastError && <div className="src-error" role="status"><p><b style={{ fontWeight: 600 }}>{lastError.message}</b></p>{lastError.remedy && <p className="t2">{lastError.remedy}</p>}<p className="t3" style={{ fontSize: 12 }}>{momentText(lastError.at)} · {t('fact.failures', { count: failures })}</p></div>}
      {failure && <div className="pad"><Failure error={failure} compact /></div>}
      {isAdmin && (
        <div className="src-acts">
          {condition === 'paused' ? <Button {...act('resume')} loading={resume.isPending} onClick={() => resume.mutate({ mailbox: id })} /> : <Button {...act('pause')} loading={pause.isPending} onClick={() => pause.mutate({ mailbox: id })} />}
          <Button {...act('read')} disabled={condition === 'reading'} loading={read.isPending} onClick={() => read.mutate({ mailbox: id }, { onSuccess: () => notifications.show({ message: t('act.done'), closeButtonProps: { 'aria-label': t('close') } }) })} />
          {(['test', 'set', 'remove'] as const).map((key) => <Button key={key} variant="subtle" color="gray" c="var(--tx)" {...act(key)} onClick={() => setDialog(key)} />)}
        </div>
      )}
      <Modal opened={dialog !== undefined} onClose={close} title={dialog ? titles[dialog] : ''} size={dialog === 'test' ? 'xl' : 'md'} closeButtonProps={{ 'aria-label': t('close') }}>
        {dialog === 'test' && <Look mailbox={mailbox} />}
        {dialog === 'set' && <ChangeMailbox mailbox={mailbox} onClose={close} />}
        {dialog === 'remove' && <RemoveMailbox mailbox={mailbox} onClose={close} />}
      </Modal>
    </Card>
  );
}

/** Mailboxes and calendars that are read for contact with customers, and the way to add one. */
export function MailboxPart() {
  const { t } = useTranslation('mailbox');
  const isAdmin = useMay()('admin');
  const read = useOperation('mailbox.list', {}, { refetchMs });
  const [adding, setAdding] = useState<MailboxItem['kind']>();
  return (
    <Loaded read={read}>
      {({ items }) => (
        <>
          {items.map((mailbox) => <MailboxCard key={mailbox.id} mailbox={mailbox} />)}
          <Card title={t('title')} note={t('note')}>
            <div className="pad stack" style={{ gap: 10 }}>
              {items.length === 0 && <p className="t2" style={{ margin: 0 }}>{t('empty')} {t('emptyText')}</p>}
              {isAdmin ? <Group gap={8}><Button onClick={() => setAdding('imap')}>{t('addMail')}</Button><Button onClick={() => setAdding('ics')}>{t('addCalendar')}</Button></Group> : <p className="t2" style={{ margin: 0 }}>{t('onlyAdmin')}</p>}
            </div>
          </Card>
          <Modal opened={adding !== undefined} onClose={() => setAdding(undefined)} title={adding ? t(adding === 'imap' ? 'addMail' : 'addCalendar') : ''} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
            {adding && <AddMailbox key={adding} kind={adding} onClose={() => setAdding(undefined)} />}
          </Modal>
        </>
      )}
    </Loaded>
  );
}
