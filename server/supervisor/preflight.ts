import { mkdir, open, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { certificateTrouble, readPair } from '../../common/certificate.ts';
import type { SupervisorEnv } from './env.ts';
import { workerPorts } from './workers.ts';

/** A reason not to start, as one sentence that says what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Below this the database cannot be created (about 60 MB) and the simulated loops not be cached (about 150 MB). */
const MIN_FREE_BYTES = 512 * 1024 * 1024;

function portIsFree(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function checkPort(host: string, name: string, port: number): Promise<void> {
  const trouble = await portIsFree(host, port);
  if (trouble === null) return;
  if (trouble === 'EADDRINUSE')
    throw new StartError(
      `Port ${port} is taken by another program. Stop it, or choose another: ${name}=${port + 1} npm start`,
    );
  if (trouble === 'EACCES')
    throw new StartError(
      `Not allowed to listen on port ${port}. Ports below 1024 need more rights: choose another with ${name}.`,
    );
  throw new StartError(
    `Cannot listen on ${host}:${port} (${trouble}). Check LUKOU_HOST and ${name}.`,
  );
}

async function checkData(data: string): Promise<void> {
  try {
    await mkdir(data, { recursive: true });
    const trial = join(data, '.write-test');
    await writeFile(trial, 'x');
    await rm(trial);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC')
      throw new StartError(
        `The disk of ${data} is full. Free some space, or set LUKOU_DATA to a folder on another disk.`,
      );
    throw new StartError(
      `Cannot write to ${data} (${code}). Make the folder writable for this user, or set LUKOU_DATA to another one.`,
    );
  }
  const disk = await statfs(data);
  const free = disk.bavail * disk.bsize;
  if (free < MIN_FREE_BYTES)
    throw new StartError(
      `Only ${Math.floor(free / 1024 / 1024)} MB are free on the disk of ${data}; 512 MB are needed. Free some space, or set LUKOU_DATA to a folder on another disk.`,
    );
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** One instance per data folder: a lock file holding the pid; one left by a dead process is taken over. */
async function lockData(data: string): Promise<AsyncDisposable> {
  const path = join(data, 'lukou.pid');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const { readFile } = await import('node:fs/promises');
      const pid = Number(await readFile(path, 'utf8'));
      if (pid !== process.pid && pid > 0 && alive(pid))
        throw new StartError(
          `Lukou already runs on ${data} (process ${pid}). Stop it first, or set LUKOU_DATA and the ports for a second instance.`,
        );
      await rm(path, { force: true });
    }
  }
  throw new StartError(`Cannot lock ${data}; is another start under way? Try again.`);
}

/** @throws StartError when the files cannot be read or do not belong together */
async function checkCertificate({ secure }: SupervisorEnv): Promise<void> {
  if (secure === null) return;
  try {
    await readPair(secure.files);
  } catch (cause) {
    throw new StartError(certificateTrouble(cause));
  }
}

/** Everything that can be known before anything is started. @throws StartError */
export async function preflight(env: SupervisorEnv): Promise<AsyncDisposable> {
  await checkCertificate(env);
  await checkData(env.data);
  const lock = await lockData(env.data);
  try {
    await checkPort(env.host, 'LUKOU_PORT', env.port);
    for (const { variable, port } of workerPorts(env)) await checkPort(env.host, variable, port);
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
  return lock;
}
