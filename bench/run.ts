import { toFault } from '../src/lib/fault.ts';
import { tableOf, type BenchResult } from './result.ts';

/** The benches by name. Each starts what it needs in a folder of its own and removes it. */
const benches: Record<string, () => Promise<{ run(args: readonly string[]): Promise<BenchResult> }>> = {
  rescore: () => import('./rescore.ts'),
  incremental: () => import('./incremental.ts'),
  intake: () => import('./intake.ts'),
  live: () => import('./live.ts'),
  import: () => import('./import.ts'),
  cockpit: () => import('./cockpit.ts'),
  book: () => import('./book.ts'),
  bundle: () => import('./bundle.ts'),
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
  else process.stdout.write(tableOf(result));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${toFault(error).message}\n${error instanceof Error ? error.stack : ''}\n`);
  process.exit(1);
}
