import { toFault } from '../src/lib/fault.ts';
import { liveYear } from './chaos-year.ts';
import { chaosOfPlaybooks } from './chaos-playbooks.ts';

const usage = 'npm run chaos -- playbooks [--kills N] [--workers N] [--owner-kills N] [--json]\nnpm run chaos -- year [--weeks N] [--accounts N] [--every-days N] [--json]\n\nKills workers of playbooks with SIGKILL before, within and after their effects and counts what was lost, doubled or went the wrong way.\n  --kills N    default 200\n  --workers N  default 3\n  --owner-kills N  of these kills, so many take the owner of the data directory, every other time with its database; default one in twenty\n\nyear: lets the sample company live through a year on a clock that is moved, with all shipped playbooks at work, and judges everything that left.\n  --weeks N       default 52\n  --accounts N    default 40\n  --every-days N  days closed at a time, default 1\n';
const [what, ...args] = process.argv.slice(2);

function numberAfter(name: string, standard: number): number {
  const at = args.indexOf(name);
  const given = at < 0 ? standard : Number(args[at + 1]);
  if (!Number.isInteger(given) || given < 1) throw new Error(`${name} needs a whole number from 1 on.`);
  return given;
}

if (what === 'year') {
  const { outcome, breaches, runs } = await liveYear({ weeks: numberAfter('--weeks', 52), accounts: numberAfter('--accounts', 40), everyDays: numberAfter('--every-days', 1), note: (text) => process.stderr.write(`${text}\n`) });
  process.stderr.write(`${JSON.stringify(runs)}\n${Object.values(breaches).flat().slice(0, 40).map((one) => `${one}\n`).join('')}`);
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(outcome)}\n` : `${Object.entries(outcome).map(([key, value]) => `${key.padEnd(14)}${typeof value === 'object' ? JSON.stringify(value) : value}`).join('\n')}\n`);
  process.exit(outcome.failed + outcome.late + Object.values(outcome.breaches).reduce((sum, n) => sum + n, 0) === 0 ? 0 : 1);
}
if (what !== 'playbooks') {
  process.stderr.write(usage);
  process.exit(what === '--help' ? 0 : 2);
}
try {
  const { kinds, seconds, ...outcome } = await chaosOfPlaybooks({ kills: numberAfter('--kills', 200), workers: numberAfter('--workers', 3), ownerKills: numberAfter('--owner-kills', Math.max(1, Math.round(numberAfter('--kills', 200) / 20))), note: (text) => process.stderr.write(`${text}\n`) });
  process.stderr.write(`${seconds} s; killed ${Object.entries(kinds).map(([kind, n]) => `${kind} ${n}`).join(', ')}\n`);
  const { kills, runsStarted, runsCompleted, steps, lost, duplicated, wrongBranch, resends } = outcome;
  const ordered = { kills, runsStarted, runsCompleted, steps, lost, duplicated, wrongBranch, resends };
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(ordered)}\n` : `${Object.entries(ordered).map(([key, value]) => `${key.padEnd(14)}${value}`).join('\n')}\n`);
  process.exit(lost + duplicated + wrongBranch + (runsStarted - runsCompleted) === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`${toFault(error).message}\n${error instanceof Error ? (error.stack ?? '') : ''}\n`);
  process.exit(1);
}
