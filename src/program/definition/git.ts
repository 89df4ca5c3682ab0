import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';

/** Git is not installed on this machine. */
export class GitAbsent extends Error {}

export interface GitPerson { name: string; email: string }

const limitMs = 60_000;
// Nothing of the machine's or a person's configuration counts, and no hook runs.
const settings = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.autocrlf=false', `core.attributesFile=${devNull}`, `core.excludesFile=${devNull}`, 'commit.gpgSign=false', 'gc.auto=0', 'maintenance.auto=false', 'init.defaultBranch=main'];

/** A name or address as git's records allow it: one line without angle brackets. Pure. */
export function plainName(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f<>]+/g, ' ').replaceAll(/ +/g, ' ').replaceAll(/^[\s.,:;'"]+|[\s.,:;'"]+$/g, '').slice(0, 200) || 'unknown';
}

/** Runs git in a folder, without a shell; answers what it printed. The repository is the folder's own, never one around it. */
export function git(folder: string, args: readonly string[], by?: { author: GitPerson; committer: GitPerson; at: Date }): Promise<string> {
  const person = by && {
    GIT_AUTHOR_NAME: plainName(by.author.name), GIT_AUTHOR_EMAIL: plainName(by.author.email), GIT_AUTHOR_DATE: by.at.toISOString(),
    GIT_COMMITTER_NAME: plainName(by.committer.name), GIT_COMMITTER_EMAIL: plainName(by.committer.email), GIT_COMMITTER_DATE: by.at.toISOString(),
  };
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C', GIT_DIR: join(folder, '.git'), GIT_WORK_TREE: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_SYSTEM: devNull, GIT_TERMINAL_PROMPT: '0', ...person };
  return new Promise((resolve, reject) => {
    execFile('git', [...settings.flatMap((one) => ['-c', one]), ...args], { cwd: folder, env, timeout: limitMs, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return reject(new GitAbsent('git is not installed.'));
      reject(new Error(`git ${args[0] ?? ''}: ${(stderr || error.message).trim().slice(0, 500)}`, { cause: error }));
    });
  });
}
