import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, normalize } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import yauzl from 'yauzl';
import { Fault, fault } from '../../lib/fault.ts';

/** One table's bytes: a plain file, the content of a gzip file, or one member of a zip. */
export interface InputPart {
  /** As shown to people; a zip member is `archive.zip/member.csv`. */
  path: string;
  /** File on disk that holds the bytes. */
  file: string;
  member?: string;
  bytes: number;
  open(): Promise<Readable>;
}

/** What a compressed input may grow to; beyond it the file is refused rather than filling the disk or the memory. */
export interface SizeLimits {
  maxMembers: number;
  maxBytes: number;
  /** Allowed growth of one zip member, for members over 100 MB. */
  maxRatio: number;
}

export const defaultLimits: SizeLimits = { maxMembers: 1000, maxBytes: 200 * 2 ** 30, maxRatio: 400 };

const readable = new Set(['.csv', '.tsv', '.txt', '.tab', '.psv', '.dat', '.ndjson', '.jsonl', '.json', '.gz', '.zip']);

/**
 * Lists every readable part below the given files and directories, in name order. Hidden files are left out.
 * Throws `notFound` for a path that is not there. In a directory files of other types are passed over, and so are archives that cannot be read, each told to `passedOver`; a file named directly is always tried.
 */
export async function listParts(paths: readonly string[], limits: SizeLimits = defaultLimits, passedOver: (fault: Fault) => void = () => {}): Promise<InputPart[]> {
  const parts: InputPart[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw fault('notFound', 'import_path', `There is no file or directory "${path}".`, { remedy: 'Check the path.' });
    if (found.isDirectory()) {
      const names = (await readdir(path, { recursive: true })).filter((name) => !name.split(/[\\/]/).some((piece) => piece.startsWith('.') || piece === '__MACOSX'));
      for (const name of names.sort()) {
        const file = join(path, name);
        if (readable.has(extname(name).toLowerCase()) && (await stat(file)).isFile()) parts.push(...(await partsOfFile(file, file, limits).catch((error: unknown) => {
          if (!(error instanceof Fault)) throw error;
          passedOver(error);
          return [];
        })));
      }
    } else parts.push(...(await partsOfFile(path, path, limits)));
  }
  return parts;
}

/** The parts of one file on disk, shown under `shownAs` (an upload keeps its own name while it waits under another). */
export async function partsOfFile(file: string, shownAs: string, limits: SizeLimits = defaultLimits): Promise<InputPart[]> {
  const bytes = (await stat(file)).size;
  const magic = await firstBytes(file, 4);
  if (magic[0] === 0x50 && magic[1] === 0x4b && magic[2] === 3) return zipParts(file, shownAs, limits);
  const zipped = magic[0] === 0x1f && magic[1] === 0x8b;
  const openPart = async () => (zipped ? capped(createReadStream(file).pipe(createGunzip()), limits.maxBytes, shownAs) : createReadStream(file));
  return [{ path: shownAs, file, bytes, open: openPart }];
}

/** Opens one part again from what was stored about it. Throws `notFound` when the zip no longer has the member. */
export async function reopenPart(file: string, shownAs: string): Promise<InputPart> {
  const parts = await partsOfFile(file, shownAs);
  const part = parts.find((candidate) => candidate.path === shownAs) ?? (parts.length === 1 && !parts[0]!.member ? parts[0] : undefined);
  if (part) return part;
  const member = parts.find((candidate) => candidate.member && shownAs.endsWith(`/${candidate.member}`));
  if (!member) throw fault('notFound', 'import_part', `"${shownAs}" is no longer there.`);
  return { ...member, path: shownAs };
}

async function firstBytes(file: string, count: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(count);
    await handle.read(buffer, 0, count, 0);
    return buffer;
  } finally {
    await handle.close();
  }
}

/** Refuses a stream that grows beyond its limit. */
function capped(stream: Readable, maxBytes: number, path: string): Readable {
  let seen = 0;
  stream.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen > maxBytes) stream.destroy(fault('tooLarge', 'import_size', `"${path}" unpacks to more than ${maxBytes} bytes.`));
  });
  stream.pause();
  return stream;
}

function safeMember(name: string): boolean {
  const clean = normalize(name.replaceAll('\\', '/'));
  return !clean.startsWith('/') && !clean.startsWith('..') && !/^[A-Za-z]:/.test(clean) && !name.includes('\0');
}

async function zipParts(file: string, shownAs: string, limits: SizeLimits): Promise<InputPart[]> {
  const entries = await zipEntries(file);
  if (entries.length > limits.maxMembers) throw fault('tooLarge', 'zip_members', `"${shownAs}" has ${entries.length} members; at most ${limits.maxMembers} are read.`);
  const parts: InputPart[] = [];
  for (const { entry, name } of entries) {
    if (name.endsWith('/') || basename(name).startsWith('.') || name.startsWith('__MACOSX/')) continue;
    if (!safeMember(name)) throw fault('invalid', 'zip_path', `"${shownAs}" has a member that points outside of it: "${name}".`, { remedy: 'Leave this archive out, or make it anew without that member.' });
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
    if (entry.uncompressedSize > limits.maxBytes || (entry.uncompressedSize > 100 * 2 ** 20 && ratio > limits.maxRatio)) {
      throw fault('tooLarge', 'zip_size', `"${name}" in "${shownAs}" would unpack to ${entry.uncompressedSize} bytes (${Math.round(ratio)} times its size).`, { remedy: 'Unpack it yourself and import the file.' });
    }
    if (!readable.has(extname(name).toLowerCase())) continue;
    parts.push({ path: `${shownAs}/${name}`, file, member: name, bytes: entry.uncompressedSize, open: () => openMember(file, name) });
  }
  return parts;
}

function openZip(file: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true, decodeStrings: false }, (error, zip) => (error || !zip ? reject(badZip(file, error)) : resolve(zip)));
  });
}

function badZip(file: string, error: unknown) {
  return fault('invalid', 'zip', `"${basename(file)}" is not a zip file that can be read.`, {}, error);
}

// Names are read by us, so that one that points outside is told as such.
function nameOf(entry: yauzl.Entry): string {
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

async function zipEntries(file: string): Promise<{ entry: yauzl.Entry; name: string }[]> {
  const zip = await openZip(file);
  try {
    return await new Promise((resolve, reject) => {
      const entries: { entry: yauzl.Entry; name: string }[] = [];
      zip.on('entry', (entry: yauzl.Entry) => {
        entries.push({ entry, name: nameOf(entry) });
        zip.readEntry();
      });
      zip.on('end', () => resolve(entries));
      zip.on('error', (error) => reject(badZip(file, error)));
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

async function openMember(file: string, name: string): Promise<Readable> {
  const zip = await openZip(file);
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      if (nameOf(entry) !== name) return zip.readEntry();
      zip.openReadStream(entry, (error, stream) => {
        if (error || !stream) return reject(badZip(file, error));
        stream.on('close', () => zip.close());
        stream.on('end', () => zip.close());
        resolve(name.toLowerCase().endsWith('.gz') ? stream.pipe(createGunzip()) : stream);
      });
    });
    zip.on('end', () => reject(fault('notFound', 'zip_member', `"${name}" is not in the zip.`)));
    zip.on('error', reject);
    zip.readEntry();
  });
}
