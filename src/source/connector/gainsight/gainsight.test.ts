import fc from 'fast-check';
import { expect, it } from 'vitest';
import { manualClock, toDate } from '../../../lib/clock.ts';
import { openGuardedClient } from '../../../platform/guarded-client.ts';
import { UnreadablePage, type Cursor, type VendorObject } from '../connector.ts';
import { openSimServer } from '../simulator/sim-server.ts';
import { vendorClient } from '../vendor-client.ts';
import { gainsight } from './gainsight.ts';
import { simulateGainsight } from './gainsight-simulator.ts';

const companies = gainsight.objects.find(({ id }) => id === 'companies') as VendorObject;
const start = toDate('2026-06-01T08:00:00Z').getTime();

interface Row { Gsid: string; ModifiedDate: number }

/** A tenant that answers from `rows` in pages of `size`; `between` may change the rows after each page. */
function walk(rows: Row[], size: number, between: (page: number) => void = () => {}): Set<string> {
  const seen = new Set<string>();
  let cursor: Cursor = companies.start(null);
  for (let page = 1; page < 500; page++) {
    const { where, offset } = JSON.parse(companies.request(cursor).body ?? '') as { where?: { conditions: { value: string[] }[] }; offset: number };
    const from = where ? toDate(where.conditions[0]?.value[0] ?? '').getTime() : 0;
    const found = rows.filter(({ ModifiedDate }) => ModifiedDate >= from).toSorted((a, b) => a.ModifiedDate - b.ModifiedDate || (a.Gsid < b.Gsid ? -1 : 1)).slice(offset, offset + size);
    const read = companies.read({ result: true, data: found.map((row) => ({ ...row })) }, cursor);
    for (const record of read.records) seen.add((record as Row).Gsid);
    cursor = read.cursor;
    if (read.done) return seen;
    between(page);
  }
  throw new Error('It never ended.');
}

it('reads every row once the pages end, whatever share of them changed in one moment, also when rows change between pages', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 }), fc.integer({ min: 2, max: 7 }), fc.array(fc.nat(39), { maxLength: 8 }), (moments, size, changed) => {
    const rows = moments.map((moment, n) => ({ Gsid: `1P${String(n).padStart(3, '0')}`, ModifiedDate: start + moment * 1000 }));
    const all = new Set(rows.map(({ Gsid }) => Gsid));
    const seen = walk(rows, size, (page) => {
      const row = rows[changed[page - 1] ?? -1];
      if (row) row.ModifiedDate = start + 60_000 + page;
    });
    expect(seen).toEqual(all);
  }));
});

it('asks for deletions from the second round on, and takes them as newer than a change of the same second', () => {
  const empty = { result: false, errorCode: 'GSOBJ_1011' };
  expect(companies.read(empty, companies.start(null)).done).toBe(true);
  const cursor = companies.again({ ...companies.start(null), newest: '2026-06-01T08:00:00.400Z' });
  const after = companies.read(empty, cursor);
  expect(after.done).toBe(false);
  expect(JSON.parse(companies.request(after.cursor).body ?? '')).toMatchObject({ where: { conditions: [{ name: 'DeletedOn', value: ['2026-05-31 06:00:00'] }] } });
  const { records } = companies.read({ result: true, data: { records: [{ RecordId: '1P1', DeletedOn: '2026-06-01T08:00:00Z', ObjectName: 'company' }, { RecordId: 'x', DeletedOn: '2026-06-01T08:00:00Z', ObjectName: 'Person' }] } }, after.cursor);
  expect(records.map((record) => companies.envelope(record as Record<string, unknown>))).toEqual([{ id: '1P1', version: '2026-06-01T08:00:00.999Z', gone: true, mergedInto: null }]);
});

it('an object without a time of change is not read, and fields that are not there are not asked for', () => {
  const { read } = companies.prepare as NonNullable<VendorObject['prepare']>;
  const field = (fieldName: string, meta: object = {}) => ({ fieldName, dataType: 'STRING', meta });
  const body = (...fields: object[]) => ({ result: true, data: [{ fields }] });
  expect(() => read(body(field('Gsid'), field('Name')), {}, ['Name'])).toThrow(UnreadablePage);
  const { fields, stamp } = read(body(field('Gsid'), field('NAME'), field('Goal__gc'), field('Arr'), field('LastModifiedDate'), field('Csm', { lookupDetail: { lookupName: 'csm__gr' } })), {}, ['Name', 'Industry', 'Csm__gr.Email', 'Other__gr.Email']);
  expect([fields, stamp]).toEqual([['Gsid', 'NAME', 'Goal__gc', 'LastModifiedDate', 'Csm__gr.Email'], 'LastModifiedDate']);
});

it('takes the OAuth pair or the access key, and says when neither is whole', () => {
  const check = (given: object) => gainsight.check({ domain: 'https://acme.gainsightcloud.com/', ...given }).map(({ path }) => path);
  expect([check({ accessKey: 'k' }), check({ clientId: 'a', clientSecret: 'b' }), check({ clientId: 'a' }), check({}), check({ domain: 'acme.example', accessKey: 'k' })]).toEqual([[], [], ['credentials.clientSecret'], ['credentials.accessKey'], ['credentials.domain']]);
});

it('an access key signs calls in by itself, and a wrong one is told', async () => {
  const clock = manualClock(toDate(start));
  const nowMs = () => clock.wall().getTime();
  const sim = await openSimServer(simulateGainsight({ accounts: 2, nowMs }), { nowMs });
  const http = openGuardedClient([new URL(sim.baseUrl).host]);
  const ask = (accessKey: string) => vendorClient(gainsight, { domain: 'sandbox.gainsightcloud.com', accessKey }, sim.baseUrl, { http, clock, sleep: async () => {}, chance: () => 0, tokens: { last: null, save: () => Promise.reject(new Error('An access key brings no tokens.')) } }).json(gainsight.probe.request);
  try {
    expect(gainsight.probe.describe(await ask(sim.vendor.credentials.accessKey ?? ''))).toContain(' among its companies');
    await expect(ask('wrong')).rejects.toMatchObject({ code: 'vendor_credentials' });
  } finally {
    http.close();
    await sim.close();
  }
});
