import { offerSharedPostgres, sharedPostgresVariable } from './shared-postgres.ts';

/** Runs once per test run, before any test process starts; answers what to do when all are done. */
export async function setup(): Promise<() => Promise<void>> {
  const offer = await offerSharedPostgres();
  process.env[sharedPostgresVariable] = offer.socket;
  return offer.stop;
}
