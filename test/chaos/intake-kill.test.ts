import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { killDuringIntake } from '../../bench/intake-kill.ts';
import { countStored } from '../../bench/stored-events.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mainstay-kill-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('kill -9 of the server under load: every acknowledged event is stored, once', async () => {
  const dataDir = path.join(dir, 'data');
  const { acknowledged, sentAgain } = await killDuringIntake(dataDir, { kills: 2, laneCount: 3, batchSize: 50 });
  expect(acknowledged).toBeGreaterThan(1000);
  // Without a repeat the kills would have met no request, and the test would show nothing.
  expect(sentAgain).toBeGreaterThan(0);
  expect(await countStored(dataDir)).toEqual({ rows: acknowledged, events: acknowledged });
}, 180_000);
