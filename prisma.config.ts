// Prisma's command looks for its native schema engine and downloads it from a host that many sites
// cannot reach. Generating the client needs only the path to exist; migrations go through the same
// engine in WebAssembly (server/platform/migrate.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
});
