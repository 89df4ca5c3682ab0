import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { localAgent, asAgentHeader } from '../platform/auth/authenticate.ts';
import type { Config } from '../platform/config/config.ts';
import type { Log } from '../platform/log/log.ts';
import { execute } from '../platform/operation/execute.ts';
import { findOwner } from '../platform/owner.ts';
import { httpCaller, type Caller } from '../surface/cli/http-caller.ts';
import { createMcpServer } from '../surface/mcp/mcp-server.ts';
import type { ToolSetId } from '../surface/mcp/tool-sets.ts';
import { composeOperations, openApp } from './compose.ts';

/**
 * `mainstay mcp`: the Model Context Protocol over stdin and stdout, as an agent of this machine, never as its owner. It asks the process that serves
 * the data directory; without one it opens the engines itself. Ends with its input.
 */
export async function runMcp(config: Config, log: Log, version: string, asked: { sets: readonly ToolSetId[]; readOnly: boolean }): Promise<number> {
  const owner = findOwner(config.dataDir);
  const app = owner?.url ? undefined : await openApp(config, log, (note) => process.stderr.write(`${note}\n`));
  const caller: Caller = app ? { call: (id, input) => execute(app.table.get(id), app.contextFor(localAgent), input) } : httpCaller(owner?.url ?? '', owner?.token ?? '', { [asAgentHeader]: 'agent' });
  const table = composeOperations();
  const handle = serveStdio(() => createMcpServer({ version, table, principal: localAgent, baseUrl: config.publicUrl ?? owner?.url ?? null, ...asked, call: (id, input) => caller.call(id, input) }), {
    onerror: (error) => log.warn({ err: error }, 'the host sent what cannot be read'),
  });
  await new Promise<void>((done) => {
    process.stdin.once('end', done).once('close', done);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  await handle.close();
  await app?.stop();
  return 0;
}
