import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../lib/fault.ts';
import { defaultLimits, listParts } from './input-part.ts';

/** A zip with one stored member; checksums are not looked at here. */
function zipOf(name: string, text: string): Buffer {
  const [title, data] = [Buffer.from(name), Buffer.from(text)];
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(data.length, 18);
  common.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, title, data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), title]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mainstay-parts-'));
  await writeFile(join(dir, 'evil.zip'), zipOf('../../x.csv', 'a,b\n1,2\n'));
  await writeFile(join(dir, 'good.zip'), zipOf('accounts.csv', 'account_id,name\nA,Acme\n'));
});
afterAll(() => rm(dir, { recursive: true }));

it('an archive that points outside of itself is passed over and told, the rest of its folder goes on', async () => {
  const told: Fault[] = [];
  const parts = await listParts([dir], defaultLimits, (fault) => told.push(fault));
  expect(parts.map(({ member }) => member)).toEqual(['accounts.csv']);
  expect(told.map(({ code }) => code)).toEqual(['zip_path']);
});

it('named by itself it is refused', () => expect(listParts([join(dir, 'evil.zip')])).rejects.toMatchObject({ code: 'zip_path' }));
