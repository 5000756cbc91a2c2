import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

export type ChildSpec = {
  readonly name: string;
  /** TypeScript entry, relative to the project. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
};

const FIRST_RESTART_MS = 250;
const SLOWEST_RESTART_MS = 10_000;
/** A child that lived this long starts over with the first delay. */
const HEALTHY_AFTER_MS = 30_000;
/** Every process promises to end within 5 s of SIGTERM; after that it is ended. */
const STOP_WITHIN_MS = 5_000;

/**
 * Keeps one program running: started again with growing delay whenever it ends by itself, stopped with SIGTERM and,
 * after 5 s, SIGKILL. The child has its own process group (a Ctrl-C reaches it through us, in order) and an IPC
 * channel whose loss tells it that we are gone.
 */
export class SupervisedChild implements AsyncDisposable {
  private readonly spec: ChildSpec;
  private readonly log: Logger;
  private readonly cwd: string;
  private process: ChildProcess | null = null;
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();

  constructor(spec: ChildSpec, cwd: string, log: Logger) {
    this.spec = spec;
    this.cwd = cwd;
    this.log = log.child({ child: spec.name });
  }

  start(): void {
    this.loop = this.keepRunning();
  }

  /** Ends the current process; the loop starts the next one at once. */
  restart(): void {
    this.process?.kill('SIGTERM');
  }

  private async keepRunning(): Promise<void> {
    let pauseMs = FIRST_RESTART_MS;
    while (!this.stopping) {
      const startedAt = performance.now();
      const reason = await this.runOnce();
      if (this.stopping) return;
      const livedMs = performance.now() - startedAt;
      if (livedMs > HEALTHY_AFTER_MS) pauseMs = FIRST_RESTART_MS;
      this.log.warn(
        { reason, livedMs: Math.round(livedMs), restartInMs: pauseMs },
        'process ended, starting it again',
      );
      await delay(pauseMs, undefined, { signal: this.stop.signal }).catch(() => undefined); // aborted: we are stopping
      pauseMs = Math.min(pauseMs * 2, SLOWEST_RESTART_MS);
    }
  }

  private runOnce(): Promise<string> {
    return new Promise((resolve) => {
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', this.spec.file],
        {
          cwd: this.cwd,
          env: this.spec.env,
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
          detached: true,
        },
      );
      this.process = child;
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.stopping) return this.loop;
    this.stopping = true;
    this.stop.abort();
    const child = this.process;
    child?.kill('SIGTERM');
    const timer = setTimeout(() => {
      this.log.error('did not end within 5 s, killing it');
      child?.kill('SIGKILL');
    }, STOP_WITHIN_MS);
    await this.loop;
    clearTimeout(timer);
  }
}
