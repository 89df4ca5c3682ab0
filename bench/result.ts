import { cpus, totalmem } from 'node:os';

/** What a bench prints: figures by name, and the machine they hold for. */
export interface BenchResult {
  name: string;
  figures: Record<string, number>;
  machine: Record<string, unknown>;
}

/** The machine that a figure was measured on. */
export function machine(): Record<string, unknown> {
  return { cpus: cpus().length, model: cpus()[0]?.model, memoryMb: Math.round(totalmem() / 1_048_576), node: process.version };
}
