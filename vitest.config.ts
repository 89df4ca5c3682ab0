import { defineConfig } from 'vitest/config';

const report = process.env['MAINSTAY_TEST_REPORT'];

// vitest reads its configuration from a default export.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}', 'bench/**/*.test.ts'],
    // Each file has a process of its own: the usage store allows one data directory per process.
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    setupFiles: ['src/platform/testing/fixed-seed.ts'],
    globalSetup: ['src/platform/testing/shared-postgres.ts', 'test/browser/sample-stores.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // A machine that runs two files at once answers late now and then.
    expect: { poll: { timeout: 15_000 } },
    ...(report ? { reporters: ['default', 'json'], outputFile: { json: report } } : {}),
  },
});
