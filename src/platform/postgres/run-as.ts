import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

/**
 * How the server runs, since it refuses to run as root. `plain`: as we are. `namespace`: we are root, and it sees itself as nobody in a
 * user namespace while its files stay ours. `uid`: root hands it to another user, who owns the cluster. `copy`: the same, with
 * binaries copied to where that user can reach them.
 */
export type RunMode = 'plain' | 'namespace' | 'uid' | 'copy';

export interface RunAs {
  mode: RunMode;
  /** The user of the server, when it is not ours. */
  ids?: { uid: number; gid: number };
}

const nobody = { uid: 65_534, gid: 65_534 };

/** The ways to try, in order. The owner of a cluster that exists decides; `wanted` forces one way (tests). */
export function candidates(owner: { uid: number; gid: number } | undefined, wanted?: RunMode): RunAs[] {
  if (process.getuid?.() !== 0) return [{ mode: 'plain' }];
  const foreign = owner !== undefined && owner.uid !== 0;
  const ids = foreign ? { uid: owner.uid, gid: owner.gid } : nobody;
  const ways: RunAs[] = [{ mode: 'uid', ids }, { mode: 'copy', ids }];
  if (!foreign) ways.unshift({ mode: 'namespace' });
  return wanted === undefined ? ways : ways.filter((way) => way.mode === wanted);
}

/** The command line that runs `file` that way. */
export function commandAs(runAs: RunAs, file: string, args: string[]): { file: string; args: string[]; uid?: number; gid?: number } {
  if (runAs.mode === 'namespace') return { file: 'unshare', args: ['--user', '--map-user=65534', '--map-group=65534', '--', file, ...args] };
  return { file, args, ...runAs.ids };
}

/** Whether `binary` runs that way here; where namespaces are forbidden, or a folder on the way is closed, it does not. */
export function canRun(runAs: RunAs, binary: string, env: NodeJS.ProcessEnv): boolean {
  const { file, args, ...ids } = commandAs(runAs, binary, ['--version']);
  const probe = spawnSync(file, args, { ...ids, env, stdio: 'ignore', timeout: 20_000, cwd: '/' });
  return probe.error === undefined && probe.status === 0;
}

/** Whether the server's user can pass through every folder above `target`. */
export function canReach({ ids }: RunAs, target: string): boolean {
  if (ids === undefined) return true;
  for (let dir = path.dirname(path.resolve(target)); ; dir = path.dirname(dir)) {
    const at = statSync(dir);
    const passBit = at.uid === ids.uid ? 0o100 : at.gid === ids.gid ? 0o010 : 0o001;
    if ((at.mode & passBit) === 0) return false;
    if (dir === path.dirname(dir)) return true;
  }
}
