import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Analytics } from './analytics.ts';
import { openClickhouse } from './clickhouse.ts';

// What goes over the wire and how answers are read. No ClickHouse server takes part in the tests.
interface Seen {
  query: URLSearchParams;
  body: string;
}
const seen: Seen[] = [];
let answer: { status: number; body: string } = { status: 200, body: '' };
let server: http.Server;
let analytics: Analytics;

beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    seen.push({ query: new URL(request.url ?? '', 'http://x').searchParams, body });
    response.writeHead(answer.status, { 'content-type': 'application/x-ndjson' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  analytics = openClickhouse(`http://user:pass@127.0.0.1:${(server.address() as AddressInfo).port}/usage`);
});
afterAll(async () => {
  await analytics.close();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
  answer = { status: 200, body: '' };
});

test('a query carries database, settings and its limit, and rows are read exactly', async () => {
  answer.body = '{"a":1,"b":null}\n{"a":2,"b":"x"}\n';
  expect(await analytics.query('SELECT a, b FROM t', { maxSeconds: 7 })).toEqual([{ a: 1, b: null }, { a: 2, b: 'x' }]);
  expect(seen[0]?.body).toContain('SELECT a, b FROM t');
  expect(Object.fromEntries(seen[0]?.query ?? [])).toMatchObject({ database: 'usage', max_execution_time: '7', output_format_json_quote_64bit_integers: '0', date_time_output_format: 'iso' });
  answer.body = '{"a":18446744073709551615}\n';
  await expect(analytics.query('SELECT 1')).rejects.toMatchObject({ code: 'integer_range' });
});

test('an insert sends one JSON line per row under its token', async () => {
  await analytics.insert('event', [{ a: 1 }, { a: 2 }], { token: 'k1', columns: ['a'] });
  expect(seen[0]?.body).toBe('{"a":1}\n{"a":2}\n');
  expect(Object.fromEntries(seen[0]?.query ?? [])).toMatchObject({ query: expect.stringMatching(/INSERT INTO event \(a\) FORMAT JSONEachRow/), insert_deduplication_token: 'k1' });
  await analytics.insert('event', '');
  expect(seen).toHaveLength(1);
});

test('errors of the server and of the network are Faults', async () => {
  answer = { status: 500, body: 'Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)' };
  await expect(analytics.query('SELECT 1')).rejects.toMatchObject({ code: 'usage_timeout' });
  answer = { status: 404, body: "Code: 60. DB::Exception: Unknown table expression identifier 't'. (UNKNOWN_TABLE)" };
  await expect(analytics.exec('DROP TABLE t')).rejects.toMatchObject({ code: 'usage_query', details: { engineCode: 60 } });
  const nowhere = openClickhouse('http://127.0.0.1:9');
  await expect(nowhere.query('SELECT 1')).rejects.toMatchObject({ kind: 'unavailable' });
  await nowhere.close();
});
