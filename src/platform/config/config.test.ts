import { expect, test } from 'vitest';
import { Fault } from '../../lib/fault.ts';
import { readConfig } from './config.ts';

test('defaults: a directory beside the caller, loopback, embedded engines', () => {
  expect(readConfig({ env: {}, cwd: '/srv/app' })).toEqual({
    dataDir: '/srv/app/.mainstay', port: undefined, host: '127.0.0.1', databaseUrl: undefined,
    clickhouseUrl: undefined, logLevel: 'info', analyticsMemoryMb: 4096, otlpEndpoint: undefined, serviceName: 'mainstay', simulatedClock: false, smtpUrl: undefined, mailFrom: undefined, publicUrl: undefined, allowHosts: [],
  });
});

test('a flag wins over the environment, and an empty variable is absent', () => {
  const config = readConfig({ flags: { data: '/d', port: '8080' }, env: { MAINSTAY_DATA: '/e', MAINSTAY_PORT: '1', DATABASE_URL: '' }, cwd: '/' });
  expect(config).toMatchObject({ dataDir: '/d', port: 8080, databaseUrl: undefined });
});

test('every wrong setting is named at once, by the name the user typed', () => {
  try {
    readConfig({ flags: { port: '99999' }, env: { DATABASE_URL: 'mysql://x', MAINSTAY_LOG: 'loud' }, cwd: '/' });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).details.fields?.map((field) => field.path)).toEqual(['--port', 'DATABASE_URL', 'MAINSTAY_LOG']);
  }
});

test.each(['1.5', '-1', 'abc', ' 80'])('port %j is refused', (port) => {
  expect(() => readConfig({ flags: { port }, env: {}, cwd: '/' })).toThrow(/--port/);
});
