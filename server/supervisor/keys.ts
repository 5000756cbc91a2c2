import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A secret of this installation, made on first use and kept under LUKOU_DATA/keys (mode 0600), never in the database.
 * @returns 43 characters of base64url (256 bits).
 */
export async function installationSecret(data: string, name: string): Promise<string> {
  const folder = join(data, 'keys');
  const path = join(folder, name);
  await mkdir(data, { recursive: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
