import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openApp } from './open-app.ts';

// A store of its own: with one event of today time would not stand.
test('an archive is read as of its last day, and time can be let run', async () => {
  const app = await openApp({ accounts: 0 });
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-archive-'));
  await writeFile(join(dir, 'accounts.csv'), 'account_id,account_name,signup_date\nA1,Old Mill,2023-01-05\n');
  await writeFile(join(dir, 'tickets.csv'), 'ticket_id,account_id,created_at,subject,priority\nT1,A1,2024-03-31T10:00:00Z,Export is slow,high\n');
  await app.call('import.files', { paths: [dir], source: 'Archive' });
  await rm(dir, { recursive: true, force: true });
  const page = await app.open('/');
  await page.getByText('Time stands at the end of').waitFor();
  await page.getByRole('button', { name: 'Let time run' }).click();
  await page.getByRole('button', { name: /Read as of/ }).waitFor();
  expect(app.complaints).toEqual([]);
  await app.close();
});
