import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '../../lib/fault.ts';
import type { Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';

export interface EventStreamDeps {
  db: Db;
  authenticate(request: FastifyRequest): Promise<Principal>;
  /** How often the feed is read, in milliseconds; tests hurry. */
  pollMs?: number;
}

interface Change {
  seq: number;
  topic: string;
  id: string;
}

interface Reader {
  principal: Principal;
  reply: FastifyReply;
  request: FastifyRequest;
  checkedTurn: number;
  lastSeq: number;
}

const heartbeatTurns = 30;
const recheckTurns = 60;
const keptRows = 20_000;
const mostReaders = 200;
const waitingBytesLimit = 1024 * 1024;
// A change numbered before a page's last one may have been told after it.
const overlap = 200;

/** GET /api/events: from `after` or the browser's last one on, ids of what changed, as server-sent events, to those who may read it. One poll serves all readers; it ends with `close`. */
export function eventStream(app: FastifyInstance, deps: EventStreamDeps): { close(): Promise<void> } {
  const readers = new Set<Reader>();
  const feed = feedReader(deps.db);
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let busy: Promise<void> = Promise.resolve();

  const poll = async () => {
    turn++;
    const changes = await feed.next(readers.size > 0);
    await Promise.all([...readers].map((reader) => serveReader(deps, reader, changes, turn).catch(() => end(reader))));
    if (turn % 1200 === 0) await deps.db.query('delete from change_feed where seq < (select max(seq) from change_feed) - $1', [keptRows]);
  };
  const end = (reader: Reader) => {
    readers.delete(reader);
    reader.reply.raw.end();
  };
  const loop = () => {
    if (closed) return;
    timer = setTimeout(() => {
      busy = poll().catch((error) => app.log.warn({ reason: String(error) }, 'event stream poll failed')).then(loop);
    }, deps.pollMs ?? 500);
  };
  loop();

  app.get('/api/events', async (request, reply) => {
    const principal = await deps.authenticate(request);
    if (!mayFollow(principal)) throw fault(principal.kind === 'anonymous' ? 'unauthenticated' : 'forbidden', 'sign_in', 'Sign in first.');
    if (readers.size >= mostReaders) throw fault('unavailable', 'readers', 'Too many open pages follow this server.', { retryAfterSeconds: 30 });
    const [told, read] = [Number(request.headers['last-event-id'] ?? Number.NaN), Number((request.query as { after?: string }).after ?? Number.NaN)];
    const since = Number.isSafeInteger(told) ? told : read;
    const newest = await newestSeq(deps.db);
    const reader: Reader = { principal, reply, request, checkedTurn: turn, lastSeq: Number.isSafeInteger(since) ? Math.min(since, newest) : newest };
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff' });
    reply.raw.write('retry: 2000\n\n');
    request.raw.on('close', () => readers.delete(reader));
    // Joined first: what happens while the missed changes are read may then be told twice, but never not at all.
    const missedAfter = reader.lastSeq - (since === told ? overlap : 0);
    readers.add(reader);
    if (Number.isSafeInteger(since)) send(reader, await visible(deps.db, principal, lastOfEach(await changesAfter(deps.db, missedAfter, []))));
  });

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await busy;
      for (const reader of readers) end(reader);
    },
  };
}

const gapTurns = 120;
const mostGaps = 5_000;

/**
 * Reads the feed in order of commit. Numbers are given before a transaction commits, so one can appear after higher ones:
 * a number that is missing is asked for again for a minute.
 */
function feedReader(db: Db): { next(wanted: boolean): Promise<Change[]> } {
  const missing = new Map<number, number>();
  let last: number | undefined;
  let turn = 0;
  return {
    async next(wanted) {
      turn++;
      if (last === undefined || !wanted) {
        last = await newestSeq(db);
        missing.clear();
        return [];
      }
      for (const [seq, since] of missing) if (turn - since > gapTurns) missing.delete(seq);
      const changes = await changesAfter(db, last, [...missing.keys()]);
      for (const { seq } of changes) {
        missing.delete(seq);
        for (let gap = last + 1; gap < seq && missing.size < mostGaps; gap++) missing.set(gap, turn);
        last = Math.max(last, seq);
      }
      return lastOfEach(changes);
    },
  };
}

// What moved twice meanwhile is told once.
function lastOfEach(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [`${change.topic} ${change.id}`, change])).values()];
}

async function newestSeq(db: Db): Promise<number> {
  return (await db.one<{ seq: number }>('select coalesce(max(seq), 0) as seq from change_feed')).seq;
}

function changesAfter(db: Db, seq: number, missing: readonly number[]): Promise<Change[]> {
  return db.query<Change>('select seq, topic, entity_id as id from change_feed where seq > $1 or seq = any($2::bigint[]) order by seq limit 5000', [seq, missing]);
}

async function serveReader(deps: EventStreamDeps, reader: Reader, changes: readonly Change[], turn: number): Promise<void> {
  const isChanged = changes.some(({ topic, id }) => topic === 'access' && (id === reader.principal.id || id === reader.principal.userId));
  if (isChanged || turn - reader.checkedTurn >= recheckTurns) {
    const now = await deps.authenticate(reader.request);
    if (now.id !== reader.principal.id || !mayFollow(now)) throw new Error('signed out');
    reader.principal = now;
    reader.checkedTurn = turn;
  }
  // A page that does not read would be held in memory: it is let go, and catches up when it comes back.
  if (reader.reply.raw.writableLength > waitingBytesLimit) throw new Error('reads too slowly');
  if (changes.length) send(reader, await visible(deps.db, reader.principal, changes));
  else if (turn % heartbeatTurns === 0) reader.reply.raw.write(': still here\n\n');
}

function mayFollow({ scopes }: Principal): boolean {
  return scopes.has('read') || scopes.has('admin');
}

/** Topics whose ids name no account. A topic that is neither here nor looked up below is not told to who is limited to one book. */
const openTopics: ReadonlySet<string> = new Set(['metric', 'import', 'source', 'playbook', 'engagement']);

/** The changes this principal may learn of: accounts, signals and actions of the own book, what is not about an account, and what is about the reader. */
async function visible(db: Db, principal: Principal, told: readonly Change[]): Promise<readonly Change[]> {
  const changes = told.filter(({ topic, id }) => (topic !== 'access' && topic !== 'notification') || id === principal.id);
  if (principal.book === 'all' || changes.length === 0) return changes;
  const { ownerId } = principal.book;
  const own = await db.query<{ id: string }>(
    `select a.id from account a where a.owner_id = $1 and a.id = any($2)
     union all select s.id from signal s join account a on a.id = s.account_id where a.owner_id = $1 and s.id = any($2)
     union all select x.id from action x join account a on a.id = x.account_id where a.owner_id = $1 and x.id = any($2)
     union all select r.id from playbook_run r join account a on a.id = r.account_id where a.owner_id = $1 and r.id = any($2)
     union all select t.id from task t left join account a on a.id = t.account_id left join member m on m.id = t.assignee_id
       where t.id = any($2) and case when t.account_id is null then t.author = $3 or m.id = $1 else a.owner_id = $1 end`,
    [ownerId, changes.map((change) => change.id), principal.userId ?? principal.id],
  );
  const ids = new Set(own.map((row) => row.id));
  const mayTell = ({ topic, id }: Change) => openTopics.has(topic) || topic === 'access' || topic === 'notification' || (topic === 'book' ? id === ownerId : (topic === 'account' || topic === 'signal' || topic === 'action' || topic === 'task' || topic === 'run') && ids.has(id));
  return changes.filter(mayTell);
}

function send(reader: Reader, changes: readonly Change[]): void {
  for (const change of changes) {
    reader.lastSeq = Math.max(reader.lastSeq, change.seq);
    reader.reply.raw.write(`id: ${reader.lastSeq}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`);
  }
}
