import { join } from 'node:path';
import { openDatabase } from '../src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded-postgres.ts';
import { acquireOwnership } from '../src/platform/owner.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';

// The owner of a data directory, to be killed at any moment: it holds the directory and its database, and says how that is reached.
const dataDir = process.argv[2] ?? '';
acquireOwnership(dataDir);
const server = await startEmbeddedPostgres({ dir: join(dataDir, 'postgres') });
const db = openDatabase({ ...server.config, max: 1 });
await migrate(db, join(import.meta.dirname, '../src/platform/postgres/migrations'));
await db.close();
process.send?.({ config: server.config, postgresPid: server.pid });
process.on('message', () => void server.stop().finally(() => process.exit(0)));
