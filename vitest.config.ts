import { defineConfig } from 'vitest/config';

/** One project per part of the system; each can be run alone with `--project`. */
export default defineConfig({
  test: {
    // Much of the time is spent waiting for outside programs and timers: two files at once also on two cores.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'worker',
          include: ['common/**/*.test.ts', 'media-worker/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'server',
          include: ['server/**/*.test.ts', 'prisma/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: ['server/platform/test-database.ts'],
        },
      },
      { test: { name: 'app', include: ['app/**/*.test.{ts,tsx}'] } },
    ],
  },
});
