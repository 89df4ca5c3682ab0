import type { Readable } from 'node:stream';

/** How the bytes of a text file are written. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * Names the encoding from a byte order mark, from the zero bytes that UTF-16 leaves in Latin text, or from whether the bytes are valid UTF-8;
 * what is neither is read as windows-1252. `head` may end inside a character.
 */
export function detectEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  let evenZeros = 0;
  let oddZeros = 0;
  const limit = Math.min(head.length, 2000);
  for (let i = 0; i < limit; i++) if (head[i] === 0) i % 2 ? oddZeros++ : evenZeros++;
  if (oddZeros > limit * 0.2 && evenZeros < limit * 0.05) return 'utf-16le';
  if (evenZeros > limit * 0.2 && oddZeros < limit * 0.05) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Reads up to `limit` bytes from the start of a stream and closes it. */
export async function readHead(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= limit) break;
  }
  stream.destroy();
  return Buffer.concat(chunks).subarray(0, limit);
}

/** Decodes a byte stream piece by piece; a byte order mark is dropped, bytes that are not valid become U+FFFD and are found later. */
export async function* decodeText(stream: Readable, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of stream) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    if (text) yield text;
  }
  const rest = decoder.decode();
  if (rest) yield rest;
}
