import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '../lib/fault.ts';
import { sha256 } from '../lib/ids.ts';
import { authenticate, cookieNameOf, cookieOf, localPrincipal } from '../platform/auth/authenticate.ts';
import { createSignInToken, ensureOwner, signInUrl } from '../platform/auth/sign-in.ts';
import type { Config } from '../platform/config/config.ts';
import type { Log } from '../platform/log/log.ts';
import { openTraces } from '../platform/trace/open-traces.ts';
import { execute } from '../platform/operation/execute.ts';
import { openJobs, type Jobs } from '../platform/jobs/jobs.ts';
import type { Context } from '../platform/operation/context.ts';
import { eventStream } from '../surface/api/event-stream.ts';
import { createServer } from '../surface/api/create-server.ts';
import { a2aRoute } from '../surface/a2a/a2a-route.ts';
import { mcpRoute } from '../surface/mcp/mcp-route.ts';
import { version } from './version.ts';
import { uploadRoute } from '../surface/api/upload-route.ts';
import { feedRoute } from '../practice/task/task-feed.ts';
import { createAcceptor } from '../source/tracking/accept-batches.ts';
import { trackingRoutes } from '../source/tracking/tracking-routes.ts';
import { touchedAccounts } from '../source/sync/import-store.ts';
import { interruptedImports } from '../source/sync/run-import.ts';
import { closePendingHistory, resumeImports } from './after-load.ts';
import { openApp, type App } from './compose.ts';
import { markHistoryPending, pendingHistory } from './pending-history.ts';
import { outboxChannels } from './outbox-channels.ts';
import { repeat, type Repeating } from './repeat.ts';
import { dueReader } from '../source/sync/connection/due-connections.ts';
import { webhookRoutes } from '../source/sync/connection/webhook-routes.ts';
import { readDueMailboxes } from '../source/mailbox/read-mailbox.ts';
import { mailboxDeps, syncDeps } from './operations.ts';
import { startProgrammeWork } from './programme-work.ts';
import { inboundRoute } from '../practice/action/inbound/inbound-route.ts';
import { suppressionLink } from '../practice/action/suppression.ts';
import { digestLink } from '../practice/notification/digest-link.ts';
import { unsubscribeRoutes } from '../platform/mail/unsubscribe-routes.ts';
import { surveyRoutes } from '../practice/action/survey/answer-route.ts';
import { sendDueFields } from '../practice/action/write-back/send-fields.ts';
import { startWork } from './work.ts';
import { advanceEngagement } from '../agent/engagement/advance-run.ts';
import { unfinishedRuns } from '../agent/engagement/run-store.ts';
import { askRoutes } from '../agent/ask/ask-routes.ts';
import { modelAsking } from './model-asking.ts';

export interface ServeOptions {
  config: Config;
  log: Log;
  demo: boolean;
}

const defaultPort = 4321;
const sourceTickMs = 2000;
const sendBackTickMs = 3000;
const uploadLimitBytes = 2 * 1024 ** 3;

/** A running server. */
export interface Serving {
  url: string;
  app: App;
  stop(): Promise<void>;
}

/** Opens the data directory and serves it on loopback. `note` tells the waiting person what happens. */
export async function serve({ config, log }: ServeOptions, note: (text: string) => void): Promise<Serving> {
  const stopTraces = config.otlpEndpoint === undefined ? undefined : await openTraces({ endpoint: config.otlpEndpoint, service: config.serviceName, version });
  const app = await openApp(config, log, note);
  const { engines } = app;
  const auth = { db: engines.db, clock: engines.clock, localToken: engines.ownership.token, cookieName: cookieNameOf(config.dataDir), hosts: [] };
  const identify = (request: FastifyRequest) => authenticate(auth, { method: request.method, headers: request.headers, ip: request.ip });
  const outbox = outboxChannels(config, engines.db, { context: () => app.contextFor(localPrincipal), sync: syncDeps(app.runtime) });
  app.runtime.outbox = { channels: outbox.channels, linkBase: () => config.publicUrl ?? app.runtime.baseUrl, listeners: app.runtime.actionListeners ?? [] };
  const work = startWork(engines, { mailer: app.runtime.mailer, ...app.runtime.outbox }, async () => {
    await markHistoryPending(engines.db, null);
    await app.runtime.closeHistorySoon?.();
  });
  app.runtime.work = work;
  const programme = startProgrammeWork(engines, config.dataDir);
  app.runtime.programmeSoon = programme.wake;
  const jobs = await startJobs(app);
  const sources = startSources(app);
  const sendingBack = startSendingBack(app);
  const stoppers: (() => Promise<void> | void)[] = [];
  const server = await createServer({
    log,
    version,
    table: app.table,
    webDir: join(import.meta.dirname, '../../web/dist'),
    ready: () => true,
    authenticate: identify,
    contextFor: (principal, request, reply) => app.contextFor(principal, { session: browserSession(auth.cookieName, request, reply) }),
    extend(fastify) {
      stoppers.push(eventStream(fastify, { db: engines.db, authenticate: identify }).close);
      webhookRoutes(fastify, { db: engines.db, clock: engines.clock, box: syncDeps(app.runtime).box, wake: () => app.runtime.sourcesSoon?.() });
      trackingRoutes(fastify, { db: engines.db, clock: engines.clock, acceptor: createAcceptor(engines.db, work.eventsArrived) });
      mcpRoute(fastify, { version, table: app.table, authenticate: identify, contextFor: (principal) => app.contextFor(principal), baseUrl: () => config.publicUrl ?? app.runtime.baseUrl });
      a2aRoute(fastify, { version, table: app.table, authenticate: identify, contextFor: (principal) => app.contextFor(principal), baseUrl: () => config.publicUrl ?? app.runtime.baseUrl });
      askRoutes(fastify, { model: modelAsking(app, config), authenticate: identify, contextFor: (principal, extra) => app.contextFor(principal, extra) });
      inboundRoute(fastify, engines);
      feedRoute(fastify, engines, () => app.runtime.baseUrl);
      unsubscribeRoutes(fastify, { clock: engines.clock, links: [suppressionLink(engines.db, engines.clock), digestLink(engines.db, engines.clock)] });
      surveyRoutes(fastify, engines);
      uploadRoute(fastify, { authenticate: identify, spoolDir: join(config.dataDir, 'spool'), maxBytes: uploadLimitBytes });
    },
  });
  const stop = async () => {
    for (const end of stoppers) await end();
    await server.close();
    await sendingBack.stop();
    await sources.stop();
    await jobs.stop();
    await programme.stop();
    await work.stop();
    outbox.close();
    await app.stop();
    await stopTraces?.();
  };
  try {
    const url = await listen(server, config.host, config.port);
    app.runtime.baseUrl = url;
    engines.ownership.publish(url);
    return { url, app, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// Connected vendors are read when they are due; where each stands is kept with its rows.
function startSources({ engines, runtime, contextFor }: App): { stop(): Promise<void> } {
  const reader = dueReader(contextFor(localPrincipal), syncDeps(runtime));
  const repeating = repeat('reading sources', sourceTickMs, engines.log, async () => {
    await reader.turn();
    return false;
  });
  const ending = new AbortController();
  const mailboxes = repeat('reading mailboxes', sourceTickMs, engines.log, async () => {
    await readDueMailboxes({ ...contextFor(localPrincipal), signal: ending.signal }, mailboxDeps(runtime));
    return false;
  });
  runtime.sourcesSoon = () => {
    repeating.wake();
    mailboxes.wake();
  };
  return {
    async stop() {
      ending.abort();
      await mailboxes.stop();
      await repeating.stop();
      await reader.stop();
    },
  };
}

// Values that changed go to the connected systems that take them. While a past day is read, the present is not there to be sent.
function startSendingBack({ engines, runtime, contextFor }: App): Repeating {
  const ending = new AbortController();
  const context = contextFor(localPrincipal, { signal: ending.signal });
  const repeating = repeat('sending values back', sendBackTickMs, engines.log, async () => (engines.clock.readingDay() === null ? sendDueFields(context, syncDeps(runtime)) : false));
  runtime.sendFieldsSoon = repeating.wake;
  return {
    ...repeating,
    stop() {
      ending.abort();
      return repeating.stop();
    },
  };
}

// Long work after a load outlives the request, and a crash.
async function startJobs({ engines, runtime, table, contextFor }: App): Promise<Jobs> {
  const jobs = openJobs(engines.postgres, engines.log);
  await jobs.start();
  await jobs.work('close-history', async ({ signal }) => {
    // A load that came while days were closed is the next round.
    while (await pendingHistory(engines.db)) await closePendingHistory({ ...contextFor(localPrincipal), ending: signal });
  });
  runtime.closeHistorySoon = async () => void (await jobs.enqueue(engines.db, 'close-history', {}, { singletonKey: 'close-history' }));
  if (await pendingHistory(engines.db)) await runtime.closeHistorySoon();
  await jobs.work<{ id: string }>('engagement', async ({ data, signal }) => {
    await advanceEngagement({ call: (context, id, input) => execute(table.get(id), context, input) as Promise<never> }, contextFor(localPrincipal, { signal }), data.id);
  }, { concurrency: 2 });
  runtime.engagementSoon = async (id) => void (await jobs.enqueue(engines.db, 'engagement', { id }, { singletonKey: id }));
  // What a process that ended left in the middle goes on now, not when its job runs out of time.
  for (const id of await unfinishedRuns(engines.db)) await runtime.engagementSoon(id);
  await jobs.work('resume-import', async () => void (await resumeImports(runtime, contextFor(localPrincipal))));
  if ((await interruptedImports({ db: engines.db })).length || (await touchedAccounts(engines.db)).length) await jobs.enqueue(engines.db, 'resume-import', {}, { singletonKey: 'resume-import' });
  return jobs;
}

type Fastify = Awaited<ReturnType<typeof createServer>>;

// Without a wish the next free port is taken; a wished port that is taken is an error that says so.
async function listen(server: Fastify, host: string, port: number | undefined): Promise<string> {
  const candidates = port === undefined ? [...Array.from({ length: 20 }, (_, i) => defaultPort + i), 0] : [port];
  for (const candidate of candidates) {
    try {
      return await server.listen({ host, port: candidate });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && candidate !== candidates.at(-1)) continue;
      if (code === 'EADDRINUSE' || code === 'EACCES') throw fault('conflict', 'port', `Port ${candidate} ${code === 'EACCES' ? 'may not be used by you' : 'is taken by another program'}.`, { remedy: 'Choose another with --port, or leave it out to take the next free one.' }, error);
      throw error;
    }
  }
  throw new Error('No free port.');
}

function browserSession(cookieName: string, request: FastifyRequest, reply: FastifyReply): Context['session'] {
  const token = cookieOf(request.headers.cookie, cookieName);
  const attributes = 'Path=/; HttpOnly; SameSite=Lax';
  return {
    tokenHash: token ? sha256(token) : null,
    userAgent: request.headers['user-agent'] ?? null,
    ip: request.ip,
    open: (next) => void reply.header('set-cookie', `${cookieName}=${next}; ${attributes}; Max-Age=${30 * 86_400}`),
    close: () => void reply.header('set-cookie', `${cookieName}=; ${attributes}; Max-Age=0`),
  };
}

// The sample company is loaded once; its history is closed in the background while the first pages are looked at.
async function ensureSample(app: App, note: (text: string) => void): Promise<void> {
  if (await app.engines.db.maybe('select 1 from account limit 1')) return;
  let [shown, at] = ['', 0];
  // One line for each piece of work, and one every five seconds while it lasts: what it is about stands before the colon.
  const progress = (_done: number, _total: number, text: string) => {
    const [work = ''] = text.split(':');
    if (work === shown && performance.now() - at < 5000) return;
    [shown, at] = [work, performance.now()];
    note(text);
  };
  await execute(app.table.get('sample.load'), app.contextFor(localPrincipal, { progress }), {});
}

/** `mainstay serve` and `mainstay demo`: serves until a signal comes, prints one line with the URL; returns the exit code. */
export async function runServer(options: ServeOptions): Promise<number> {
  const begun = performance.now();
  const note = (text: string) => process.stderr.write(`${text} (${Math.round((performance.now() - begun) / 1000)} s)\n`);
  const serving = await serve(options, note);
  const { db, clock } = serving.app.engines;
  if (options.demo) await ensureSample(serving.app, note);
  const owner = await ensureOwner(db, clock);
  const link = signInUrl(serving.url, await createSignInToken(db, clock, owner.id));
  process.stdout.write(`${link}\n`);
  process.stderr.write('Open this link to sign in; it works once, for ten minutes. Stop with Ctrl-C.\n');
  if (!existsSync(join(import.meta.dirname, '../../web/dist/index.html'))) process.stderr.write('The web app is not built: run "npm run build".\n');
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  await serving.stop();
  return 0;
}
