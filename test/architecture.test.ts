import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cycles, importsOf, projectFiles, read, withoutTexts } from './source-tree.ts';

/** The floors from the ground up, and the rooms of a wing in their order. A file imports its own room or a lower one. */
const floors: [string, string[]][] = [
  ['lib', []],
  ['contract', []],
  // `operation` describes what a handler may use, so it stands above the engines; `testing` starts them all.
  ['platform', ['', 'log', 'trace', 'config', 'postgres', 'analytics', 'jobs', 'model', 'mail', 'operation', 'auth', 'testing']],
  ['customer', ['', 'identity', 'account', 'person', 'relationship', 'agreement', 'billing', 'support', 'conversation', 'usage', 'survey', 'request', 'change']],
  ['program', ['', 'definition', 'segment', 'proposal']],
  ['source', ['', 'connector', 'file', 'tracking', 'sync', 'mailbox']],
  ['insight', ['', 'fact', 'risk', 'growth', 'health', 'signal', 'metric', 'backtest', 'book']],
  ['practice', ['', 'task', 'action', 'playbook', 'notification', 'outcome', 'relation', 'onboarding', 'plan', 'adoption', 'review', 'renewal', 'expansion', 'retention', 'advocacy', 'feedback']],
  ['agent', ['', 'context', 'planner', 'assumption', 'handoff', 'ask', 'engagement']],
  ['surface', ['', 'api', 'mcp', 'a2a', 'cli']],
  ['main', []],
];
const longestFile = 400;

const files = projectFiles();
/** Tests, and what only tests use: a room keeps that in its folder `testing`. */
const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\//.test(file);
const isCode = (file: string): boolean => /\.tsx?$/.test(file) && !file.endsWith('.d.ts');
const sources = files.filter((file) => file.startsWith('src/') && isCode(file));
const web = files.filter((file) => file.startsWith('web/') && isCode(file));
const known = new Set(files);

/** Height of a file: its floor, and its room within a wing. Rooms that the list does not name are reported, not guessed. */
function placeOf(file: string): { floor: number; room: number } {
  const [, floor = '', room = ''] = file.split('/');
  const at = floors.findIndex(([name]) => name === floor);
  const rooms = floors[at]?.[1] ?? [];
  return { floor: at, room: rooms.length === 0 ? 0 : rooms.indexOf(file.split('/').length > 3 ? room : '') };
}

describe('import law', () => {
  test('every file stands in a known room', () => {
    expect(sources.filter((file) => placeOf(file).floor < 0 || placeOf(file).room < 0)).toEqual([]);
  });

  test('no arrow points up', () => {
    const up = sources.filter((file) => !isTest(file)).flatMap(importsOf).filter(({ from, to, isRelative }) => {
      if (!isRelative || !to.startsWith('src/')) return false;
      const [a, b] = [placeOf(from), placeOf(to)];
      // A file at the top of a wing serves all of its rooms, and may be served by them.
      return b.floor > a.floor || (b.floor === a.floor && a.room > 0 && b.room > a.room);
    });
    expect(up.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('the web app imports only the contract and lib from the sources', () => {
    const outside = web.flatMap(importsOf).filter(({ to, isRelative }) => isRelative && !to.startsWith('web/') && !/^src\/(contract|lib)\//.test(to));
    expect(outside.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('nothing but tests imports test code, and the sources never import the web app, tests or the bench', () => {
    const wrong = sources.filter((file) => !isTest(file)).flatMap(importsOf)
      .filter(({ to }) => isTest(to) || /^(web|test|bench)\//.test(to) || to === 'vitest' || to === 'fast-check');
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('relative imports name a file that exists, with its ending', () => {
    const broken = [...sources, ...web].flatMap(importsOf).filter(({ to, isRelative }) => isRelative && !known.has(to.replace(/\?.*$/, '')));
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('pages take the types of schemas, never the schemas: what checks input has no business in a browser', () => {
    const wrong = web.filter((file) => !/\.test\.tsx?$/.test(file)).flatMap(importsOf).filter(({ to, typeOnly }) => !typeOnly && to.startsWith('src/contract/') && /from 'zod'/.test(read(to)));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('there are no cycles at run time', () => {
    const all = [...sources, ...web];
    const edges = new Map(all.map((file) => [file, importsOf(file).filter((one) => one.isRelative && !one.typeOnly).map((one) => one.to)]));
    expect(cycles(all, (file) => edges.get(file) ?? [])).toEqual([]);
  });
});

describe('house rules', () => {
  test('no barrels and no default exports', () => {
    expect([...sources, ...web].filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([]);
    // A tool reads its configuration from a default export.
    const byDefault = [...sources, ...web].filter((file) => !file.endsWith('.config.ts') && /^export default\b|\bas default\b/m.test(withoutTexts(read(file))));
    expect(byDefault).toEqual([]);
  });

  test('the present comes from lib/clock.ts alone', () => {
    const own = sources.filter((file) => file !== 'src/lib/clock.ts' && !isTest(file));
    expect(own.filter((file) => /new Date\(|\bDate\.now\b|\bDate\(\)/.test(withoutTexts(read(file))))).toEqual([]);
  });

  test(`no file is longer than ${longestFile} lines`, () => {
    const code = files.filter((file) => /\.(tsx?|mjs|css|sql)$/.test(file) && !/generated/.test(file));
    expect(code.map((file) => ({ file, lines: read(file).split('\n').length - 1 })).filter((one) => one.lines > longestFile)).toEqual([]);
  });

  test('file names are kebab-case and say more than "utils"', () => {
    expect(sources.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/.test(path.basename(file)))).toEqual([]);
    expect([...sources, ...web].filter((file) => /(^|[-/])(utils?|helpers?|misc|common|managers?|services?)\.tsx?$/.test(file))).toEqual([]);
  });

  test('nothing is left to do by its own words', () => {
    const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
    expect([...sources, ...web].filter((file) => marks.test(read(file)))).toEqual([]);
  });
});

describe('what we install', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version?: string; resolved?: string; license?: string }> };
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>;

  test('the lock names no registry, and no text does', () => {
    expect(Object.entries(lock.packages).filter(([, one]) => one.resolved !== undefined).map(([name]) => name)).toEqual([]);
    const registry = new RegExp(['registry', 'npmjs', 'org'].join('\\.'));
    expect(files.filter((file) => /\.(ts|tsx|mjs|json|md|ya?ml|npmrc|sh)$|(^|\/)\.npmrc$|\.ci\/run$/.test(file) && registry.test(read(file)))).toEqual([]);
  });

  test('every dependency has an exact version, and the lock agrees', () => {
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
        expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+(-[\w.]+)?$/);
        expect(`${name} ${lock.packages[`node_modules/${name}`]?.version}`).toBe(`${name} ${version}`);
      }
    }
  });
});
