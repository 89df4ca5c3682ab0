import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';
import { Fault, faultTable, toFault } from '../lib/fault.ts';
import { readConfig, type Config } from '../platform/config/config.ts';
import { createLog, type Log } from '../platform/log/log.ts';
import { localPrincipal } from '../platform/auth/authenticate.ts';
import { execute } from '../platform/operation/execute.ts';
import { findOwner } from '../platform/owner.ts';
import { httpCaller, type Caller } from '../surface/cli/http-caller.ts';
import { parseCommand, runCommand } from '../surface/cli/run-command.ts';
import { problemOf } from '../surface/api/problem.ts';
import { composeOperations, openApp } from './compose.ts';
import { readSets } from '../surface/mcp/mcp-route.ts';
import { runMcp } from './mcp-main.ts';
import { runSandbox } from './sandbox-main.ts';
import { runServer } from './serve.ts';
import { version } from './version.ts';

/** The command line: `serve` and `demo` run until stopped; every other command is an operation. Returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const table = composeOperations();
  let json = argv.includes('--json');
  try {
    const command = parseCommand(table, argv);
    json = command.globals.json;
    // The sample company never shares a directory with a user's own data unless asked to.
    if (command.words[0] === 'demo' && command.globals.data === undefined) command.globals.data = process.env.MAINSTAY_DATA ?? '.mainstay-demo';
    const config = readConfig({ flags: command.globals as unknown as Record<string, unknown>, env: process.env, cwd: process.cwd() });
    const log = createLog(command.words[0] === 'serve' || command.words[0] === 'demo' ? config.logLevel : process.env.MAINSTAY_LOG ? config.logLevel : 'warn');
    if (!command.globals.help && (command.words[0] === 'serve' || command.words[0] === 'demo')) return await runServer({ config, log, demo: command.words[0] === 'demo' });
    if (!command.globals.help && command.words[0] === 'mcp') return await runMcp(config, log, version, { sets: readSets(textOf(command.flags.sets)), readOnly: command.flags.readOnly !== undefined && command.flags.readOnly !== 'false' });
    if (command.words[0] === 'sandbox') return await runSandbox(command);
    const text = await runCommand(table, command, { withCaller: (use) => withCaller(config, log, use), show: (line) => process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}${line}\n`), ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}) });
    if (text) process.stdout.write(`${text}\n`);
    return 0;
  } catch (error) {
    return report(error, json);
  }
}

function textOf(flag: string | boolean | string[] | undefined): string | undefined {
  return Array.isArray(flag) ? flag.join(',') : typeof flag === 'string' ? flag : undefined;
}

// A process that serves the data directory answers for it; without one this process becomes its owner for the length of the command.
async function withCaller<T>(config: Config, log: Log, use: (caller: Caller) => Promise<T>): Promise<T> {
  const owner = findOwner(config.dataDir);
  if (owner?.url) return use(httpCaller(owner.url, owner.token));
  const app = await openApp(config, log, (note) => progress(note));
  // Cut off, the engines still end in order; an import goes on where it stopped when it is run again.
  const interrupt = (signal: NodeJS.Signals) => {
    process.stderr.write('Stopping.\n');
    void app.stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await use({
      call: (id, input) => execute(app.table.get(id), app.contextFor(localPrincipal, { progress: (done, total, note) => progress(total ? `${note} ${Math.floor((done / total) * 100)} %` : note) }), input),
    });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await app.stop();
  }
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

function progress(note: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${note}`);
}

function report(error: unknown, json: boolean): number {
  const failure: Fault = toFault(error);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (json) process.stdout.write(`${JSON.stringify({ error: problemOf(failure) })}\n`);
  process.stderr.write(`${failure.message}${failure.details.remedy ? ` ${failure.details.remedy}` : ''}\n`);
  if (failure.kind === 'internal' && failure.cause) process.stderr.write(`${(failure.cause as Error).stack ?? failure.cause}\n`);
  return faultTable[failure.kind].exit;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await main(process.argv.slice(2));
