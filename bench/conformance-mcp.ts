import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Fastify from 'fastify';
import { systemClock } from '../src/lib/clock.ts';
import { composeOperations } from '../src/main/compose.ts';
import { version } from '../src/main/version.ts';
import { createKey } from '../src/platform/auth/api-key.ts';
import { authenticate, localPrincipal } from '../src/platform/auth/authenticate.ts';
import type { Context } from '../src/platform/operation/context.ts';
import { startTestEngines } from '../src/platform/testing/test-engines.ts';
import { problemHandler } from '../src/surface/api/operation-routes.ts';
import { mcpRoute } from '../src/surface/mcp/mcp-route.ts';
import { compareEra, judge, notScoredIn, type Check, type Era, type Scenario } from './conformance-era.ts';

const eras = ['2025-11-25', '2026-07-28'] as const;
const baselineFile = path.join(import.meta.dirname, 'conformance-mcp.json');
const cli = path.join(import.meta.dirname, '../node_modules/@modelcontextprotocol/conformance/dist/index.js');

// The result folder of a scenario is named after it and the moment of the run.
const scenarioOf = (folder: string) => folder.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T[\d-]+Z$/, '');

async function runSuite(url: string, revision: string): Promise<Scenario[]> {
  const out = mkdtempSync(path.join(tmpdir(), 'mainstay-conformance-'));
  try {
    // The suite's exit code says that something failed; its result files say what.
    const stdout = await new Promise<string>((done) => {
      execFile(process.execPath, [cli, 'server', '--url', url, '--requirements', revision, '--timeout', '10000', '-o', out], { maxBuffer: 64 * 1024 ** 2 }, (_error, text) => done(text));
    });
    const others = notScoredIn(stdout);
    return readdirSync(out).sort().map((folder) => {
      const scenario = scenarioOf(folder);
      return judge(scenario, !others.includes(scenario), JSON.parse(readFileSync(path.join(out, folder, 'checks.json'), 'utf8')) as Check[]);
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function tableOf({ revision, scenarios, scored, notScored, unexpected, stale }: Era): string {
  const lines = scenarios.map(({ scenario, passed, scored: counts, expected, says }) => `${passed ? 'passed ' : expected === null ? 'FAILED ' : 'known  '} ${revision}  ${scenario}${counts ? '' : ' (not scored)'}${passed ? '' : `: ${expected ?? says ?? 'no check succeeded'}`}`);
  const last = `${revision}: ${scored.passed} of ${scored.total} scored scenarios passed, ${notScored.passed} of ${notScored.total} others; ${unexpected.length} unexpected; ${stale.length} of the baseline pass or are not run${stale.length ? ` (${stale.join(', ')})` : ''}`;
  return [...lines, last, ''].join('\n');
}

/**
 * The protocol's own suite against the product's `/mcp`, on an empty store, as an agent. The product has none of the tools that most scenarios call by
 * name: the baseline file lists, by era, what therefore does not pass, with why. Answers 1 when another one does not pass, or one of those does.
 */
export async function conformanceMcp(json: boolean): Promise<number> {
  const baseline = JSON.parse(readFileSync(baselineFile, 'utf8')) as Record<string, Record<string, string>>;
  const engines = await startTestEngines();
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  const app = Fastify();
  try {
    problemHandler(app);
    const clock = systemClock();
    // The suite knows no keys: the agent's is added to what it sends. Everything else of the door is as it is served.
    const { key } = await createKey(engines.db, clock, localPrincipal, { name: 'Suite', kind: 'api', scopes: [], origins: [], role: 'agent', memberId: null, userId: null, expiresAt: null } as never);
    app.addHook('onRequest', async (request) => void (request.headers.authorization ??= `Bearer ${key}`));
    const auth = { db: engines.db, clock, localToken: randomBytes(16).toString('hex'), cookieName: 'c', hosts: [] };
    const table = composeOperations();
    mcpRoute(app, { version: version, table, authenticate: (request) => authenticate(auth, { method: request.method, headers: request.headers, ip: request.ip }), contextFor: (principal) => ({ ...engines, clock, log, principal }), baseUrl: () => null });
    const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/mcp`;
    const found: Era[] = [];
    for (const revision of eras) found.push(compareEra(revision, await runSuite(url, revision), baseline[revision] ?? {}));
    process.stdout.write(json ? `${JSON.stringify({ eras: found })}\n` : found.map(tableOf).join('\n'));
    return found.every(({ scored, unexpected, stale }) => scored.total > 0 && unexpected.length === 0 && stale.length === 0) ? 0 : 1;
  } finally {
    await app.close();
    await engines.stop();
  }
}
