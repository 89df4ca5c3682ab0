import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'bench/**/*.test.ts'],
    // The embedded usage store allows one data directory per process, so every file gets a process of its own.
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    globalSetup: ['src/platform/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: process.env['MAINSTAY_TEST_REPORT'] ? ['default', 'json'] : ['default'],
    ...(process.env['MAINSTAY_TEST_REPORT'] ? { outputFile: { json: process.env['MAINSTAY_TEST_REPORT'] } } : {}),
  },
});
