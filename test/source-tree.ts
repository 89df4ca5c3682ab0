import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..');

/** Files that belong to the project: tracked, or new and not ignored. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return listed.split('\0').filter((file) => file !== '' && exists(file));
}

function exists(file: string): boolean {
  try {
    readFileSync(path.join(root, file));
    return true;
  } catch {
    return false;
  }
}

export const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

export interface Import {
  from: string;
  /** The project file it names, or the package. */
  to: string;
  isRelative: boolean;
  typeOnly: boolean;
}

/** Comments and the inside of texts, blanked out; what is left has the same lines. */
export function withoutTexts(source: string): string {
  const part = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(part, (text) => text.replace(/[^\n]/g, ' '));
}

const importPattern = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** The imports of a file, found by their form. */
export function importsOf(file: string): Import[] {
  const source = read(file).replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...source.matchAll(importPattern)].map((match) => {
    const name = match[2] ?? match[3] ?? '';
    const isRelative = name.startsWith('.');
    return { from: file, to: isRelative ? path.posix.join(path.posix.dirname(file), name) : name, isRelative, typeOnly: match[1] !== undefined };
  });
}

/** Strongly connected groups of more than one file, by Tarjan's algorithm. */
export function cycles(files: readonly string[], edges: (file: string) => readonly string[]): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file) ?? 0);
    stack.push(file);
    for (const next of edges(file)) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group);
  };
  for (const file of files) if (!index.has(file)) visit(file);
  return found;
}
