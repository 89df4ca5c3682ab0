import { toFault } from '../src/lib/fault.ts';
import type { BenchResult } from './result.ts';

/** The benches by name. Each starts what it needs in a folder of its own and removes it. */
const benches: Record<string, () => Promise<{ run(args: readonly string[]): Promise<BenchResult> }>> = {
  rescore: () => import('./rescore.ts'),
  incremental: () => import('./incremental.ts'),
  intake: () => import('./intake.ts'),
  live: () => import('./live.ts'),
  import: () => import('./import.ts'),
  cockpit: () => import('./cockpit.ts'),
  book: () => import('./book.ts'),
  playbooks: () => import('./playbooks.ts'),
  context: () => import('./context.ts'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = benches[name];
if (!load) {
  process.stderr.write(`${name ? `There is no bench "${name}".` : 'Which bench?'} Choose one of: ${Object.keys(benches).join(', ')}. Add --json for one JSON document.\n`);
  process.exit(2);
}
try {
  const result = await (await load()).run(args);
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const width = Math.max(...Object.keys(result.figures).map((key) => key.length));
    process.stdout.write(`${result.name}\n${Object.entries(result.figures).map(([key, value]) => `  ${key.padEnd(width)}  ${value.toLocaleString('en')}`).join('\n')}\n  on ${JSON.stringify(result.machine)}\n`);
  }
  process.exit(0);
} catch (error) {
  process.stderr.write(`${toFault(error).message}\n${error instanceof Error ? error.stack : ''}\n`);
  process.exit(1);
}
