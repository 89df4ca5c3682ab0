import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listParts } from './input-part.ts';
import { detectPart, readColumns, readTable, type SourceRow } from './read-table.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mainstay-read-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function read(name: string, content: string | Uint8Array): Promise<{ columns: string[]; rows: SourceRow[] }> {
  const path = join(dir, name);
  await writeFile(path, content);
  const [part] = await listParts([path]);
  const dialect = await detectPart(part!);
  const columns = await readColumns(part!, dialect);
  const rows: SourceRow[] = [];
  for await (const batch of readTable(part!, dialect, columns, 3)) rows.push(...batch);
  return { columns, rows };
}

describe('reading', () => {
  const table = [['id', 'name', 'note'], ['1', 'Ärzte GmbH', 'a'], ['2', 'Müller', 'b'], ['3', 'Zoë', 'c']];
  const text = (mark: string) => `${table.map((row) => row.join(mark)).join('\r\n')}\r\n`;
  const latin = Buffer.from(text(';'), 'latin1');
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text('\t'), 'utf16le')]);

  it.each<[string, string | Uint8Array]>([
    ['comma.csv', text(',')], ['tab.tsv', text('\t')], ['semicolon.csv', text(';')], ['pipe.txt', text('|')], ['bom.csv', `\ufeff${text(',')}`], ['latin.csv', latin], ['wide.csv', wide], ['zipped.csv.gz', gzipSync(text(','))],
    ['lines.ndjson', table.slice(1).map((row) => JSON.stringify({ id: row[0], name: row[1], note: row[2] })).join('\n')],
    ['array.json', JSON.stringify({ total: 3, data: table.slice(1).map((row) => ({ id: Number(row[0]), name: row[1], note: row[2] })) }, null, 2)],
  ])('%s', async (name, content) => {
    const { columns, rows } = await read(name, content);
    expect(columns).toEqual(table[0]);
    expect(rows.map((row) => row.cells)).toEqual(table.slice(1));
  });

  it('two columns of one name are a header all the same', async () => {
    const { columns, rows } = await read('twins.csv', '\ufeffid,name,name,city,city\n1,A,Alpha,Rome,Roma\n2,B,Beta,Bonn,Koeln\n');
    expect([columns[0], columns[1], rows.length]).toEqual(['id', 'name', 2]);
  });

  it('keeps ragged rows in their place, with the reason', async () => {
    const { rows } = await read('ragged.csv', 'id,name\n1,a\n2\n3,b,c\n4,d,\n');
    expect(rows.map((row) => [row.number, row.broken?.code ?? null])).toEqual([[1, null], [2, 'ragged'], [3, 'ragged'], [4, null]]);
  });

  it('accounts for a quote that is never closed', async () => {
    const { rows } = await read('quote.csv', 'id,name\n1,a\n2,"b\n3,c\n');
    expect(rows.map((row) => row.broken?.code ?? null)).toEqual([null, 'unreadable']);
  });

  it('reads quoted delimiters and line breaks', async () => {
    const { rows } = await read('quoted.csv', 'id,name\n1,"a, ""b""\nc"\n2,d\n');
    expect(rows.map((row) => row.cells)).toEqual([['1', 'a, "b"\nc'], ['2', 'd']]);
  });

  it('names the columns of a file without header', async () => {
    const { columns, rows } = await read('bare.csv', '1,2024-01-01,5\n2,2024-01-02,6\n');
    expect([columns, rows.length]).toEqual([['column_1', 'column_2', 'column_3'], 2]);
  });

  it('marks bytes that are no text', async () => {
    const { rows } = await read('late.csv', Buffer.concat([Buffer.from(`id,name\n${'1,é\n'.repeat(400_000)}`), Buffer.from([0x32, 0x2c, 0xe9, 0x0a])]));
    expect([rows.length, rows.at(-1)?.broken?.code]).toEqual([400_001, 'encoding']);
  });

  it('refuses a path that is not there', async () => {
    await expect(listParts([join(dir, 'nowhere.csv')])).rejects.toMatchObject({ kind: 'notFound' });
  });
});
