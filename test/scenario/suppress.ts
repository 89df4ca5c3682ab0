import type { Db } from '../../src/platform/postgres/database.ts';

/** A contact asks for silence. */
export async function suppress(db: Db, at: Date, address: string): Promise<void> {
  await db.query("insert into suppression (address, reason, at, by_whom) values ($1, 'unsubscribed', $2, 'test') on conflict do nothing", [address, at]);
}
