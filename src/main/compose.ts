import type { Context, Principal } from '../platform/operation/context.ts';
import type { Config } from '../platform/config/config.ts';
import type { Log } from '../platform/log/log.ts';
import { openMailer } from '../platform/mail/mailer.ts';
import { OperationTable } from '../platform/operation/registry.ts';
import { openEngines, type Engines } from './open-engines.ts';
import { actionListener, taskListener } from '../practice/playbook/listen.ts';
import { approveShipped } from '../insight/health/approve-shipped.ts';
import { markInterrupted } from '../source/sync/run-import.ts';
import { releaseConnections } from '../source/sync/connection/connection-store.ts';
import { releaseMailboxes } from '../source/mailbox/mailbox-store.ts';
import { openSecretKeys } from '../platform/secret-box.ts';
import { definitionKinds } from './definition-kinds.ts';
import { definitionsDir, operations, type Runtime } from './operations.ts';

/** An instance that is open: engines, operations and the way to call them. */
export interface App {
  engines: Engines;
  runtime: Runtime;
  table: OperationTable;
  contextFor(principal: Principal, extra?: Partial<Context>): Context;
  stop(): Promise<void>;
}

/** The operation table alone: names, inputs and outputs, without engines. Handlers work once an app is open. */
export function composeOperations(runtime: Runtime = { baseUrl: null, dataDir: '', clock: null }): OperationTable {
  return new OperationTable(operations(runtime));
}

/** Opens the engines of a data directory, loads the approved definitions and joins everything. */
export async function openApp(config: Config, log: Log, note: (text: string) => void = () => {}): Promise<App> {
  const engines = await openEngines(config, log, note);
  const mailer = config.smtpUrl && config.mailFrom ? openMailer({ smtpUrl: config.smtpUrl, mailFrom: config.mailFrom }) : undefined;
  const runtime: Runtime = { baseUrl: null, dataDir: config.dataDir, clock: engines.clock, publicUrl: config.publicUrl, allowHosts: config.allowHosts, model: config.model, secrets: openSecretKeys(config.dataDir, config.secretKey), mailer, mailReady: mailer !== undefined, actionListeners: [actionListener(engines.clock)], taskListeners: [taskListener(engines.clock)] };
  const { db, analytics, clock } = engines;
  await markInterrupted(db);
  await releaseConnections(db);
  await releaseMailboxes(db);
  await approveShipped(db, definitionsDir, clock.wall(), definitionKinds);
  return {
    engines,
    runtime,
    table: composeOperations(runtime),
    contextFor: (principal, extra = {}) => ({ db, analytics, clock, log, principal, ...extra }),
    async stop() {
      mailer?.close();
      await engines.stop();
    },
  };
}
