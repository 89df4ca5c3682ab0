import { newSecret } from '../../lib/ids.ts';
import type { Db } from '../postgres/database.ts';

const secretKey = 'action.secret';

/** The store's own secret for personal links in mail; made once. */
export async function linkSecret(db: Db): Promise<string> {
  await db.query('insert into setting (key, value) values ($1, $2) on conflict (key) do nothing', [secretKey, JSON.stringify(newSecret())]);
  return (await db.one<{ value: string }>('select value from setting where key = $1', [secretKey])).value;
}
