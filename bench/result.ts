import { cpus, totalmem } from 'node:os';

/** A limit that a figure is held against: it is to be at most, or at least, this. */
export type Limit = { most: number } | { least: number };

/** What a bench prints: figures by name, the limits that we set ourselves, and the machine they hold for. */
export interface BenchResult {
  name: string;
  figures: Record<string, number>;
  limits?: Record<string, Limit>;
  machine: Record<string, unknown>;
}

/** The machine that a figure was measured on. */
export function machine(): Record<string, unknown> {
  return { cpus: cpus().length, model: cpus()[0]?.model, memoryMb: Math.round(totalmem() / 1_048_576), node: process.version };
}

/** A result as a table: each figure and, where it has a limit, the limit and how many times the limit the figure is. */
export function tableOf({ name, figures, limits = {}, machine: on }: BenchResult): string {
  const rows = Object.entries(figures).map(([key, value]) => {
    const limit = limits[key];
    if (!limit) return [key, value.toLocaleString('en'), ''];
    const [bound, isKept] = 'most' in limit ? [limit.most, value <= limit.most] : [limit.least, value >= limit.least];
    return [key, value.toLocaleString('en'), `${'most' in limit ? 'at most' : 'at least'} ${bound.toLocaleString('en')}: ${(value / bound).toFixed(2)} of it${isKept ? '' : ', MISSED'}`];
  });
  const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return [name, ...rows.map(([key = '', value = '', note]) => `  ${key.padEnd(first ?? 0)}  ${value.padStart(second ?? 0)}  ${note}`.trimEnd()), `  on ${JSON.stringify(on)}`, ''].join('\n');
}
