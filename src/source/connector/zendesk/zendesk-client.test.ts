import { createClient } from 'node-zendesk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock, toDate } from '../../../lib/clock.ts';
import { openSimServer, type SimServer } from '../simulator/sim-server.ts';
import { zendesk } from './zendesk.ts';
import { simulateZendesk } from './zendesk-simulator.ts';

// A client that others wrote works with the simulator, so that it is not only shaped to our connector.
const clock = manualClock(toDate('2026-06-01T08:00:00Z'));
const nowMs = () => clock.wall().getTime();
const free = { calls: Number.POSITIVE_INFINITY, exports: Number.POSITIVE_INFINITY };
let sim: SimServer;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  sim = await openSimServer(simulateZendesk({ accounts: 1100, nowMs, limits: free }), { nowMs });
  const { credentials } = sim.vendor;
  const grant = zendesk.grant(credentials, null);
  const answer = await fetch(`${sim.baseUrl}${grant.path}`, { method: 'POST', headers: { 'content-type': grant.contentType }, body: grant.body });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  client = createClient({ username: 'agent@vendor.example', token, oauth: true, endpointUri: `${sim.baseUrl}/api/v2` });
});
afterAll(() => sim.close());

it('signs in, lists page by page, shows one record, and meets an error as the client expects it', async () => {
  expect((await client.users.me()).result).toMatchObject({ name: 'Sandbox Admin' });
  const users = await client.users.list();
  expect(new Set(users.map(({ id }) => id)).size).toBe(3300);
  const [first] = sim.vendor.world.living('tickets');
  expect((await client.tickets.show(Number(first))).result).toMatchObject({ id: Number(first), requester_id: expect.any(Number) });
  await expect(client.tickets.show(999_999_999)).rejects.toThrow(/not found/i);
});

it('exports by time: the client reads the first full page', async () => {
  const organisations = (await client.organizations.incremental('0' as never)) as { id: number }[];
  expect(organisations.map(({ id }) => String(id))).toEqual(sim.vendor.world.living('organizations').slice(0, 1000));
});
