import { Fault } from '../../../../lib/fault.ts';
import { toDate } from '../../../../lib/clock.ts';
import type { TestEngines } from '../../../../platform/testing/test-engines.ts';
import type { FaultKind } from '../../../connector/simulator/sim-server.ts';
import { connectorOf } from '../../../connector/vendors.ts';
import { getConnection } from '../connection-store.ts';
import { runSync } from '../run-sync.ts';
import { takeDelivery } from '../webhook-routes.ts';
import { clearStore, differences, openSourceBench, type BenchOptions, type SourceBench } from './source-bench.ts';

/** One line of the table: what a connector was put through, and how it came out. `detail` says what was counted, or why a vendor cannot have the check. */
export interface ConformanceRow {
  vendor: string;
  check: string;
  passed: boolean;
  detail: string;
}

/** Runs a check against a fresh bench and answers what was seen; throws with what was wrong. */
type Check = (open: (options?: BenchOptions) => Promise<SourceBench>) => Promise<string>;

class Failed extends Error {}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Failed(otherwise);
}

async function same(bench: SourceBench): Promise<string> {
  const found = await differences(bench);
  must(found.length === 0, `${found.length} differences, such as ${found.slice(0, 3).join('; ')}`);
  return `${bench.sim.vendor.world.objects.reduce((sum, { id }) => sum + bench.sim.vendor.world.living(id).length, 0)} records as at the vendor`;
}

const objectsOf = ({ sim }: SourceBench) => sim.vendor.world.objects;
const codeOf = (work: Promise<unknown>): Promise<string> => work.then((answer) => `answered ${String(answer)}`, (error: unknown) => (error instanceof Fault ? error.code : String(error)));

/** Small pages, so that faults fall between and into many of them. */
const small = { pageSize: 5 };

/** A fault now and then, which has to leave no trace. */
function surviving(kind: FaultKind, every: number, times: number, after: (bench: SourceBench) => string = () => ''): Check {
  return async (open) => {
    const bench = await open({ ...small, ...(kind === 'timeout' ? { timeoutMs: 300 } : {}) });
    bench.waitedMs();
    bench.sim.fail([{ kind, every, times }]);
    await bench.sync();
    const met = bench.sim.met()[kind] ?? 0;
    must(met === times, `the fault was met ${met} times instead of ${times}`);
    return `met ${met} times; ${await same(bench)}${after(bench)}`;
  };
}

const atWebhooks: Check = async (open) => {
  const bench = await open();
  await bench.sync();
  const [{ id: object } = { id: '' }] = objectsOf(bench);
  const [id = ''] = bench.sim.vendor.world.living(object);
  bench.sim.vendor.world.change(object, id);
  const first = deliver(bench, object, id);
  bench.sim.vendor.world.change(object, id);
  const second = deliver(bench, object, id);
  must((await take(bench, second)) === 'taken' && (await take(bench, first)) === 'taken', 'a delivery was not taken');
  const row = await getConnection(bench.context.db, bench.vendor);
  must(row.due_at !== null && row.due_at <= bench.clock.wall(), 'a delivery asks for no reading');
  await bench.sync();
  return `the later one came first; ${await same(bench)}`;
};

const connectorFor = ({ vendor }: SourceBench) => connectorOf(vendor);
const deliver = (bench: SourceBench, object: string, id: string) => bench.sim.vendor.delivery(object, id) as { headers: Record<string, string>; body: string };
const take = (bench: SourceBench, { headers, body }: { headers: Record<string, string>; body: string }) => takeDelivery({ db: bench.context.db, clock: bench.clock, box: bench.deps.box, wake: () => {} }, connectorFor(bench), { headers, raw: Buffer.from(body) });

const forged: Check = async (open) => {
  const bench = await open();
  await bench.sync();
  const [{ id: object } = { id: '' }] = objectsOf(bench);
  const due = (await getConnection(bench.context.db, bench.vendor)).due_at?.getTime();
  const good = deliver(bench, object, bench.sim.vendor.world.living(object)[0] ?? '');
  const unsigned = Object.fromEntries(Object.entries(good.headers).filter(([name]) => !name.endsWith('signature')));
  const codes = [await codeOf(take(bench, { ...good, body: `${good.body} ` })), await codeOf(take(bench, { ...good, headers: unsigned })), await codeOf(take(bench, { ...good, headers: Object.fromEntries(Object.entries(good.headers).map(([name, value]) => [name, name.endsWith('timestamp') ? toDate(bench.clock.wall().getTime() - 1000).toISOString() : value])) }))];
  must(codes.join() === 'webhook_forged,webhook_unsigned,webhook_forged', `refused as ${codes.join()}`);
  must((await getConnection(bench.context.db, bench.vendor)).due_at?.getTime() === due, 'a forged delivery asked for a reading');
  return 'changed body, missing signature and changed time were refused';
};

const replayed: Check = async (open) => {
  const bench = await open();
  await bench.sync();
  const [{ id: object } = { id: '' }] = objectsOf(bench);
  const delivery = deliver(bench, object, bench.sim.vendor.world.living(object)[0] ?? '');
  const answers = [await take(bench, delivery), await take(bench, delivery)];
  bench.clock.advance(6 * 60_000);
  must(answers.join() === 'taken,known', `answered ${answers.join()}`);
  const late = await codeOf(take(bench, delivery));
  must(late === 'webhook_old', `six minutes later: ${late}`);
  return 'the second was known, the third, six minutes later, too old';
};

const changingWhilePaging: Check = async (open) => {
  const bench = await open(small);
  const { world } = bench.sim.vendor;
  let edits = 0;
  bench.sim.onAnswer(({ path }) => {
    if (edits >= 12 || path.includes('oauth') || path.endsWith('token')) return;
    const { id: object, deletes } = world.objects[edits % world.objects.length] ?? { id: '', deletes: false };
    const living = world.living(object);
    edits += 1;
    world.change(object, living[0] ?? '');
    world.change(object, living.at(-1) ?? '');
    const added = world.add(object);
    if (deletes && edits % 2 === 0) world.remove(object, added);
    bench.clock.advance(70_000);
  });
  await bench.sync();
  bench.sim.onAnswer(null);
  await bench.sync();
  must(edits === 12, `only ${edits} edits fell between pages`);
  return `${edits} edits between pages; ${await same(bench)}`;
};

const late: Check = async (open) => {
  const bench = await open();
  const { world } = bench.sim.vendor;
  for (const { id } of world.objects) world.change(id, world.living(id)[0] ?? '');
  await bench.sync();
  for (const { id } of world.objects) world.addLate(id, 180);
  await bench.sync();
  return `a record of each object, a minute older than the newest that was read; ${await same(bench)}`;
};

const drift: Check = async (open) => {
  const bench = await open();
  const { world } = bench.sim.vendor;
  await bench.sync();
  world.drift();
  for (const { id } of world.objects) for (const one of world.living(id).slice(0, 2)) world.change(id, one);
  await bench.sync();
  await same(bench);
  const spoiled = world.objects.map(({ id }) => [id, world.living(id)[1] ?? ''] as const);
  for (const [object, id] of spoiled) world.spoil(object, id);
  const { quarantined } = await bench.sync();
  must(quarantined === spoiled.length, `${quarantined} of ${spoiled.length} values of a wrong form are in quarantine`);
  for (const [object, id] of spoiled) world.change(object, id);
  await bench.sync();
  const { n } = await bench.context.db.one<{ n: number }>("select count(*)::int as n from quarantine where state = 'open'");
  must(n === 0, `${n} entries stay in quarantine after the vendor mended them`);
  return `new and missing fields load; ${quarantined} values of a wrong form went to quarantine and left it when mended; ${await same(bench)}`;
};

/** A fault that outlasts a round: the round ends with words for a person, and the next one goes on. */
const outage: Check = async (open) => {
  const bench = await open(small);
  bench.sim.fail([{ kind: '500', every: 4, times: 5 }]);
  await bench.sync();
  const first = await same(bench);
  bench.sim.vendor.world.change(objectsOf(bench)[0]?.id ?? '', bench.sim.vendor.world.living(objectsOf(bench)[0]?.id ?? '')[0] ?? '');
  bench.sim.fail([{ kind: '500', every: 1, times: Number.POSITIVE_INFINITY }]);
  const code = await codeOf(bench.sync());
  const { last_error: error, due_at: due } = await getConnection(bench.context.db, bench.vendor);
  must(code === 'vendor_down' && error?.remedy !== null && error !== null && due !== null && due > bench.clock.wall(), `an outage ends as ${code}, noted ${JSON.stringify(error)}`);
  bench.sim.fail([]);
  await bench.sync();
  must((await getConnection(bench.context.db, bench.vendor)).last_error === null, 'the error stays after a good round');
  await same(bench);
  return `5 among the calls, then an outage that ended the round with a remedy; ${first}`;
};

const deleting: Check = async (open) => {
  const bench = await open();
  const { world } = bench.sim.vendor;
  await bench.sync();
  const objects = world.objects.filter(({ deletes }) => deletes);
  const made = objects.map(({ id }) => [id, world.add(id)] as const);
  await bench.sync();
  await same(bench);
  for (const [object, id] of made) world.remove(object, id);
  await bench.sync();
  await bench.sync();
  return `${objects.map(({ id }) => id).join(', ')}; ${await same(bench)}`;
};

const undeleting: Check = async (open) => {
  const bench = await open();
  const { world } = bench.sim.vendor;
  await bench.sync();
  const objects = world.objects.filter(({ deletes }) => deletes);
  const made = objects.map(({ id }) => [id, world.add(id)] as const);
  await bench.sync();
  for (const [object, id] of made) world.remove(object, id);
  await bench.sync();
  await same(bench);
  for (const [object, id] of made) world.restore(object, id);
  await bench.sync();
  return `${objects.map(({ id }) => id).join(', ')}; ${await same(bench)}`;
};

const merging: Check = async (open) => {
  const bench = await open();
  const { world } = bench.sim.vendor;
  await bench.sync();
  const merged = world.objects.filter(({ kind }) => kind === 'person' || kind === 'account').reverse();
  for (const { id } of merged) {
    const [kept = '', lost = ''] = world.living(id);
    world.merge(id, kept, lost);
  }
  await bench.sync();
  const { n } = await bench.context.db.one<{ n: number }>('select ((select count(*) from ticket t join account a on a.id = t.account_id where a.merged_into is not null) + (select count(*) from person p join account a on a.id = p.account_id where a.merged_into is not null))::int as n');
  must(n === 0, `${n} records stay with the account that is gone`);
  return `${merged.map(({ id }) => id).join(', ')}: what belonged to the lost one belongs to the kept one; ${await same(bench)}`;
};

const doubled: Check = async (open) => {
  const bench = await open(small);
  const first = await bench.sync();
  await bench.sync();
  const again = await runSync(bench.context, bench.deps, bench.vendor, { since: toDate('2020-01-01T00:00:00Z') });
  must(again.inserted === 0 && again.updated === 0 && again.rows >= first.inserted, `reading all of it again inserted ${again.inserted} and updated ${again.updated} of ${again.rows}`);
  return `${again.rows} rows read again: all ${again.unchanged + again.duplicate} known; ${await same(bench)}`;
};

const rotation: Check = async (open) => {
  const bench = await open(small);
  const before = (await getConnection(bench.context.db, bench.vendor)).tokens;
  bench.sim.fail([{ kind: 'tokens', every: 4, times: 5 }]);
  await bench.sync();
  const { tokens } = await getConnection(bench.context.db, bench.vendor);
  must(bench.sim.met().tokens === 5 && tokens !== before, 'the newest tokens are not stored');
  must(!tokens?.includes('access'), 'tokens are stored in the clear');
  // By the clock, too: tokens end while nobody reads.
  bench.clock.advance(3 * 3_600_000);
  await bench.sync();
  return `5 times in the middle of a round, once by the clock; ${await same(bench)}`;
};

const skewed: Check = async (open) => {
  let rows = '';
  for (const skewMs of [600_000, -600_000]) {
    const bench = await open({ skewMs });
    const { world } = bench.sim.vendor;
    await bench.sync();
    for (let round = 0; round < 2; round++) {
      for (const { id } of world.objects) world.change(id, world.living(id)[round] ?? '');
      await bench.sync();
    }
    bench.sim.fail([{ kind: '429', every: 3, times: 2 }]);
    await bench.sync();
    rows = await same(bench);
  }
  return `ten minutes ahead and behind; ${rows}`;
};

/** Checks that run within one process, by id. */
const checks: Record<string, Check> = {
  'no-loss': async (open) => {
    const bench = await open(small);
    const { rows, duplicate, inserted } = await bench.sync();
    must(rows === inserted + duplicate, `of ${rows} rows ${inserted} were inserted, ${duplicate} came twice`);
    const { world } = bench.sim.vendor;
    for (const { id } of world.objects) {
      world.add(id);
      world.change(id, world.living(id)[2] ?? '');
    }
    const next = await bench.sync();
    must(next.inserted === world.objects.length && next.updated === world.objects.length, `a round after one new and one changed record of each object brought ${next.inserted} and ${next.updated}`);
    return same(bench);
  },
  'no-double': doubled, 'paging-change': changingWhilePaging, 'late-row': late, delete: deleting, undelete: undeleting, merge: merging, 'token-rotation': rotation,
  '429-retry-after': surviving('429', 4, 5, (bench) => {
    must(bench.sim.impatient() === 0, `${bench.sim.impatient()} calls came before the time that the vendor named`);
    const waited = bench.waitedMs();
    must(waited >= 5 * 7000, `only ${waited} ms were waited`);
    return `; waited ${Math.round(waited / 1000)} s of 35 asked for`;
  }),
  '429-bare': surviving('429-bare', 4, 5, (bench) => {
    const waited = bench.waitedMs();
    must(waited >= 5 * 250, `only ${waited} ms were waited`);
    return `; waited ${waited} ms by own choice`;
  }),
  '5xx': outage, timeout: surviving('timeout', 7, 2), truncated: surviving('truncated', 4, 4),
  malformed: async (open) => `not JSON: ${await surviving('malformed', 4, 4)(open)}; JSON of another form: ${await surviving('shape', 6, 3)(open)}`,
  'clock-skew': skewed, 'schema-drift': drift, 'webhook-order': atWebhooks, 'webhook-forged': forged, 'webhook-replayed': replayed,
};

/** Ids of the checks that run within one process. */
export const innerChecks: readonly string[] = Object.keys(checks);

/** Puts one vendor through one check, in a store that is emptied first. */
export async function runCheck(engines: Pick<TestEngines, 'db' | 'analytics'>, vendor: string, check: string): Promise<ConformanceRow> {
  if (check.startsWith('webhook-') && connectorOf(vendor).webhook === null) return { vendor, check, passed: true, detail: `not applicable: ${connectorOf(vendor).name} sends no signed webhooks` };
  const benches: SourceBench[] = [];
  const open = async (options: BenchOptions = {}) => {
    await clearStore(engines);
    const bench = await openSourceBench(engines, vendor, options);
    benches.push(bench);
    return bench;
  };
  try {
    return { vendor, check, passed: true, detail: await (checks[check] as Check)(open) };
  } catch (error) {
    return { vendor, check, passed: false, detail: error instanceof Failed || error instanceof Fault ? error.message : String((error as Error).stack) };
  } finally {
    for (const bench of benches) await bench.close();
  }
}
