import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport } from '../../contract/import.ts';
import type { ManualClock } from '../../lib/clock.ts';
import { startImportBench, type ImportBench } from './testing/import-bench.ts';

let bench: ImportBench;
let folder = '';
let turn = 0;
beforeAll(async () => {
  bench = await startImportBench();
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  folder = join(bench.dataDir, `files-${++turn}`);
  await mkdir(folder);
});

async function write(files: Record<string, string>): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return Object.keys(files).map((name) => join(folder, name));
}

function counts(report: ImportReport) {
  return Object.fromEntries(report.files.map(({ path, kind, rows, inserted, updated, unchanged, duplicate, quarantined }) => [path.split('/').pop(), { kind, rows, inserted, updated, unchanged, duplicate, quarantined }]));
}

function addsUp(report: ImportReport): void {
  for (const file of report.files) expect(file.rows).toBe(file.inserted + file.updated + file.unchanged + file.duplicate + file.quarantined);
}

const company = {
  'accounts.csv': 'account_id,account_name,website,industry,csm,parent_account_id\nA1,Alpha,alpha.com,Tech,Ann Lee,\nA2,Beta,beta.io,Retail,Bo Ray,A1\nA3,Gamma,gamma.org,Tech,Ann Lee,\n',
  'contacts.csv': 'id,account_id,first_name,last_name,email,title\nP1,A1,Cy,Day,cy@alpha.com,CTO\nP2,A2,Di,Eve,di@beta.io,Buyer\n',
  'subscriptions.csv': 'subscription_id,account_id,plan,start_date,renewal_date,arr,currency\nS1,A1,pro,2024-01-01,2025-01-01,1200,EUR\nS2,A2,basic,2024-03-01,2025-03-01,600.50,EUR\n',
  'tickets.csv': 'ticket_id,requester,subject,priority,created_at,solved_at,status\nT1,cy@alpha.com,Help,high,2024-05-01 10:00:00,2024-05-01 12:00:00,solved\nT2,di@beta.io,Down,urgent,2024-06-01 10:00:00,,open\n',
  'feature_usage.csv': 'subscription_id,usage_date,feature_name,usage_count\nS1,2024-05-01,report,5\nS1,2024-05-02,report,6\nS2,2024-05-01,export,1\n',
  'events.ndjson': '{"messageId":"m1","groupId":"A1","userId":"u1","event":"Login","timestamp":"2024-05-01T10:00:01Z"}\n{"messageId":"m2","groupId":"A1","userId":"u1","event":"Login","timestamp":"2024-05-02T10:00:01Z"}\n{"messageId":"m3","groupId":"A9","userId":"u2","event":"Login","timestamp":"2024-05-02T10:00:01Z"}\n',
  'nps.csv': 'respondent_email,nps_score,responded_at\ncy@alpha.com,9,2024-06-01\ndi@beta.io,3,2024-06-02\n',
};

const pictures = {
  accounts: `select a.name, a.domain, a.industry, a.provisional, p.name as parent, m.name as owner, (select min(value) from external_id e where e.entity_id = a.id and e.entity = 'account' and e.source_id = $1) as ref from account a left join account p on p.id = a.parent_id left join member m on m.id = a.owner_id where a.source_id = $1 order by 1`,
  people: `select p.name, p.email, a.name as account from person p left join account a on a.id = p.account_id where p.source_id = $1 order by 1`,
  lines: `select a.name, l.plan, l.annual_minor, l.currency, l.start_on, l.term_end from agreement_line l join account a on a.id = l.account_id where l.source_id = $1 order by 1, 2`,
  tickets: `select a.name, t.subject, p.name as person from ticket t join account a on a.id = t.account_id left join person p on p.id = t.person_id where t.source_id = $1 order by 2`,
  answers: `select a.name, s.survey, s.score from survey_answer s join account a on a.id = s.account_id where s.source_id = $1 order by 1`,
  keys: `select kind, key, a.name from usage_identity u left join account a on a.id = u.account_id where u.source_id = $1 order by 1, 2`,
};

async function picture(source: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(pictures)) found[name] = await bench.db.query(sql, [source]);
  found.usage = await bench.analytics.query(`select group_key, name, toString(start_on) as day, events from usage_period final where source = '${source}' order by group_key, day, name`);
  found.events = await bench.analytics.query(`select group_key, user_key, name, count() as n from event where source = '${source}' group by 1, 2, 3 order by 1`);
  found.identity = await bench.analytics.query(`select key, kind from identity final where source = '${source}' and account > 0 order by key, kind`);
  return found;
}

describe('import', () => {
  it('loads a company, joins its files, and changes nothing the second time', async () => {
    const paths = await write(company);
    const report = await bench.import(paths, { source: 'one' });
    addsUp(report);
    expect(counts(report)).toMatchObject({
      'accounts.csv': { kind: 'account', inserted: 3 }, 'contacts.csv': { kind: 'person', inserted: 2 }, 'subscriptions.csv': { kind: 'line', inserted: 2 }, 'tickets.csv': { kind: 'ticket', inserted: 2 },
      'feature_usage.csv': { kind: 'usage', inserted: 3 }, 'events.ndjson': { kind: 'event', inserted: 3 }, 'nps.csv': { kind: 'survey', inserted: 2 },
    });
    const seen = await picture('src_one');
    expect(seen).toMatchObject({
      accounts: [{ name: 'A9', provisional: true }, { name: 'Alpha', owner: 'Ann Lee', ref: 'A1' }, { name: 'Beta', parent: 'Alpha' }, { name: 'Gamma' }],
      lines: [{ name: 'Alpha', annual_minor: 120_000, currency: 'EUR', term_end: '2025-01-01' }, { name: 'Beta', annual_minor: 60_050 }],
      tickets: [{ name: 'Beta', person: 'Di Eve' }, { name: 'Alpha', person: 'Cy Day' }],
    });
    const again = await bench.import(paths, { source: 'one' });
    addsUp(again);
    for (const file of again.files) expect([file.path, file.unchanged + file.duplicate]).toEqual([file.path, file.rows]);
    expect(await picture('src_one')).toEqual(seen);
    expect(await bench.db.one(`select count(*)::int as n from dirty_account d join account a on a.id = d.account_id where a.source_id = 'src_one'`)).toEqual({ n: 4 });
  }, 120_000);

  it('gives the same picture when each file comes in an import of its own, last first', async () => {
    const swap = (text: string, from: RegExp, to: string) => text.replace(from, to);
    const other = Object.fromEntries(Object.entries(company).map(([name, text]) => [name, swap(text, /(alpha|beta|gamma)\.(com|io|org)/g, 'late-$1.$2')]));
    const paths = await write(other);
    const tail = paths.filter((path) => !path.endsWith('tickets.csv') && !path.endsWith('nps.csv')).reverse();
    for (const path of [...tail, ...paths.filter((path) => path.endsWith('tickets.csv') || path.endsWith('nps.csv'))]) addsUp(await bench.import([path], { source: 'late' }));
    const [one, late] = [await picture('src_one'), JSON.parse(JSON.stringify(await picture('src_late')).replaceAll('late-', '')) as Record<string, unknown>];
    for (const part of ['accounts', 'lines', 'tickets', 'answers', 'usage', 'events', 'identity', 'people']) expect([part, late[part]]).toEqual([part, one[part]]);
  }, 180_000);

  it('updates what changed, keeps the version, and counts a repeated row once', async () => {
    await bench.import(await write({ 'accounts.csv': 'account_id,account_name,industry\nX1,Xi,Tech\nX2,Xo,Retail\n' }), { source: 'two' });
    const report = await bench.import(await write({ 'accounts.csv': 'account_id,account_name,industry\nX1,Xi,Energy\nX1,Xi,Energy\nX2,Xo,Retail\n' }), { source: 'two' });
    expect(counts(report)['accounts.csv']).toMatchObject({ rows: 3, updated: 1, duplicate: 1, unchanged: 1 });
    expect(await bench.db.query(`select v.value from field_version v join account a on a.id = v.entity_id where a.name = 'Xi' and v.field = 'industry' order by v.known_at`)).toEqual([{ value: 'Tech' }, { value: 'Energy' }]);
  }, 60_000);

  it('changes nothing the second time where two files contradict each other, and takes what one of them says anew', async () => {
    const files = (industry: string) => ({ 'a-accounts.csv': `account_id,account_name,industry\nZ1,Zeta,${industry}\nZ2,Zo,Retail\n`, 'b-accounts.csv': 'account_id,account_name,industry\nZ1,Zeta,Energy\nZ2,Zo,Retail\n' });
    const industry = () => bench.db.one(`select a.industry from account a where a.source_id = 'src_torn' and a.name = 'Zeta'`);
    await bench.import(await write(files('Tech')), { source: 'torn' });
    expect(await industry()).toEqual({ industry: 'Energy' });
    for (const _ of [1, 2]) {
      const again = await bench.import(await write(files('Tech')), { source: 'torn' });
      expect(counts(again)).toMatchObject({ 'a-accounts.csv': { unchanged: 2 }, 'b-accounts.csv': { unchanged: 2 } });
      expect(await industry()).toEqual({ industry: 'Energy' });
    }
    expect(counts(await bench.import(await write(files('Health')), { source: 'torn' }))).toMatchObject({ 'a-accounts.csv': { updated: 1, unchanged: 1 }, 'b-accounts.csv': { unchanged: 2 } });
    expect(await industry()).toEqual({ industry: 'Health' });
    expect(counts(await bench.import(await write(files('Tech')), { source: 'torn' }))).toMatchObject({ 'a-accounts.csv': { updated: 1, unchanged: 1 }, 'b-accounts.csv': { unchanged: 2 } });
    expect(await industry()).toEqual({ industry: 'Tech' });
  }, 120_000);

  it('gives a rating that names a ticket to the ticket\'s account', async () => {
    const report = await bench.import(await write({
      'accounts.csv': 'account_id,name\nR1,Rho\nR2,Rex\nR3,Ray\n', 'tickets.csv': 'ticket_id,account_id,subject,created_at,status\n71,R1,Help,2024-05-01 10:00:00,open\n72,R2,Down,2024-05-02 10:00:00,open\n73,R3,Slow,2024-05-03 10:00:00,open\n',
      'csat.csv': 'ticket_id,rating,answered_at\n71,5,2024-05-02\n72,1,2024-05-03\n',
    }), { source: 'rated' });
    expect(counts(report)['csat.csv']).toMatchObject({ kind: 'survey', inserted: 2 });
    expect(await bench.db.query("select a.name, s.score from survey_answer s join account a on a.id = s.account_id where s.source_id = 'src_rated' order by 1")).toEqual([{ name: 'Rex', score: 1 }, { name: 'Rho', score: 5 }]);
  }, 60_000);

  it('loses no money where two lines share account, plan and start', async () => {
    const lines = 'account_id,plan,start_date,renewal_date,mrr\nM1,pro,2024-01-01,2025-01-01,100\nM1,pro,2024-01-01,2025-01-01,250\nM1,pro,2024-01-01,2025-01-01,100\n';
    const paths = await write({ 'subscriptions.csv': lines });
    const report = await bench.import(paths, { source: 'money' });
    expect(counts(report)['subscriptions.csv']).toMatchObject({ inserted: 2, duplicate: 1 });
    expect(await bench.db.one(`select sum(annual_minor)::int as sum from agreement_line where source_id = 'src_money'`)).toEqual({ sum: 420_000 });
    expect(report.doubts.map((doubt) => doubt.code)).toEqual(expect.arrayContaining(['identical_rows', 'same_key_other_content', 'accounts_only_mentioned']));
    expect(counts(await bench.import(paths, { source: 'money' }))['subscriptions.csv']).toMatchObject({ unchanged: 2, duplicate: 1 });
  }, 60_000);

  it('keeps bad rows until they are fixed and replayed', async () => {
    const paths = await write({ 'invoices.csv': 'invoice_number,customer_id,invoice_date,due_date,amount\nI1,Q1,2024-01-01,2024-02-01,100\nI2,Q1,2024-13-01,2024-02-01,100\nI3,Q1,2024-01-03\n' });
    const report = await bench.import(paths, { source: 'bad' });
    expect(counts(report)['invoices.csv']).toMatchObject({ rows: 3, inserted: 1, quarantined: 2 });
    const listed = await bench.call<{ items: { id: string; row: number; code: string; field: string | null }[] }>('quarantine.list', { import: report.id });
    expect(listed.items.map((item) => [item.row, item.code, item.field]).sort()).toEqual([[2, 'date', 'invoice_date'], [3, 'ragged', null]]);
    const wrong = listed.items.find((item) => item.row === 2)!;
    const ragged = listed.items.find((item) => item.row === 3)!;
    expect(await bench.call('quarantine.replay', { ids: [wrong.id] })).toEqual({ replayed: 0, stillQuarantined: 1 });
    await bench.call('quarantine.fix', { id: wrong.id, set: { invoice_date: '2024-01-13' } });
    await bench.call('quarantine.fix', { id: ragged.id, set: { due_date: 'someday', amount: '7' } });
    expect(await bench.call('quarantine.replay', {})).toEqual({ replayed: 1, stillQuarantined: 1 });
    const after = await bench.call<ImportReport>('import.show', { id: report.id });
    expect(counts(after)['invoices.csv']).toMatchObject({ rows: 3, inserted: 2, quarantined: 1 });
    expect(await bench.db.one(`select count(*)::int as n, sum(amount_minor)::int as sum from invoice where source_id = 'src_bad'`)).toEqual({ n: 2, sum: 20_000 });
    expect(await bench.call('quarantine.dismiss', { ids: [ragged.id] })).toMatchObject({ dismissed: 1 });
    // What was settled by hand stays settled: the same file again changes nothing and holds nothing back.
    expect(counts(await bench.import(paths, { source: 'bad' }))['invoices.csv']).toMatchObject({ rows: 3, unchanged: 3, quarantined: 0 });
    expect((await bench.call<{ total: number }>('quarantine.list', { file: 'invoices.csv' })).total).toBe(0);
  }, 60_000);

  it('holds back every row of a file it does not know, and loads them once its kind is named', async () => {
    const text = 'alpha;beta;gamma\nZ1;red;5\nZ2;blue;6\nZ3;green;x\n';
    const report = await bench.import(await write({ 'colours.csv': text }), { source: 'unknown' });
    expect(counts(report)['colours.csv']).toEqual({ kind: 'other', rows: 3, inserted: 0, updated: 0, unchanged: 0, duplicate: 0, quarantined: 3 });
    const held = await bench.call<{ items: { row: number; code: string; raw: object }[]; total: number }>('quarantine.list', { import: report.id, file: 'colours.csv' });
    expect(held.items.map((item) => [item.row, item.code]).sort()).toEqual([[1, 'file_not_loaded'], [2, 'file_not_loaded'], [3, 'file_not_loaded']]);
    expect(held.items.find((item) => item.row === 2)?.raw).toEqual({ alpha: 'Z2', beta: 'blue', gamma: '6' });
    // Again without a word about it: still the same three rows, not six.
    const last = await bench.import(await write({ 'colours.csv': text }), { source: 'unknown' });
    expect(last.totals).toMatchObject({ rows: 3, quarantined: 3 });
    expect((await bench.call<{ total: number }>('quarantine.list', { file: 'colours.csv' })).total).toBe(3);
    const decision = { kind: 'account', mapping: { ref: 'alpha', name: 'beta', seats: 'gamma' } };
    await bench.call('import.correct', { id: last.id, file: 'colours.csv', decision });
    expect(await bench.call('quarantine.replay', { file: 'colours.csv' })).toEqual({ replayed: 2, stillQuarantined: 1 });
    const after = await bench.call<ImportReport>('import.show', { id: last.id });
    expect(counts(after)['colours.csv']).toMatchObject({ kind: 'account', rows: 3, inserted: 2, quarantined: 1 });
    expect(after.doubts.map(({ code }) => code)).not.toContain('file_not_loaded');
    await expect(bench.call('import.correct', { id: last.id, file: 'colours.csv', decision })).rejects.toMatchObject({ code: 'import_state' });
    // The correction is remembered: the next file of that shape loads.
    expect(counts(await bench.import(await write({ 'colours.csv': text }), { source: 'unknown' }))['colours.csv']).toMatchObject({ kind: 'account', unchanged: 2, quarantined: 1 });
  }, 60_000);

  it('settles what was held back when a later import loads the same row', async () => {
    const open = async () => (await bench.call<{ total: number }>('quarantine.list', { file: 'stream.csv' })).total;
    const text = 'aa;bb;cc\nQ1;5;one\nQ2;6;two\n';
    await bench.import(await write({ 'stream.csv': text }), { source: 'later' });
    expect(await open()).toBe(2);
    const map = join(folder, 'map.json');
    const paths = await write({ 'stream.csv': text });
    await writeFile(map, JSON.stringify({ 'stream.csv': { kind: 'account', mapping: { ref: 'aa', name: 'cc' } } }));
    expect((await bench.import(paths, { source: 'later', map })).totals).toMatchObject({ inserted: 2, quarantined: 0 });
    expect(await open()).toBe(0);
    // A ticket of an account that is not known passes the first step and is held back by the second: it stays open.
    const tickets = await write({ 'stream.csv': 'ticket_id,requester,subject,priority,created_at\nT1,nobody@gmail.com,Help,high,2024-01-01 10:00:00\n' });
    for (let time = 0; time < 2; time++) {
      await bench.import(tickets, { source: 'later' });
      expect(await open()).toBe(1);
    }
    // A dismissal is known by its moment.
    (bench.context.clock as ManualClock).advance(1000);
    const gone = await bench.call<{ dismissed: number; settledAt: string }>('quarantine.dismiss', { file: 'stream.csv' });
    expect([gone.dismissed, await open()]).toEqual([1, 0]);
    expect(await bench.call('quarantine.reopen', { settledAt: gone.settledAt })).toEqual({ reopened: 1 });
    expect((await bench.call<{ items: object[] }>('quarantine.summary', {})).items).toContainEqual(expect.objectContaining({ file: expect.stringMatching(/stream\.csv$/) as string, code: 'account_unknown', count: 1, firstRow: 1 }));
    await expect(bench.call('quarantine.dismiss', {})).rejects.toThrow('Say which rows');
  }, 60_000);

  it('changes only the field that is corrected, and takes one out where its column is empty', async () => {
    const paths = await write({ 'Mandanten.csv': 'Kundennummer;Firma;Branche;Ort\nD1;Delta;Handel;Bonn\nD2;Dora;Bau;Ulm\n' });
    const staged = await bench.call<ImportReport>('import.stage', { paths, source: 'one' });
    const mapping = async (change: Record<string, string>) => (await bench.call<ImportReport>('import.correct', { id: staged.id, file: 'Mandanten.csv', decision: { mapping: change } })).files[0]?.mapping;
    expect(staged.files[0]?.mapping).toEqual({ ref: 'Kundennummer', name: 'Firma', industry: 'Branche' });
    expect(await mapping({ region: 'Ort' })).toEqual({ ref: 'Kundennummer', name: 'Firma', industry: 'Branche', region: 'Ort' });
    expect(await mapping({ industry: '' })).toEqual({ ref: 'Kundennummer', name: 'Firma', region: 'Ort' });
    expect(counts(await bench.call<ImportReport>('import.run', { id: staged.id }))['Mandanten.csv']).toMatchObject({ inserted: 2 });
    // Remembered as it was left.
    expect((await bench.call<ImportReport>('import.stage', { paths, source: 'one' })).files[0]?.mapping).toEqual({ ref: 'Kundennummer', name: 'Firma', region: 'Ort' });
  }, 60_000);

  it('stages, takes a correction, and remembers it for the next file of that shape', async () => {
    const text = 'ref;when;what;how many\nZ1;01/02/2024;login;5\nZ1;02/02/2024;login;6\n';
    const paths = await write({ 'odd.csv': text });
    const staged = await bench.call<ImportReport>('import.stage', { paths, source: 'odd' });
    expect([staged.state, staged.totals.rows]).toEqual(['staged', 0]);
    await bench.call('import.correct', { id: staged.id, file: 'odd.csv', decision: { kind: 'usage', mapping: { account: 'ref', startOn: 'when', feature: 'what', events: 'how many' }, answers: { usageDays: 1, dateOrder: { when: 'dmy' } } } });
    const done = await bench.call<ImportReport>('import.run', { id: staged.id });
    expect(counts(done)['odd.csv']).toMatchObject({ kind: 'usage', inserted: 2 });
    expect(await bench.analytics.query(`select toString(start_on) as day, events from usage_period final where source = 'src_odd' order by day`)).toEqual([{ day: '2024-02-01', events: 5 }, { day: '2024-02-02', events: 6 }]);
    expect(counts(await bench.import(paths, { source: 'odd' }))['odd.csv']).toMatchObject({ kind: 'usage', unchanged: 2 });
  }, 60_000);

  it('goes on after it was cut off in the middle of a chunk, and counts every row once', async () => {
    const rows = Array.from({ length: 45_000 }, (_, i) => i);
    const paths = await write({
      'events.csv': `message_id,account_id,event,timestamp\n${rows.map((i) => `m${i % 44_000},K${i % 7},login,2024-01-01T00:00:01Z`).join('\n')}`,
      'usage.csv': `account_id,week_start,feature,events\n${rows.map((i) => `K${i % 7},2024-01-01,f${i},1`).join('\n')}`,
    });
    const { analytics } = bench.context;
    const { id } = await bench.call<ImportReport>('import.stage', { paths, source: 'cut' });
    for (const table of ['usage_period', 'event']) {
      let calls = 0;
      bench.context.analytics = {
        ...analytics,
        async insert(name, ...rest) {
          await analytics.insert(name, ...rest);
          if (name === table && ++calls === 2) throw new Error('the process died here');
        },
      };
      await expect(bench.call('import.run', { id })).rejects.toMatchObject({ kind: 'internal' });
    }
    bench.context.analytics = analytics;
    expect((await bench.call<ImportReport>('import.show', { id })).state).toBe('failed');
    const report = await bench.call<ImportReport>('import.run', { id });
    expect(counts(report)).toMatchObject({ 'events.csv': { rows: 45_000, inserted: 44_000, duplicate: 1_000 }, 'usage.csv': { rows: 45_000, inserted: 45_000 } });
    expect(await analytics.query(`select count() as n, uniqExact(key) as keys from event where source = 'src_cut'`)).toEqual([{ n: 44_000, keys: 44_000 }]);
    expect(await analytics.query(`select count() as n, sum(events) as events from usage_period final where source = 'src_cut'`)).toEqual([{ n: 45_000, events: 45_000 }]);
  }, 120_000);

  it('reads no path for anyone but the command line on this machine', async () => {
    const paths = await write({ 'a.csv': 'id,name\n1,a\n' });
    const { principal } = bench.context;
    bench.context.principal = { ...principal, kind: 'key' };
    try {
      await expect(bench.call('import.stage', { paths })).rejects.toMatchObject({ kind: 'forbidden' });
      await expect(bench.call('import.stage', { uploads: [{ spool: '../../etc/passwd' }] })).rejects.toMatchObject({ kind: 'invalid' });
    } finally {
      bench.context.principal = principal;
    }
  });

  it('accounts for every row of arbitrary dirty files, and finds nothing new in them the second time', async () => {
    const cell = fc.oneof(fc.constantFrom('A1', 'A2', '', '2024-01-01', '03/04/2024', '12', '1.5', 'x,y', '"', 'a"b', 'null', '\u00e9', '99999999', '-3'), fc.string({ maxLength: 6 }));
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 0, maxLength: 12 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('subscriptions', 'usage', 'events', 'accounts', 'tickets'), async (rows, name) => {
        const headers: Record<string, string> = {
          subscriptions: 'account_id,plan,start_date,renewal_date,mrr', usage: 'account_id,week_start,feature,events,active_users', events: 'account_id,user_id,event,timestamp,value',
          accounts: 'account_id,account_name,website,industry,seats', tickets: 'ticket_id,account_id,subject,priority,created_at',
        };
        const good = { subscriptions: 'A1,pro,2024-01-01,2025-01-01,10', usage: 'A1,2024-01-01,x,5,1', events: 'A1,u1,x,2024-01-01 10:00:00,1', accounts: 'A1,Alpha,alpha.com,Tech,5', tickets: 'T1,A1,Help,high,2024-01-01 10:00:00' }[name]!;
        const paths = await write({ [`${name}.csv`]: [headers[name], good, ...rows.map((cells) => cells.join(',').replace(/[\r\n]/g, ' '))].join('\n') });
        const source = `dirty ${++round}`;
        const first = await bench.import(paths, { source });
        addsUp(first);
        const again = await bench.import(paths, { source });
        addsUp(again);
        expect([again.totals.inserted, again.totals.updated, again.totals.rows, again.totals.quarantined]).toEqual([0, 0, first.totals.rows, first.totals.quarantined]);
      }),
      { numRuns: 25 },
    );
  }, 300_000);
});
