import { systemClock } from '../lib/clock.ts';
import { fault } from '../lib/fault.ts';
import { createRng } from '../lib/rng.ts';
import { faultKinds, openSimServer, type FaultKind, type SimFault } from '../source/connector/simulator/sim-server.ts';
import type { SimWorld } from '../source/connector/simulator/sim-vendor.ts';
import { vendorOf } from '../source/connector/vendors.ts';
import type { Command } from '../surface/cli/parse-command.ts';

const usage = `mainstay sandbox VENDOR

Serves a simulated vendor on this machine until it is stopped; prints one JSON line with its address and credentials. Nothing is kept.

  --port NUMBER      Default: any free port.
  --accounts NUMBER  How many customers it has. Default: 50.
  --changes NUMBER   Changes a minute that people there make. Default: 0.
  --fault KIND:N     Every N-th call fails so: ${faultKinds.join(', ')}. May be given more than once.
  --unlimited        Without the vendor's limits on calls.`;

const known = ['accounts', 'fault', 'changes', 'unlimited'];

function whole(flag: string | boolean | string[] | undefined, name: string, fallback: number, most: number): number {
  if (flag === undefined) return fallback;
  const value = Number(flag);
  if (typeof flag !== 'string' || !Number.isInteger(value) || value < 0 || value > most) throw fault('invalid', 'flag', `--${name} needs a whole number up to ${most}.`);
  return value;
}

/** A fault as written: `KIND` meets every fifth call, `KIND:N` every N-th. */
function readFault(text: string): SimFault {
  const [kind = '', every = '5'] = text.split(':');
  if (!faultKinds.includes(kind as FaultKind) || !/^[1-9]\d{0,5}$/.test(every)) throw fault('invalid', 'flag', `"${text}" is no fault.`, { remedy: `Write one of ${faultKinds.join(', ')}, and how often: ${faultKinds[0]}:10 meets every tenth call.` });
  return { kind: kind as FaultKind, every: Number(every), times: Number.POSITIVE_INFINITY };
}

// People at the simulated vendor work on: mostly they change something, now and then something comes or goes.
function startChanges(world: SimWorld, perMinute: number): () => void {
  if (perMinute === 0) return () => {};
  const rng = createRng(11);
  const timer = setInterval(() => {
    const { id: object, deletes } = rng.pick(world.objects);
    const id = rng.pick(world.living(object));
    if (rng.chance(0.2)) world.add(object);
    else if (deletes && rng.chance(0.05)) world.remove(object, id);
    else world.change(object, id);
  }, 60_000 / perMinute);
  return () => clearInterval(timer);
}

/** `mainstay sandbox VENDOR`: serves a simulated vendor on this machine until a signal comes; prints one JSON line with address and credentials. */
export async function runSandbox({ words, flags, globals }: Command): Promise<number> {
  const [, name] = words;
  if (globals.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  if (name === undefined || words.length > 2) throw fault('invalid', 'words', 'Name one vendor: "sandbox VENDOR".', { remedy: 'See "source vendors".' });
  const unknown = Object.keys(flags).find((flag) => !known.includes(flag));
  if (unknown !== undefined) throw fault('invalid', 'flag', `sandbox has no flag --${unknown}.`, { remedy: `It takes: --port, ${known.map((flag) => `--${flag}`).join(', ')}.` });
  const { connector, simulate } = vendorOf(name);
  const faults = (flags.fault === undefined ? [] : Array.isArray(flags.fault) ? flags.fault : [String(flags.fault)]).map(readFault);
  const clock = systemClock();
  const nowMs = () => clock.wall().getTime();
  const free = { calls: Number.POSITIVE_INFINITY, exports: Number.POSITIVE_INFINITY };
  const vendor = simulate({ accounts: whole(flags.accounts, 'accounts', 50, 1_000_000), nowMs, ...(flags.unlimited ? { limits: free } : {}) });
  const server = await openSimServer(vendor, { port: globals.port ?? 0, nowMs });
  server.fail(faults);
  const endChanges = startChanges(vendor.world, whole(flags.changes, 'changes', 0, 6000));
  process.stdout.write(`${JSON.stringify({ vendor: connector.vendor, baseUrl: server.baseUrl, credentials: vendor.credentials, objects: Object.fromEntries(vendor.world.objects.map(({ id }) => [id, vendor.world.living(id).length])), faults: faults.map(({ kind, every }) => ({ kind, every })) })}\n`);
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  endChanges();
  await server.close();
  return 0;
}
