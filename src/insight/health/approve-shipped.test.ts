import { mkdtemp, mkdir, rm, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import { Fault } from '../../lib/fault.ts';
import { startTestDatabase } from '../../platform/testing/test-engines.ts';
import { activeDefinition, activeDefinitions, listDefinitions } from '../../program/definition/definition-store.ts';
import { approveShipped } from './approve-shipped.ts';
import { compileScorecard } from './compile-scorecard.ts';
import type { Scorecard } from './scorecard.ts';

let engines: Awaited<ReturnType<typeof startTestDatabase>>;
let root: string;
const day = (text: string) => toDate(`${text}T12:00:00Z`);

beforeAll(async () => {
  engines = await startTestDatabase();
  root = await mkdtemp(join(tmpdir(), 'definitions-'));
  await mkdir(join(root, 'scorecards'));
});
afterAll(async () => {
  await engines.stop();
  await rm(root, { recursive: true });
});

describe('approveShipped', () => {
  it('accepts the shipped definitions', async () => {
    const done = await approveShipped(engines.db, 'definitions', day('2026-01-01'));
    expect(done.added).toEqual(expect.arrayContaining(['scorecard default', 'scorecard onboarding', 'scorecard enterprise', 'scorecard smb', 'scorecard former', 'segment size']));
    expect(await approveShipped(engines.db, 'definitions', day('2026-01-02'))).toEqual({ added: [], changed: [], retired: [] });
    for (const definition of await activeDefinitions<Scorecard>(engines.db, 'scorecard', day('2026-01-02'))) expect(compileScorecard(definition.body, definition.version).id).toBe(definition.id);
  });

  it('keeps the old version, and reads the one in force at a date', async () => {
    const text = await readFile('definitions/scorecards/default.yaml', 'utf8');
    await writeFile(join(root, 'scorecards/default.yaml'), text.replace('label: Standard health', 'label: Changed'));
    const done = await approveShipped(engines.db, root, day('2026-02-01'));
    expect(done.changed).toEqual(['scorecard default']);
    expect(done.retired).toContain('scorecard smb');
    expect(await activeDefinition(engines.db, 'scorecard', 'default', day('2026-01-15'))).toMatchObject({ version: 1 });
    expect(await activeDefinition(engines.db, 'scorecard', 'default', day('2026-03-01'))).toMatchObject({ version: 2 });
    expect(await activeDefinition(engines.db, 'scorecard', 'default', day('2020-01-01'))).toMatchObject({ version: 1 });
    expect((await activeDefinitions(engines.db, 'scorecard', day('2026-03-01'))).map((definition) => definition.id)).toEqual(['default']);
    expect((await listDefinitions(engines.db, 'scorecard')).filter((definition) => definition.id === 'default').map((definition) => definition.version)).toEqual([2, 1]);
  });

  it('names every wrong place with file, path and remedy, and changes nothing', async () => {
    const text = await readFile('definitions/scorecards/former.yaml', 'utf8');
    await writeFile(join(root, 'scorecards/bad.yaml'), text.replace('id: former', 'id: bad').replace('account.stage ==', 'account.stagee =='));
    await writeFile(join(root, 'scorecards/worse.yaml'), text.replace('coverageFloor: 1', 'coverageFloor: 7'));
    const failure = await approveShipped(engines.db, root, day('2026-03-01')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Fault);
    const fields = (failure as Fault).details.fields ?? [];
    expect(fields.map((field) => field.path)).toEqual(['scorecards/bad.yaml: applies', 'scorecards/worse.yaml: coverageFloor']);
    expect(fields.every((field) => field.remedy)).toBe(true);
    expect((await activeDefinitions(engines.db, 'scorecard', day('2026-03-02'))).map((definition) => definition.id)).toEqual(['default']);
  });
});
