import { isoOf } from '../simulator/sim-server.ts';
import { simTable, simTables, type SimRecord, type SimTable } from '../simulator/sim-table.ts';
import type { SimWorld } from '../simulator/sim-vendor.ts';
import { simWords } from '../simulator/sim-words.ts';

/** What the simulated tenant keeps of a record; the rest of its fields follow from it. */
interface Kept {
  n: number;
  company: string | null;
  createdMs: number;
  edits: number;
  spoiled: boolean;
}

export type ObjectId = 'companies' | 'people' | 'timeline';

export interface SimField {
  fieldName: string;
  dataType: string;
  meta: Readonly<Record<string, unknown>>;
}

export interface GainsightData {
  world: SimWorld;
  tables: Record<ObjectId, SimTable<Kept>>;
  /** Every field of a record, parts of related ones under their dotted names. */
  shape(object: ObjectId, record: SimRecord<Kept>): Record<string, unknown>;
  fields(object: ObjectId): SimField[];
}

/** Names of the objects in calls. */
export const apiNames: Record<ObjectId, string> = { companies: 'Company', people: 'Company_Person', timeline: 'activity_timeline' };

const prefixes: Record<ObjectId, string> = { companies: '1P02', people: '1P03', timeline: '1I0T' };
const each: Record<ObjectId, number> = { companies: 1, people: 3, timeline: 4 };
const objects = Object.keys(apiNames) as ObjectId[];
const idOf = (object: ObjectId, n: number) => `${prefixes[object]}${String(n).padStart(10, '0')}GS`;

/** A rule at night changes many records in one moment; so many of those that follow each other have the same time. */
const atOnce = 12;

// What tells the record from others, and changes with each edit.
function markOf(object: ObjectId, { n, edits }: Kept): string {
  const round = edits === 0 ? '' : ` v${edits + 1}`;
  if (object === 'companies') return `${simWords.company(n)}${round}`;
  if (object === 'people') return `person${n}${edits === 0 ? '' : `.v${edits + 1}`}@${simWords.domain(Math.floor(n / each.people))}`;
  return `${['Call', 'Meeting', 'Update'][n % 3]} ${n}${round}`;
}

// Companies write times as milliseconds, the others as text.
const shapes: Record<ObjectId, (record: SimRecord<Kept>, mark: unknown) => Record<string, unknown>> = {
  companies: ({ data: { n, createdMs }, atMs }, mark) => ({ Name: mark, ParentCompany: null, OriginalContractDate: createdMs, Tier__gc: ['A', 'B', 'C'][n % 3], 'Csm__gr.Email': `owner${n % 6}@vendor.example`, CreatedDate: createdMs, ModifiedDate: atMs }),
  people: ({ data: { n, company, createdMs }, atMs }, mark) => ({ Company_ID: company, 'Person_ID__gr.FirstName': simWords.person(n).split(' ')[0], 'Person_ID__gr.LastName': simWords.person(n).split(' ')[1], 'Person_ID__gr.Email': mark, Title: ['CTO', 'Admin', 'Analyst'][n % 3], Role: ['Sponsor', 'User'][n % 2], CreatedDate: isoOf(createdMs), ModifiedDate: isoOf(atMs) }),
  timeline: ({ data: { n, company, createdMs }, atMs }, mark) => ({ GsCompanyId: company, TypeName: ['Call', 'Meeting', 'Update'][n % 3], Subject: mark, Notes: 'Talked about the next steps.', ActivityDate: isoOf(createdMs), 'AuthorId__gr.Email': `owner${n % 6}@vendor.example`, CreatedDate: isoOf(createdMs), LastModifiedDate: isoOf(atMs) }),
};

const dates = new Set(['OriginalContractDate', 'CreatedDate', 'ModifiedDate', 'LastModifiedDate', 'ActivityDate']);

function fill(tables: GainsightData['tables'], accounts: number, nowMs: number): void {
  const total = objects.reduce((sum, object) => sum + accounts * each[object], 0);
  // A past of up to a year, oldest first, the newest an hour ago.
  const step = Math.min(60_000, Math.floor((364 * 86_400_000) / Math.max(1, total)));
  const first = nowMs - 3_600_000 - total * step;
  let place = 0;
  for (const object of objects) {
    for (let n = 0; n < accounts * each[object]; n++, place++) {
      const at = first + (place - (place % atOnce)) * step;
      tables[object].put(idOf(object, n), { n, company: object === 'companies' ? null : idOf('companies', Math.floor(n / each[object])), createdMs: at, edits: 0, spoiled: false }, { atMs: at });
    }
  }
}

/** A year of an invented tenant: companies, their people, and what was written on the timeline. */
export function gainsightWorld(accounts: number, nowMs: () => number): GainsightData {
  const tables = Object.fromEntries(objects.map((object) => [object, simTable<Kept>(nowMs)])) as GainsightData['tables'];
  fill(tables, accounts, nowMs());
  let drifted = false;
  const { tableOf, living, edit } = simTables(tables);
  const world: SimWorld = {
    objects: [{ id: 'companies', kind: 'account', deletes: true }, { id: 'people', kind: 'person', deletes: true }, { id: 'timeline', kind: 'activity', deletes: false }],
    living: (object) => living(object).map(({ id }) => id),
    marks: (object) => living(object).map(({ data }) => markOf(object as ObjectId, data)),
    links: () => [],
    add: (object) => world.addLate(object, 0),
    addLate(object, secondsAgo) {
      const n = tableOf(object).all().length;
      const id = idOf(object as ObjectId, n);
      const at = nowMs() - secondsAgo * 1000;
      tableOf(object).put(id, { n, company: object === 'companies' ? null : (living('companies')[0]?.id ?? null), createdMs: at, edits: 0, spoiled: false }, { atMs: at });
      return id;
    },
    change: (object, id) => edit(object, id, { edits: (tableOf(object).get(id)?.data.edits ?? 0) + 1, spoiled: false }),
    remove: (object, id) => edit(object, id, {}, true),
    restore: (object, id) => edit(object, id, {}),
    merge(object, keptId, lostId) {
      edit(object, lostId, {}, true);
      if (object === 'companies') for (const child of ['people', 'timeline'] as const) for (const record of living(child)) if (record.data.company === lostId) edit(child, record.id, { company: keptId });
    },
    spoil: (object, id) => edit(object, id, { spoiled: true }),
    drift: () => void (drifted = true),
  };
  const shape: GainsightData['shape'] = (object, record) => {
    const mark = markOf(object, record.data);
    const { Title, ...rest } = { Gsid: record.id, ...shapes[object](record, record.data.spoiled ? { text: mark } : mark) } as Record<string, unknown>;
    return drifted ? { ...rest, Sentiment__gc: 0.4 } : { ...rest, ...(Title === undefined ? {} : { Title }) };
  };
  return {
    world, tables, shape,
    fields(object) {
      const [one] = tables[object].all();
      return Object.keys(one ? shape(object, one) : { Gsid: '', ModifiedDate: 0 }).map((name) => {
        const [lookup, part] = name.split('.');
        if (part !== undefined) return { fieldName: (lookup ?? '').replace('__gr', ''), dataType: 'LOOKUP', meta: { hasLookup: true, lookupDetail: { lookupName: lookup, lookupObjects: [] } } };
        return { fieldName: name, dataType: name === 'Gsid' ? 'GSID' : dates.has(name) ? 'DATETIME' : 'STRING', meta: { hasLookup: false, filterable: true, sortable: true } };
      });
    },
  };
}
