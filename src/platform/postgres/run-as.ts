import { spawnSync, type SpawnOptions } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Postgres refuses to run as root. These are the ways to run it all the same, in the order of preference. */
export type RunMode = 'plain' | 'namespace' | 'uid' | 'copy';

/** How to start a Postgres binary in one mode. */
export interface RunAs {
  mode: RunMode;
  /** Folder of the binaries as the child reaches them. */
  nativeDir: string;
  command(binary: string, args: readonly string[]): { file: string; args: string[]; options: SpawnOptions };
  /** Gives a path to the user that Postgres runs as. */
  own(path: string): void;
}

const nobody = 65_534;
const namespaceArgs = ['-U', `--map-user=${nobody}`, `--map-group=${nobody}`];

function direct(mode: RunMode, nativeDir: string, ids: SpawnOptions): RunAs {
  return {
    mode,
    nativeDir,
    command: (binary, args) => ({ file: join(nativeDir, 'bin', binary), args: [...args], options: ids }),
    own: (path) => {
      if (ids.uid !== undefined) chownSync(path, ids.uid, ids.gid ?? ids.uid);
    },
  };
}

function namespaced(nativeDir: string): RunAs {
  return {
    mode: 'namespace',
    nativeDir,
    command: (binary, args) => ({ file: 'unshare', args: [...namespaceArgs, join(nativeDir, 'bin', binary), ...args], options: {} }),
    own: () => {},
  };
}

function runs({ command }: RunAs): boolean {
  const { file, args, options } = command('postgres', ['--version']);
  return spawnSync(file, args, { ...options, stdio: 'ignore', cwd: '/' } as object).status === 0;
}

/**
 * Chooses how to run the binaries: as ourselves; as root in a user namespace in which we look like nobody; as another uid;
 * as another uid from a copy that it can reach. `wanted` forces one mode, for tests. Throws when none works.
 */
export function chooseRunAs(nativeDir: string, copyDir: string, wanted?: RunMode): RunAs {
  const root = process.getuid?.() === 0;
  const ids = { uid: nobody, gid: nobody };
  const candidates: (() => RunAs)[] = [];
  const offer = (mode: RunMode, make: () => RunAs) => {
    if (wanted ? wanted === mode : mode === 'plain' ? !root : root) candidates.push(make);
  };
  offer('plain', () => direct('plain', nativeDir, {}));
  offer('namespace', () => namespaced(nativeDir));
  offer('uid', () => direct('uid', nativeDir, ids));
  offer('copy', () => direct('copy', copyBinaries(nativeDir, copyDir), ids));
  for (const make of candidates) {
    const candidate = make();
    if (runs(candidate)) return candidate;
  }
  throw new Error(`Postgres cannot be run here (${wanted ?? (root ? 'as root: no user namespace, no other uid' : 'binary does not start')}).`);
}

function copyBinaries(nativeDir: string, copyDir: string): string {
  const target = join(copyDir, 'native');
  if (!existsSync(target)) {
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    cpSync(nativeDir, target, { recursive: true, verbatimSymlinks: true });
  }
  return target;
}
