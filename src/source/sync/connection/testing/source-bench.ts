import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { manualClock, toDate, type ManualClock } from '../../../../lib/clock.ts';
import { secretBox } from '../../../../platform/secret-box.ts';
import type { Context } from '../../../../platform/operation/context.ts';
import type { TestEngines } from '../../../../platform/testing/test-engines.ts';
import { approveDefinitions } from '../../../../program/definition/definition-store.ts';
import { readDefinitions } from '../../../../program/definition/read-definitions.ts';
import type { DefinitionKind } from '../../../../program/definition/definition.ts';
import { mappingKind } from '../../../connector/mapping.ts';
import { openSimServer, type SimServer } from '../../../connector/simulator/sim-server.ts';
import type { SimKind, SimLimits } from '../../../connector/simulator/sim-vendor.ts';
import { vendorOf } from '../../../connector/vendors.ts';
import type { RowCounts } from '../../import-run.ts';
import { openConnection } from '../open-connection.ts';
import { runSync, type SyncDeps } from '../run-sync.ts';

/** A connection to a simulated vendor in a real store; waits pass in no time, by the clock that both share. */
export interface SourceBench {
  vendor: string;
  context: Context;
  clock: ManualClock;
  deps: SyncDeps;
  sim: SimServer;
  /** How long was waited since the last call, in milliseconds. */
  waitedMs(): number;
  sync(): Promise<RowCounts>;
  close(): Promise<void>;
}

export interface BenchOptions {
  accounts?: number;
  limits?: Partial<SimLimits>;
  tokenSeconds?: number;
  /** How far the vendor's clock is ahead of ours. */
  skewMs?: number;
  /** Most records on a page. */
  pageSize?: number;
  timeoutMs?: number;
}

const free = { calls: Number.POSITIVE_INFINITY, exports: Number.POSITIVE_INFINITY };
const definitionsDir = path.join(import.meta.dirname, '../../../../../definitions');
export const benchStart = '2026-06-01T08:00:00Z';

/** Loads the shipped mappings into a store. */
export async function approveMappings(db: Context['db'], at: Date): Promise<void> {
  const drafts = await readDefinitions(definitionsDir, [mappingKind as DefinitionKind], new Set());
  await approveDefinitions(db, drafts, { at, by: 'files', kinds: [mappingKind.kind] });
}

/** Opens a simulated vendor and connects to it, in a store that has no connection to it yet. */
export async function openSourceBench(engines: Pick<TestEngines, 'db' | 'analytics'>, vendor: string, options: BenchOptions = {}): Promise<SourceBench> {
  const { accounts = 8, limits = free, tokenSeconds = 1800, skewMs = 0, timeoutMs = 5000, pageSize } = options;
  const clock = manualClock(toDate(benchStart));
  const vendorNow = () => clock.wall().getTime() + skewMs;
  const { simulate } = vendorOf(vendor);
  const sim = await openSimServer(simulate({ accounts, nowMs: vendorNow, limits, tokenSeconds, ...(pageSize ? { pageSize } : {}) }), { nowMs: vendorNow });
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  const context: Context = { db: engines.db, analytics: engines.analytics, clock, log, principal: { kind: 'system', id: 'bench', name: 'Bench', scopes: new Set(['admin']), book: 'all' } };
  const key = randomBytes(32);
  let waited = 0;
  const deps: SyncDeps = {
    box: () => secretBox(() => [key]), allowHosts: [], merge: { records: [], keyed: [], forget: async () => {} }, loaded: async () => {}, chance: () => 0.5, timeoutMs,
    async sleep(ms) {
      waited += ms;
      clock.advance(ms);
    },
  };
  await approveMappings(engines.db, toDate('2026-01-01T00:00:00Z'));
  await openConnection(context, deps, { vendor, credentials: sim.vendor.credentials, baseUrl: sim.baseUrl, sandbox: true, everyMinutes: 15, start: true });
  return {
    vendor, context, clock, deps, sim,
    waitedMs() {
      const ms = waited;
      waited = 0;
      return ms;
    },
    async sync() {
      // What changed becomes visible at the vendor a minute later.
      clock.advance(120_000);
      return runSync(context, deps, vendor);
    },
    close: () => sim.close(),
  };
}

const marks: Record<SimKind, string> = {
  account: "select name as mark from account a where merged_into is null and id in (select entity_id from external_id where entity = 'account' and source_id = $1)",
  person: 'select email as mark from person where source_id = $1',
  ticket: 'select subject as mark from ticket where source_id = $1',
  activity: 'select subject as mark from activity where source_id = $1',
  survey: 'select comment as mark from survey_answer where source_id = $1',
};

/** Marks of the stored records of one kind, one for each. */
export async function storedMarks({ db }: Pick<Context, 'db'>, vendor: string, kind: SimKind): Promise<string[]> {
  return (await db.query<{ mark: string | null }>(marks[kind], [`src_${vendor}`])).map(({ mark }) => mark ?? '(none)');
}

/** Which stored ticket belongs to whom. */
export async function storedLinks({ db }: Pick<Context, 'db'>, vendor: string): Promise<[string, string][]> {
  return (await db.query<{ mark: string; owner: string | null }>('select t.subject as mark, p.email as owner from ticket t left join person p on p.id = t.person_id where t.source_id = $1', [`src_${vendor}`])).map(({ mark, owner }) => [mark, owner ?? '(none)']);
}

/** Where the stored records differ from those of the vendor: what is missing, what is too much (a record held twice is), by object; empty when nothing does. */
export async function differences(bench: Pick<SourceBench, 'vendor' | 'sim'> & { context: Pick<Context, 'db'> }): Promise<string[]> {
  const { world } = bench.sim.vendor;
  const found: string[] = [];
  for (const [kind, objects] of Map.groupBy(world.objects, (one) => one.kind)) {
    const [wanted, stored] = [tally(objects.flatMap(({ id }) => world.marks(id))), tally(await storedMarks(bench.context, bench.vendor, kind))];
    for (const [mark, n] of wanted) if ((stored.get(mark) ?? 0) < n) found.push(`${kind}: "${mark}" is missing`);
    for (const [mark, n] of stored) if ((wanted.get(mark) ?? 0) < n) found.push(`${kind}: "${mark}" is there ${n} times instead of ${wanted.get(mark) ?? 0}`);
  }
  for (const { id } of world.objects) {
    const links = tally(world.links(id).map((pair) => pair.join(' of ')));
    if (links.size === 0) continue;
    const held = tally((await storedLinks(bench.context, bench.vendor)).map((pair) => pair.join(' of ')));
    for (const [pair] of links) if (!held.has(pair)) found.push(`${id}: "${pair}" is not linked so`);
  }
  return found;
}

function tally(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** Empties everything that a vendor brought, so that the next bench begins with nothing. */
export async function clearStore({ db }: Pick<Context, 'db'>): Promise<void> {
  await db.query('truncate connection, connection_object, connection_delivery, import, import_file, import_account, quarantine, load_row, load_item, source_record, external_id, ticket, activity, survey_answer, person, account, source cascade');
}
