import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;
const STOP_WITHIN_MS = 5_000;

const canPin = availableParallelism() >= 2 && existsSync('/usr/bin/taskset');

/** Server on one core, load on the other; `both` where it does not matter. */
export type Core = 0 | 1;

export type BenchProcess = AsyncDisposable & {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The next IPC message for which `wanted` is true. */
  message<T>(wanted: (message: unknown) => message is T): Promise<T>;
};

/** Starts a Node program of this folder, pinned to a core where the machine allows it. */
export function startProcess(
  file: string,
  args: readonly (string | number)[],
  options: { readonly core: Core; readonly ipc: boolean; readonly env?: NodeJS.ProcessEnv },
): BenchProcess {
  const script = fileURLToPath(new URL(file, import.meta.url));
  return startProgram([process.execPath, script, ...args.map(String)], options);
}

/** The same for any program. */
export function startProgram(
  program: readonly string[],
  options: { readonly core: Core; readonly ipc: boolean; readonly env?: NodeJS.ProcessEnv },
): BenchProcess {
  const command = canPin ? ['taskset', '-c', String(options.core), ...program] : program;
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: ['ignore', 'ignore', 'inherit', ...(options.ipc ? (['ipc'] as const) : [])],
    env: { ...process.env, ...options.env },
  });
  return {
    pid: child.pid ?? 0,
    child,
    message: (wanted) => nextMessage(child, wanted),
    [Symbol.asyncDispose]: () => stop(child),
  };
}

function nextMessage<T>(
  child: ChildProcess,
  wanted: (message: unknown) => message is T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if (!wanted(message)) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(message);
    };
    const onExit = (code: number | null) => reject(new Error(`a load client ended with ${code}`));
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(timer);
}

/** User and system time a process has used, all threads, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
}

/** True where server and load run on cores of their own. */
export const pinned = canPin;
