import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fault } from '../../lib/fault.ts';
import { newSecret } from '../../lib/ids.ts';
import type { Principal } from '../../platform/operation/context.ts';

export interface UploadDeps {
  authenticate(request: FastifyRequest): Promise<Principal>;
  /** Folder inside the data directory where uploads wait for their import. */
  spoolDir: string;
  maxBytes: number;
}

/** POST /api/upload?name=FILE with the raw bytes as body; answers {spool, bytes}. The name is kept for recognition only. */
export function uploadRoute(app: FastifyInstance, deps: UploadDeps): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post<{ Querystring: { name?: string } }>('/api/upload', { bodyLimit: deps.maxBytes }, async (request) => {
      const principal = await deps.authenticate(request);
      const isWhole = (principal.changes ?? principal.book) === 'all';
      if (principal.scopes.has('import') && !isWhole) throw fault('forbidden', 'whole_book', 'Files may tell of the whole company; you are limited to one book.');
      if (!principal.scopes.has('import') && !principal.scopes.has('admin')) throw fault(principal.kind === 'anonymous' ? 'unauthenticated' : 'forbidden', 'scope', 'Uploading needs the scope "import".');
      const name = basename(request.query.name ?? '').replace(/[^\p{L}\p{N} ._()-]/gu, '_').slice(0, 120);
      if (!name || name.startsWith('.')) throw fault('invalid', 'name', 'An upload needs the file name.', { fields: [{ path: 'name', message: 'Give ?name=accounts.csv' }] });
      const spool = `${newSecret(12)}-${name}`;
      await mkdir(deps.spoolDir, { recursive: true, mode: 0o700 });
      return { spool, bytes: await spoolBody(request, join(deps.spoolDir, spool), deps.maxBytes) };
    });
  });
}

async function spoolBody(request: FastifyRequest, path: string, maxBytes: number): Promise<number> {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > maxBytes ? fault('tooLarge', 'upload', `The file is larger than ${maxBytes} bytes.`, { remedy: 'Split it, or import it with the command line.' }) : null, chunk);
    },
  });
  try {
    await pipeline(request.raw, counter, createWriteStream(path, { mode: 0o600 }));
    return bytes;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
