import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { startServer, type ServerProcess } from '../../bench/server-process.ts';

interface Shown {
  items: { id: string; state: string }[];
}
interface Report {
  state: string;
  files: { kind: string; rows: number; inserted: number; updated: number; unchanged: number; duplicate: number; quarantined: number }[];
}

const accounts = 300;
const events = 120_000;
const dirs: string[] = [];
let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.stop();
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
});

async function writeFiles(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'accounts.csv'), `account_id,account_name\n${Array.from({ length: accounts }, (_, i) => `A${i},Customer ${i}\n`).join('')}`);
  const lines = Array.from({ length: events }, (_, i) => `e${i},A${i % accounts},u${i % 900},report_viewed,2026-${String(1 + Math.floor((i / events) * 9)).padStart(2, '0')}-1${i % 9}T0${i % 9}:${String(i % 60).padStart(2, '0')}:01Z\n`);
  await writeFile(path.join(dir, 'events.csv'), `event_id,account_id,user_id,event_name,occurred_at\n${lines.join('')}`);
}

test('an import whose server is killed goes on by itself with the next one, and every row counts once', { timeout: 180_000 }, async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'mainstay-import-kill-'));
  dirs.push(dir);
  const [data, files] = [path.join(dir, 'data'), path.join(dir, 'files')];
  await writeFiles(files);
  server = await startServer(data);
  const { id } = await server.call<{ id: string }>('import.stage', { paths: [files] });
  const cutOff = server.call('import.run', { id }).catch(() => 'cut off');
  // Some rows are stored, some are not.
  const stored = async () => (await (server as ServerProcess).call<Report>('import.show', { id })).files.find((file) => file.kind === 'event')?.rows ?? 0;
  while ((await stored()) === 0) await sleep(20);
  await server.kill();
  expect(await cutOff).toBe('cut off');
  server = await startServer(data);
  const state = async () => (await (server as ServerProcess).call<Shown>('import.list')).items.find((item) => item.id === id)?.state;
  while (['interrupted', 'running'].includes((await state()) ?? '')) await sleep(200);
  const report = await server.call<Report>('import.show', { id });
  expect(report.state).toBe('done');
  expect(report.files.map(({ rows, inserted, updated, unchanged, duplicate, quarantined }) => ({ rows, parts: inserted + updated + unchanged + duplicate + quarantined })).sort((a, b) => a.rows - b.rows)).toEqual([{ rows: accounts, parts: accounts }, { rows: events, parts: events }]);
  const again = await server.call<Report & { totals: { rows: number; unchanged: number } }>('import.files', { paths: [files] });
  expect(again.totals).toMatchObject({ rows: accounts + events, unchanged: accounts + events });
});
