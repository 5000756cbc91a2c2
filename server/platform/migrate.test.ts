import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { applyMigrations, missingSql } from './migrate.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase(inject('testDatabaseUrl'));
});
afterAll(() => database[Symbol.asyncDispose]());

it('makes with the migrations exactly what the models say', async () => {
  expect(await missingSql(database.url)).toBeNull();
});

it('sees what is missing', async () => {
  await database.db.$executeRaw`alter table "Camera" drop column "viewAngle"`;
  expect(await missingSql(database.url)).toContain('ADD COLUMN     "viewAngle"');
  await database.db.$executeRaw`alter table "Camera" add column "viewAngle" double precision`;
});

it('finds nothing to do in a migrated database, also when several start at once', async () => {
  const runs = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url)));
  expect(runs).toEqual([[], [], []]);
});

it('refuses to change or remove audit entries', async () => {
  await database.db.auditEntry.create({ data: { action: 'session.sign-in' } });
  await expect(database.db.auditEntry.deleteMany()).rejects.toThrow('append only');
  await expect(
    database.db.auditEntry.updateMany({ data: { action: 'session.sign-out' } }),
  ).rejects.toThrow('append only');
  await expect(database.db.$executeRaw`truncate "AuditEntry"`).rejects.toThrow('append only');
});
