import { isoOf } from '../simulator/sim-server.ts';
import { simTable, simTables, type SimRecord, type SimTable } from '../simulator/sim-table.ts';
import type { SimWorld } from '../simulator/sim-vendor.ts';
import { simWords } from '../simulator/sim-words.ts';

/** What the simulated org keeps of a record; the rest of its fields follow from it. */
interface Kept {
  n: number;
  account: string | null;
  contact: string | null;
  createdMs: number;
  edits: number;
  spoiled: boolean;
  mergedInto: string | null;
  /** Custom fields that calls or people set. */
  own?: Readonly<Record<string, unknown>>;
}

export type ObjectId = 'accounts' | 'contacts' | 'cases' | 'tasks' | 'events';

export interface SalesforceData {
  world: SimWorld;
  tables: Record<ObjectId, SimTable<Kept>>;
  /** Every field of a record, related ones as parts. */
  shape(object: ObjectId, record: SimRecord<Kept>): Record<string, unknown>;
}

/** Names of the objects in queries. */
export const apiNames: Record<ObjectId, string> = { accounts: 'Account', contacts: 'Contact', cases: 'Case', tasks: 'Task', events: 'Event' };
const prefixes: Record<ObjectId, string> = { accounts: '001', contacts: '003', cases: '500', tasks: '00T', events: '00U' };
const each: Record<ObjectId, number> = { accounts: 1, contacts: 3, cases: 2, tasks: 2, events: 1 };
const objects = Object.keys(apiNames) as ObjectId[];
const idOf = (object: ObjectId, n: number) => `${prefixes[object]}5g00000${String(n).padStart(6, '0')}AAA`.slice(0, 18);

/** An instant as Salesforce writes it. */
export const stamp = (ms: number): string => isoOf(ms).replace('Z', '+0000');

// What tells the record from others, and changes with each edit.
function markOf(object: ObjectId, { n, edits }: Kept): string {
  const round = edits === 0 ? '' : ` v${edits + 1}`;
  if (object === 'accounts') return `${simWords.company(n)}${round}`;
  if (object === 'contacts') return `contact${n}${edits === 0 ? '' : `.v${edits + 1}`}@${simWords.domain(Math.floor(n / each.contacts))}`;
  return object === 'cases' ? `${simWords.trouble(n)} (${n})${round}` : `${object === 'tasks' ? 'Call' : 'Review'} ${n}${round}`;
}

/** Custom fields of accounts that a company made for what is sent back. */
export const ownFields = [
  { name: 'Mainstay_Health__c', label: 'Mainstay health', type: 'double', length: 0, updateable: true, calculated: false },
  { name: 'Mainstay_Band__c', label: 'Mainstay band', type: 'picklist', length: 255, updateable: true, calculated: false, restrictedPicklist: true, picklistValues: ['good', 'watch', 'risk', 'unknown'].map((value) => ({ active: true, label: value, value })) },
  { name: 'Mainstay_Risk__c', label: 'Mainstay risk reason', type: 'string', length: 255, updateable: true, calculated: false },
  { name: 'Customer_Score__c', label: 'Customer score', type: 'double', length: 0, updateable: false, calculated: true },
] as const;
const emptyOwn: Readonly<Record<string, unknown>> = Object.fromEntries(ownFields.map(({ name }) => [name, null]));

const owner = (n: number) => ({ attributes: { type: 'User' }, Name: simWords.person(900 + (n % 6)), Email: `owner${n % 6}@vendor.example` });

const shapes: Record<ObjectId, (record: SimRecord<Kept>, mark: unknown) => Record<string, unknown>> = {
  accounts: ({ data: { n } }, mark) => ({ Name: mark, Website: `https://www.${simWords.domain(n)}`, ParentId: null, Industry: ['Retail', 'Energy', 'Media'][n % 3], BillingCountry: 'US', BillingState: null, Owner: owner(n), Onboarding_Goal__c: n % 4 === 0 ? 'Replace spreadsheets' : null }),
  contacts: ({ data: { n, account } }, mark) => ({ AccountId: account, Name: simWords.person(n), FirstName: simWords.person(n).split(' ')[0], LastName: simWords.person(n).split(' ')[1], Email: mark, Title: ['CTO', 'Admin', 'Analyst'][n % 3], ReportsToId: null }),
  cases: ({ data: { n, account, contact, createdMs } }, mark) => ({ AccountId: account, ContactId: contact, CaseNumber: String(n + 1).padStart(8, '0'), Subject: mark, Description: `It happens since this morning, case ${n}.`, Priority: ['Low', 'Medium', 'High'][n % 3], Origin: n % 2 ? 'Email' : 'Web', ClosedDate: n % 3 === 0 ? null : stamp(createdMs + 7_200_000), IsEscalated: n % 7 === 0, Status: n % 3 === 0 ? 'New' : 'Closed', Owner: owner(n) }),
  tasks: ({ data: { n, account, contact, createdMs } }, mark) => ({ AccountId: account, WhoId: contact, TaskSubtype: n % 2 ? 'Call' : 'Email', IsClosed: true, Status: 'Completed', CompletedDateTime: stamp(createdMs), Subject: mark, Description: 'Talked about the next steps.', Owner: owner(n) }),
  events: ({ data: { n, account, contact, createdMs } }, mark) => ({ AccountId: account, WhoId: contact, EventSubtype: 'Event', StartDateTime: stamp(createdMs), Subject: mark, Description: 'Quarterly review.', Owner: owner(n) }),
};

function fill(tables: SalesforceData['tables'], accounts: number, nowMs: number): void {
  const total = objects.reduce((sum, object) => sum + accounts * each[object], 0);
  // A past of up to a year, oldest first, the newest an hour ago.
  const step = Math.min(60_000, Math.floor((364 * 86_400_000) / Math.max(1, total)));
  let at = nowMs - 3_600_000 - total * step;
  for (const object of objects) {
    for (let n = 0; n < accounts * each[object]; n++) {
      at += step;
      const home = Math.floor(n / each[object]);
      tables[object].put(idOf(object, n), { n, account: object === 'accounts' ? null : idOf('accounts', home), contact: object === 'accounts' || object === 'contacts' ? null : idOf('contacts', home * each.contacts + (n % each.contacts)), createdMs: at, edits: 0, spoiled: false, mergedInto: null }, { atMs: at });
    }
  }
}

/** A year of an invented org: accounts, contacts, cases, closed tasks and events. */
export function salesforceWorld(accounts: number, nowMs: () => number): SalesforceData {
  const tables = Object.fromEntries(objects.map((object) => [object, simTable<Kept>(nowMs)])) as SalesforceData['tables'];
  fill(tables, accounts, nowMs());
  let drifted = false;
  const { tableOf, living, edit } = simTables(tables);
  const world: SimWorld = {
    objects: [{ id: 'accounts', kind: 'account', deletes: true }, { id: 'contacts', kind: 'person', deletes: true }, { id: 'cases', kind: 'ticket', deletes: true }, { id: 'tasks', kind: 'activity', deletes: true }, { id: 'events', kind: 'activity', deletes: true }],
    living: (object) => living(object).map(({ id }) => id),
    marks: (object) => living(object).map(({ data }) => markOf(object as ObjectId, data)),
    links: (object) => (object === 'cases' ? living(object).map(({ data }) => [markOf('cases', data), markOf('contacts', tables.contacts.get(data.contact ?? '')?.data as Kept)]) : []),
    add: (object) => world.addLate(object, 0),
    addLate(object, secondsAgo) {
      const n = tableOf(object).all().length;
      const id = idOf(object as ObjectId, n);
      const at = nowMs() - secondsAgo * 1000;
      tableOf(object).put(id, { n, account: object === 'accounts' ? null : (living('accounts')[0]?.id ?? null), contact: object === 'accounts' || object === 'contacts' ? null : (living('contacts')[0]?.id ?? null), createdMs: at, edits: 0, spoiled: false, mergedInto: null }, { atMs: at });
      return id;
    },
    change: (object, id) => edit(object, id, { edits: (tableOf(object).get(id)?.data.edits ?? 0) + 1, spoiled: false }),
    remove: (object, id) => edit(object, id, {}, true),
    restore: (object, id) => edit(object, id, { mergedInto: null }),
    merge(object, keptId, lostId) {
      edit(object, lostId, { mergedInto: keptId }, true);
      const field = object === 'accounts' ? 'account' : 'contact';
      for (const child of objects) if (child !== object) for (const record of living(child)) if (record.data[field] === lostId) edit(child, record.id, { [field]: keptId });
    },
    spoil: (object, id) => edit(object, id, { spoiled: true }),
    drift: () => void (drifted = true),
  };
  return {
    world, tables,
    shape(object, record) {
      const mark = markOf(object, record.data);
      const all = { Id: record.id, CreatedDate: stamp(record.data.createdMs), SystemModstamp: stamp(record.atMs), IsDeleted: record.gone, ...(object === 'accounts' || object === 'contacts' || object === 'cases' ? { MasterRecordId: record.data.mergedInto } : {}), ...shapes[object](record, record.data.spoiled ? { text: mark } : mark), ...(object === 'accounts' ? { OwnerId: '0055g000000OWNR0AA', ...emptyOwn, ...record.data.own } : {}) } as Record<string, unknown>;
      if (drifted) {
        delete all.Industry;
        delete all.Title;
        all.Sentiment_Score__c = 0.4;
      }
      return all;
    },
  };
}
