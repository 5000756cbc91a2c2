import { defineConfig } from 'vitest/config';

/** One project per part of the system; each can be run alone with `--project`. */
export default defineConfig({
  test: {
    // Judges that are starved of a busy machine's time get a second chance; the report names them.
    retry: process.env.CI ? 1 : 0,
    projects: [
      { test: { name: 'worker', include: ['media-worker/**/*.test.ts'], testTimeout: 20_000 } },
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
