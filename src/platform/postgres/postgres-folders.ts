import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { canReach, type RunAs } from './run-as.ts';

/** A socket's path may have 107 bytes; the server adds its own file name to the folder. */
const longestSocketDir = 107 - '/.s.PGSQL.5432'.length;

const printOf = (dir: string): string => `${createHash('sha256').update(dir).digest('hex').slice(0, 12)}-${randomBytes(3).toString('hex')}`;

/** A folder outside of private homes that every user can pass through. */
export function publicFolder(way: RunAs): string {
  const folders = ['/var/lib', os.tmpdir(), '/tmp'].filter((folder) => existsSync(folder));
  return folders.find((folder) => canReach(way, path.join(folder, 'x'))) ?? '/tmp';
}

/** A private folder for the socket: beside the cluster, or under the temporary folder when that path is too long or closed to the server's user. */
export function makeSocketDir(dir: string, way: RunAs): string {
  const beside = path.join(dir, 'socket');
  const usable = Buffer.byteLength(beside) <= longestSocketDir && canReach(way, beside);
  const shared = os.tmpdir().length < 60 && canReach(way, path.join(os.tmpdir(), 'x')) ? os.tmpdir() : '/tmp';
  // The random part keeps another user from preparing a folder of this name.
  const socketDir = usable ? beside : path.join(shared, `mainstay-${printOf(dir)}`);
  rmSync(socketDir, { recursive: true, force: true });
  mkdirSync(socketDir, { mode: 0o700 });
  if (way.ids) chownSync(socketDir, way.ids.uid, way.ids.gid);
  return socketDir;
}

/** Where the server's user can not enter the data directory (say under /root), the cluster lives outside of it, behind a link. */
export function moveCluster(dir: string, place: string, way: RunAs): void {
  const cluster = path.join(publicFolder(way), `mainstay-${printOf(dir)}`);
  mkdirSync(cluster, { mode: 0o700 });
  if (way.ids) chownSync(cluster, way.ids.uid, way.ids.gid);
  symlinkSync(cluster, place);
}
