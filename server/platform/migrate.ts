/**
 * Migrations through Prisma's own engine in WebAssembly, so that no native binary is downloaded.
 *
 *   node server/platform/migrate.ts apply          apply what the database lacks
 *   node server/platform/migrate.ts diff <name>    apply, then write the migration that the models
 *                                                  ask for to prisma/migrations/<n>_<name>
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { databaseUrlFromEnv } from './env.ts';
import { SchemaAdapter } from './schema-adapter.ts';

const PRISMA_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../prisma');
const MIGRATIONS_FOLDER = join(PRISMA_FOLDER, 'migrations');
/** Any number, the same in every copy: who holds it migrates, the others wait and find nothing to do. */
const MIGRATION_LOCK = 5_712_061;
/** Tables of other parts in the same schema: none, pg-boss has a schema of its own. */
const NO_FILTER = { externalTables: [], externalEnums: [] };

type SchemaFile = { path: string; content: string };

/** Brings the database to the newest migration; returns the names of those that were missing. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const migrationsList = await readMigrations();
    return await withEngine(databaseUrl, async (engine) => {
      const applied = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
      return applied.appliedMigrationNames;
    });
  } finally {
    await lock.end();
  }
}

/** SQL that turns the database into what the models say; null when it is that already. */
export async function missingSql(databaseUrl: string): Promise<string | null> {
  const files = await readSchema();
  return withEngine(databaseUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: PRISMA_FOLDER },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return !stdout || stdout.includes('This is an empty migration') ? null : stdout;
  });
}

async function withEngine<T>(url: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  // Loaded here: Node warns that WebAssembly modules are experimental, and only migrating needs it.
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm');
  const pool = new pg.Pool({ connectionString: url });
  try {
    const datamodels = (await readSchema()).map((file): [string, string] => [
      file.path,
      file.content,
    ]);
    const adapter = bindMigrationAwareSqlAdapterFactory(new SchemaAdapter(pool));
    return await use(await SchemaEngine.new({ datamodels }, () => undefined, adapter));
  } finally {
    await pool.end();
  }
}

async function readSchema(): Promise<SchemaFile[]> {
  const names = await readdir(PRISMA_FOLDER, { recursive: true });
  const paths = names.filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(
    paths.map(async (name) => {
      const path = join(PRISMA_FOLDER, name);
      return { path, content: await readFile(path, 'utf8') };
    }),
  );
}

async function readMigrations(): Promise<MigrationList> {
  const lockfile = 'migration_lock.toml';
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: {
      path: lockfile,
      content: await readFile(join(MIGRATIONS_FOLDER, lockfile), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all((await migrationNames()).map(readMigration)),
  };
}

async function migrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readMigration(name: string): Promise<MigrationList['migrationDirectories'][number]> {
  const path = 'migration.sql';
  const value = await readFile(join(MIGRATIONS_FOLDER, name, path), 'utf8');
  return { path: name, migrationFile: { path, content: { tag: 'ok', value } } };
}

async function writeMigration(databaseUrl: string, title: string): Promise<string | null> {
  await applyMigrations(databaseUrl);
  const sql = await missingSql(databaseUrl);
  if (!sql) return null;
  const number = String((await migrationNames()).length + 1).padStart(4, '0');
  const folder = join(MIGRATIONS_FOLDER, `${number}_${title.replaceAll(/[^a-z0-9]+/g, '_')}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), sql);
  return folder;
}

async function command(name: string | undefined, title: string | undefined): Promise<string> {
  const url = databaseUrlFromEnv();
  if (name === 'apply') {
    const applied = await applyMigrations(url);
    return `applied: ${applied.join(', ') || 'nothing to do'}`;
  }
  if (name === 'diff' && title)
    return (await writeMigration(url, title)) ?? 'the migrations say what the models say';
  throw new Error('usage: migrate.ts apply | diff <name>');
}

if (import.meta.main) {
  const [name, title] = process.argv.slice(2);
  process.stdout.write(`${await command(name, title)}\n`);
  process.exit(); // the engine leaves a timer of 10 s behind
}
