import { defineConfig } from 'vitest/config';

// Each file has a process of its own: the usage store allows one data directory per process.
// vitest reads its configuration from a default export.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'web/src/**/*.test.ts'],
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    globalSetup: ['src/platform/testing/postgres-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
