import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

/**
 * Under whose name the server runs; it refuses to run as root.
 * `self`: as we are. `namespace`: we are root, and the server sees itself as nobody inside a user namespace while its files stay ours.
 * `user`: we are root and hand it to another uid, which owns the cluster.
 */
export type PostgresIdentity = { kind: 'self' } | { kind: 'namespace' } | { kind: 'user'; uid: number; gid: number };

const nobody = { uid: 65_534, gid: 65_534 };

/** The order in which identities are tried. The owner of a cluster that exists decides; `only` narrows the choice (tests). */
export function candidateIdentities(clusterOwner: { uid: number; gid: number } | undefined, only?: PostgresIdentity['kind']): PostgresIdentity[] {
  if (process.getuid?.() !== 0) return [{ kind: 'self' }];
  const other = clusterOwner !== undefined && clusterOwner.uid !== 0;
  const all: PostgresIdentity[] = [];
  if (!other) all.push({ kind: 'namespace' });
  all.push({ kind: 'user', ...(other ? clusterOwner : nobody) });
  return only === undefined ? all : all.filter((one) => one.kind === only);
}

/** The command line that runs `file` under the identity. */
export function commandAs(identity: PostgresIdentity, file: string, args: string[]): { file: string; args: string[]; uid?: number; gid?: number } {
  if (identity.kind === 'namespace') return { file: 'unshare', args: ['--user', '--map-user=65534', '--map-group=65534', '--', file, ...args] };
  if (identity.kind === 'user') return { file, args, uid: identity.uid, gid: identity.gid };
  return { file, args };
}

/** Whether the identity can run `binary` here; where namespaces are forbidden, or a folder on the way is closed, it can not. */
export function canRun(identity: PostgresIdentity, binary: string, env: NodeJS.ProcessEnv): boolean {
  const { file, args, ...owner } = commandAs(identity, binary, ['--version']);
  const probe = spawnSync(file, args, { ...owner, env, stdio: 'ignore', timeout: 20_000, cwd: '/' });
  return probe.error === undefined && probe.status === 0;
}

/** Whether `identity` can pass through every folder above `target`. Root and ourselves always can, by the time we are here. */
export function canReach(identity: PostgresIdentity, target: string): boolean {
  if (identity.kind !== 'user') return true;
  for (let dir = path.dirname(path.resolve(target)); ; dir = path.dirname(dir)) {
    const at = statSync(dir);
    const passBit = at.uid === identity.uid ? 0o100 : at.gid === identity.gid ? 0o010 : 0o001;
    if ((at.mode & passBit) === 0) return false;
    if (dir === path.dirname(dir)) return true;
  }
}
