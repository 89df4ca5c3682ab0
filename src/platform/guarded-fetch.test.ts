import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardedPost, isPublicAddress, NotReached, urlRefusal } from './guarded-fetch.ts';

let port = 0;
const hits: string[] = [];
const server = http.createServer((request, response) => {
  hits.push(request.url ?? '');
  if (request.url === '/away') return void response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
  if (request.url === '/dies') return void request.socket.destroy();
  response.writeHead(200).end('x'.repeat(100_000));
});
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

test.each(['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', 'fe80::1', 'fd00::1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', 'no address'])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
test.each(['8.8.8.8', '172.32.0.1', '2606:4700:4700::1111'])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

test.each([
  'http://example.com/', 'ftp://example.com/', 'https://user:pw@example.com/', 'https://localhost/', 'https://a.localhost/', 'https://metadata.google.internal/', 'https://intranet/', 'https://127.0.0.1/', 'https://[::1]/', 'https://2130706433/', 'https://0x7f.1/', 'https://127.1/', 'https://[::ffff:127.0.0.1]/', 'nothing',
])('%s is refused', (url) => expect(urlRefusal(url, [])).toBeTypeOf('string'));
test('a public https address is not refused, and an allowed host may be private', () => {
  expect(urlRefusal('https://hooks.example.com/services/x', [])).toBeUndefined();
  expect(urlRefusal('http://crm.internal:8080/x', ['crm.internal:8080'])).toBeUndefined();
  expect(urlRefusal('http://crm.internal:8081/x', ['crm.internal:8080'])).toBeTypeOf('string');
});

describe('against a real server', () => {
  const post = (path: string, allowHosts = [`127.0.0.1:${port}`]) => guardedPost(`http://127.0.0.1:${port}${path}`, { headers: {}, body: '{}', allowHosts });
  test('what is not allowed is not called', async () => {
    await expect(post('/', [])).rejects.toBeInstanceOf(NotReached);
    expect(hits).toEqual([]);
  });
  test('redirects are not followed, answers are cut', async () => {
    expect((await post('/away')).status).toBe(302);
    expect((await post('/long')).text).toHaveLength(16 * 1024);
    expect(hits).toEqual(['/away', '/long']);
  });
  test('a connection that ends after the request left leaves the end open; one that is refused does not', async () => {
    await expect(post('/dies')).rejects.not.toBeInstanceOf(NotReached);
    await expect(guardedPost('http://127.0.0.1:1/', { headers: {}, body: '{}', allowHosts: ['127.0.0.1:1'] })).rejects.toMatchObject({ name: 'NotReached', permanent: false });
  });
});
