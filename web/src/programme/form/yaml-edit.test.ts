import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEntry, moveEntry, readYaml, removeValue, renameKey, setValue, type Path } from './yaml-edit.ts';

const text = `# The whole
id: x   # its name
bands: { good: 68, watch: 50 } # thresholds
when: 'a.b > 1'
note: >
  folded
  words
groups:
  # the first
  - id: one
    weight: 3
  - id: two # the second
    points: [[0, 0], [1, 100]]
`;
const folder = (kind: string) => new URL(`../../../../definitions/${kind}/`, import.meta.url);
const shipped = ['scorecards', 'segments', 'metrics', 'policies', 'signals', 'templates'].flatMap((kind) => readdirSync(folder(kind)).map((name) => [`${kind}/${name}`, readFileSync(new URL(name, folder(kind)), 'utf8')] as const));

function leaves(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  if (value === null || typeof value !== 'object') return [{ path, value }];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, Array.isArray(value) ? Number(key) : key]));
}
const at = (value: unknown, path: Path): unknown => path.reduce((one: unknown, key) => (one as Record<string | number, unknown> | undefined)?.[key], value);

describe('editing YAML in place', () => {
  it('changes a value and nothing else', () => {
    expect(setValue(text, ['bands', 'watch'], 60)).toBe(text.replace('watch: 50', 'watch: 60'));
    expect(setValue(text, ['when'], "it's > 2")).toBe(text.replace("'a.b > 1'", "'it''s > 2'"));
    expect(setValue(text, ['groups', 1, 'points', 1, 0], 0.5)).toBe(text.replace('[1, 100]', '[0.5, 100]'));
  });
  it('keeps every comment when something is added, moved or taken away', () => {
    for (const next of [addEntry(text, ['groups'], { id: 'three' }), moveEntry(text, ['groups'], 1, 0), setValue(text, ['label'], 'New'), removeValue(text, ['when']), setValue(text, ['note'], 'other words')]) for (const comment of ['# The whole', '# its name', '# thresholds', '# the second']) expect(next).toContain(comment);
    expect(readYaml(moveEntry(text, ['groups'], 1, 0))).toMatchObject({ groups: [{ id: 'two' }, { id: 'one' }] });
    expect(readYaml(addEntry(text, ['caps'], { id: 'c' }))).toMatchObject({ caps: [{ id: 'c' }] });
    expect(addEntry(text, ['groups', 1, 'points'], [2, 100])).toBe(text.replace('[1, 100]]', '[1, 100], [2, 100]]'));
    expect(addEntry(text, ['groups'], { id: 'three', weight: 1 })).toBe(`${text}  - id: three\n    weight: 1\n`);
    expect(removeValue(text, ['groups', 1])).toBe(text.slice(0, text.indexOf('  - id: two')));
    expect(removeValue(text, ['bands', 'watch'])).toBe(text.replace(', watch: 50', ''));
    expect(setValue(text, ['bands', 'margin'], 3)).toBe(text.replace('watch: 50', 'watch: 50, margin: 3'));
    expect(readYaml(renameKey(text, ['bands'], 'good', 'fine'))).toMatchObject({ bands: { fine: 68, watch: 50 } });
  });
  it('says what was set, whatever is typed', () => {
    const paths: Path[] = [['id'], ['bands', 'good'], ['when'], ['note'], ['groups', 0, 'id'], ['groups', 1, 'points', 0, 0], ['label']];
    fc.assert(fc.property(fc.constantFrom(...paths), fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((n) => n + 0), fc.boolean(), fc.constantFrom('a, b', '{x}', '- a', '# no', 'null', '5', ' x ', 'a: b', "it's", '"', 'a\nb')), (path, value) => {
      const next = setValue(text, path, value);
      const before = leaves(readYaml(text)).filter((leaf) => leaf.path.join() !== path.join());
      expect(at(readYaml(next), path)).toEqual(value === 0 ? 0 : value);
      for (const leaf of before) expect(at(readYaml(next), leaf.path)).toEqual(leaf.value);
    }));
  });
  it.each(shipped)('%s: lists grow, shrink and are put in order without another line changing', (_, file) => {
    const lists = (value: unknown, path: Path = []): Path[] => (value === null || typeof value !== 'object' ? [] : [...(Array.isArray(value) && value.length > 1 && typeof value[0] === 'object' && !Array.isArray(value[0]) ? [path] : []), ...Object.entries(value).flatMap(([key, one]) => lists(one, [...path, Array.isArray(value) ? Number(key) : key]))]);
    const lines = new Set(file.split('\n'));
    for (const path of lists(readYaml(file)).slice(0, 8)) {
      const items = at(readYaml(file), path) as unknown[];
      expect(at(readYaml(moveEntry(file, path, 0, 1)), path)).toEqual([items[1], items[0], ...items.slice(2)]);
      expect(at(readYaml(removeValue(file, [...path, items.length - 1])), path)).toEqual(items.slice(0, -1));
      for (const next of [moveEntry(file, path, 0, 1), removeValue(file, [...path, items.length - 1])]) expect(next.split('\n').filter((line) => !lines.has(line))).toEqual([]);
      expect(addEntry(file, path, { id: 'fresh' }).split('\n').filter((line) => !lines.has(line) && !line.includes('fresh'))).toEqual([]);
    }
  });
  it.each(shipped)('%s: setting a value to itself changes no character', (_, file) => {
    for (const { path, value } of leaves(readYaml(file)).slice(0, 25)) if (typeof value === 'number' || typeof value === 'boolean') expect(setValue(file, path, value)).toBe(file);
  });
});
