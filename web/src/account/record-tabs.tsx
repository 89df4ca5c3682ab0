import type { AccountDetail } from '../../../src/contract/account.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText, decimal, money, momentText, percent, words } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty } from '../ui/state.tsx';
import { recordFields } from './record-fields.ts';

const dash = <span className="t3">–</span>;
const day = (value: string | null) => (value ? dayText(value) : dash);

/** Everyone known at the account. */
export function PeopleTab({ people }: { people: AccountDetail['people'] }) {
  return (
    <Card title="People" note={count(people.length)}>
      {people.length === 0 ? <Empty title="No contact is known.">Import a contacts file; champions and sponsors are found by their role.</Empty> : (
        <PlainTable label="People" rows={people} keyOf={(person) => person.id} columns={[
          { label: 'Name', cell: (person) => <b style={{ fontWeight: 550 }}>{person.name ?? person.email ?? 'Unnamed'}</b> },
          { label: 'Title', cell: (person) => person.title ?? dash },
          { label: 'Role', cell: (person) => (person.role ? words(person.role) : dash) },
          { label: 'E-mail', cell: (person) => person.email ?? dash },
          { label: 'Last contact', cell: (person) => day(person.lastContactOn) },
          { label: 'Left', cell: (person) => (person.leftOn ? <span className="row neg"><BandMark band="risk" size={8} />{dayText(person.leftOn)}</span> : dash) },
        ]} />
      )}
    </Card>
  );
}

/** The account's tickets, newest first. */
export function TicketsTab({ tickets }: { tickets: AccountDetail['tickets'] }) {
  const open = tickets.filter((ticket) => ticket.solvedAt === null).length;
  return (
    <Card title="Tickets" note={`${count(open)} open of ${count(tickets.length)}`}>
      {tickets.length === 0 ? <Empty title="No ticket is loaded." /> : (
        <PlainTable label="Tickets" rows={tickets.toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))} keyOf={(ticket) => ticket.id} columns={[
          { label: 'Ticket', cell: (ticket) => <><b style={{ fontWeight: 550 }}>{ticket.subject ?? 'No subject'}</b> <span className="t3">{ticket.number ? `#${ticket.number}` : ''}</span></> },
          { label: 'Priority', cell: (ticket) => (ticket.priority ? words(ticket.priority) : dash) },
          { label: 'State', cell: (ticket) => words(ticket.state) },
          { label: 'Opened', cell: (ticket) => momentText(ticket.openedAt) },
          { label: 'First reply', cell: (ticket) => (ticket.firstReplyAt ? momentText(ticket.firstReplyAt) : dash) },
          { label: 'Solved', cell: (ticket) => (ticket.solvedAt ? momentText(ticket.solvedAt) : dash) },
          { label: 'CSAT', right: true, cell: (ticket) => (ticket.csat === null ? dash : percent(ticket.csat, 0)) },
          { label: 'Tone', right: true, cell: (ticket) => (ticket.tone === null ? dash : decimal(ticket.tone)) },
        ]} />
      )}
    </Card>
  );
}

function Lines({ lines }: { lines: AccountDetail['lines'] }) {
  return (
    <PlainTable label="Contract lines" rows={lines} keyOf={(line) => line.id} columns={[
      { label: 'Line', cell: (line) => <><b style={{ fontWeight: 550 }}>{line.product ?? line.plan ?? 'Line'}</b> <span className="t3">{line.product ? line.plan : ''} {line.contractRef}</span></> },
      { label: 'In force', cell: (line) => <span className="row"><BandMark band={line.inForce ? 'good' : 'unknown'} size={8} />{line.inForce ? 'Yes' : 'No'}</span> },
      { label: 'Quantity', right: true, cell: (line) => (line.quantity === null ? dash : `${count(line.quantity)} ${line.unit ?? ''}`) },
      { label: 'A year', right: true, cell: (line) => money(line.annualMinor, line.currency) },
      { label: 'Start', cell: (line) => dayText(line.startOn) },
      { label: 'Term end', cell: (line) => day(line.termEnd) },
      { label: 'Opt-out by', cell: (line) => day(line.optOutOn) },
      { label: 'Auto-renews', cell: (line) => (line.autoRenew === null ? dash : line.autoRenew ? 'Yes' : 'No') },
      { label: 'Ended', cell: (line) => day(line.endedOn) },
    ]} />
  );
}

function Invoices({ invoices }: { invoices: AccountDetail['invoices'] }) {
  return (
    <PlainTable label="Invoices" rows={invoices} keyOf={(invoice) => invoice.id} columns={[
      { label: 'Invoice', cell: (invoice) => <b style={{ fontWeight: 550 }}>{invoice.number ?? invoice.id}</b> },
      { label: 'Issued', cell: (invoice) => dayText(invoice.issuedOn) },
      { label: 'Due', cell: (invoice) => day(invoice.dueOn) },
      { label: 'Paid', cell: (invoice) => day(invoice.paidOn) },
      { label: 'Overdue', cell: (invoice) => (invoice.overdueDays && invoice.paidOn === null ? <span className="neg num">{invoice.overdueDays} days</span> : dash) },
      { label: 'Amount', right: true, cell: (invoice) => money(invoice.amountMinor, invoice.currency) },
    ]} />
  );
}

/** What was agreed and what was billed. */
export function MoneyTab({ detail }: { detail: AccountDetail }) {
  return (
    <>
      <Card title="Contract lines" note={count(detail.lines.length)}>{detail.lines.length ? <Lines lines={detail.lines} /> : <Empty title="No contract is loaded." />}</Card>
      <Card title="Invoices" note={count(detail.invoices.length)}>{detail.invoices.length ? <Invoices invoices={detail.invoices} /> : <Empty title="No invoice is loaded." />}</Card>
    </>
  );
}

/** Every attribute of the record as stored, its ids in other systems, and where data comes from. */
export function DataTab({ detail }: { detail: AccountDetail }) {
  const { custom, externalIds, ...account } = detail.account;
  const fields = recordFields({ ...account, ...custom });
  return (
    <>
      <Card title="Attributes">
        <PlainTable label="Attributes" rows={[...Object.entries(externalIds).map(([source, id]) => ({ label: `Id in ${source}`, text: id })), ...fields]} keyOf={(field) => field.label} columns={[{ label: 'Field', cell: (field) => field.label }, { label: 'Value', cell: (field) => field.text }]} />
      </Card>
      <Card title="Freshness by source">
        <PlainTable label="Freshness" rows={detail.freshness} keyOf={(source) => source.sourceId} columns={[
          { label: 'Source', cell: (source) => <b style={{ fontWeight: 550 }}>{source.name}</b> },
          { label: 'Kind', cell: (source) => words(source.kind) },
          { label: 'Last received', cell: (source) => (source.lastReceivedAt ? momentText(source.lastReceivedAt) : dash) },
          { label: 'Newest record', cell: (source) => (source.lastHappenedAt ? momentText(source.lastHappenedAt) : dash) },
        ]} />
      </Card>
    </>
  );
}
