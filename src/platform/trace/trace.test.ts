import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { fault } from '../../lib/fault.ts';
import { openTraces } from './open-traces.ts';
import { beginTrace, traced } from './trace.ts';

interface Sent { resourceSpans: { resource: { attributes: { key: string; value: { stringValue?: string } }[] }; scopeSpans: { spans: { name: string; spanId: string; parentSpanId?: string; traceId: string; status: { code?: number }; attributes: { key: string; value: Record<string, unknown> }[] }[] }[] }[] }
const servers: http.Server[] = [];
afterEach(() => { for (const server of servers.splice(0)) server.close(); });

it('shows work below work at a collector, with how it ended, and nothing once it is closed or was never opened', async () => {
  const sent: { url: string | undefined; body: Sent }[] = [];
  const server = http.createServer((request, response) => { let body = ''; request.on('data', (part) => (body += part)).on('end', () => { sent.push({ url: request.url, body: JSON.parse(body) as Sent }); response.setHeader('content-type', 'application/json'); response.end('{}'); }); });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const asked: string[] = [];
  expect(await traced('before', () => { asked.push('before'); return {}; }, async () => 1)).toBe(1);
  const close = await openTraces({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, service: 'mainstay-test', version: '1.2.3' });
  await traced('outer', () => ({ id: 'run_1' }), async (span) => {
    await Promise.all([traced('inner', () => ({ n: 1 }), async () => 1), expect(traced('failing', () => ({}), async () => { throw fault('conflict', 'version', 'Changed.'); })).rejects.toThrow('Changed.')]);
    const chat = beginTrace('chat', () => ({ model: 'm' }));
    chat.set({ tokens: 12 });
    chat.end();
    span.set({ done: true });
  });
  await close();
  await traced('after', () => { asked.push('after'); return {}; }, async () => 1);
  expect([asked, sent.map(({ url }) => url)]).toEqual([[], ['/v1/traces']]);
  const [{ resource, scopeSpans }] = sent[0]?.body.resourceSpans as [Sent['resourceSpans'][number]];
  expect(resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'mainstay-test' } });
  const spans = new Map(scopeSpans.flatMap((scope) => scope.spans).map((one) => [one.name, one]));
  expect([...spans.keys()].toSorted()).toEqual(['chat', 'failing', 'inner', 'outer']);
  const outer = spans.get('outer');
  for (const name of ['inner', 'failing', 'chat']) expect(spans.get(name)).toMatchObject({ parentSpanId: outer?.spanId, traceId: outer?.traceId });
  expect(spans.get('failing')).toMatchObject({ status: { code: 2 }, attributes: [{ key: 'error.type', value: { stringValue: 'version' } }] });
  expect(outer?.attributes.map(({ key }) => key)).toEqual(['id', 'done']);
});

it('a collector that does not answer holds up nothing', async () => {
  const server = http.createServer(() => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  server.close();
  const close = await openTraces({ endpoint: `http://127.0.0.1:${port}`, service: 'x', version: '1' });
  expect(await traced('work', () => ({}), async () => 'done')).toBe('done');
  await close();
});
