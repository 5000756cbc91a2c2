import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MediaError } from '../media/errors.ts';
import { type Loop, readLoop } from './encoding/loop.ts';
import { type Order, resultSchema } from './generator.ts';
import { PROFILES, type StreamName } from './profiles.ts';
import type { Look, Scene } from './scenes.ts';

export type LoopKey = { readonly scene: Scene; readonly look: Look; readonly stream: StreamName };

/** Raised when drawing or encoding changes what a loop looks like: old files are then made anew. */
const GENERATION = 3;
const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url));
/** One that works through the list, and one more for a camera somebody waits for. */
const MAX_GENERATORS = 2;

type Job = { readonly order: Order; urgent: boolean; readonly done: PromiseWithResolvers<void> };

/** Loops on disk, made when missing, by child processes. */
export class LoopStore implements Disposable {
  readonly #directory: string;
  readonly #log: (message: string, fields: object) => void;
  readonly #jobs = new Map<string, Job>();
  readonly #waiting: Job[] = [];
  readonly #generators = new Map<ChildProcess, Job>();
  readonly #loaded = new Map<string, Promise<Loop>>();
  #closed = false;

  constructor(directory: string, log: (message: string, fields: object) => void) {
    this.#directory = directory;
    this.#log = log;
  }

  /** The loop, generated first and before all others when it is missing. Loaded once, shared. */
  async get(key: LoopKey): Promise<Loop> {
    const file = this.#file(key);
    const known = this.#loaded.get(file);
    if (known) return known;
    const loading = this.#load(key, file);
    this.#loaded.set(file, loading);
    loading.catch(() => this.#loaded.delete(file));
    return loading;
  }

  /** Frees the memory of loops nobody plays any more. */
  forget(key: LoopKey): void {
    this.#loaded.delete(this.#file(key));
  }

  /** Makes what is missing in the background, in this order. */
  async prepare(keys: readonly LoopKey[]): Promise<void> {
    const startedAt = performance.now();
    let made = 0;
    const missing: Promise<void>[] = [];
    for (const key of keys) {
      if (await this.#read(this.#file(key))) continue;
      missing.push(
        this.#make(key, false).then(() => {
          made += 1;
          const { scene, stream } = key;
          this.#log('scene drawn', { scene: scene.id, stream, made, of: missing.length });
        }),
      );
    }
    await Promise.all(missing);
    if (made > 0)
      this.#log('all scenes drawn', { made, ms: Math.round(performance.now() - startedAt) });
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const generator of this.#generators.keys()) generator.kill();
    const stopped = new MediaError('unreachable', 'the simulator is stopping');
    for (const job of this.#jobs.values()) {
      job.done.promise.catch(() => {});
      job.done.reject(stopped);
    }
  }

  #file({ scene, look, stream }: LoopKey): string {
    const content = JSON.stringify({ GENERATION, scene, look, profile: PROFILES[stream] });
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    return join(this.#directory, `${scene.id}-${look}-${stream}-${hash}.loop`);
  }

  async #read(file: string): Promise<Loop | null> {
    try {
      return readLoop(await readFile(file));
    } catch (cause) {
      if (cause instanceof MediaError && cause.kind === 'storage') return null;
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
      throw cause;
    }
  }

  async #load(key: LoopKey, file: string): Promise<Loop> {
    const there = await this.#read(file);
    if (there) return there;
    await this.#make(key, true);
    const made = await this.#read(file);
    if (!made)
      throw new MediaError('storage', `${file} cannot be read`, { code: 'simulator.no-loop' });
    return made;
  }

  async #make({ scene, look, stream }: LoopKey, urgent: boolean): Promise<void> {
    if (this.#closed) throw new MediaError('unreachable', 'the simulator is stopping');
    await mkdir(this.#directory, { recursive: true });
    const file = this.#file({ scene, look, stream });
    const running = this.#jobs.get(file);
    if (running) {
      running.urgent ||= urgent;
      this.#dispatch();
      return running.done.promise;
    }
    const job: Job = {
      order: { sceneId: scene.id, look, stream, file },
      urgent,
      done: Promise.withResolvers<void>(),
    };
    this.#jobs.set(file, job);
    this.#waiting.push(job);
    this.#dispatch();
    return job.done.promise;
  }

  #dispatch(): void {
    while (this.#waiting.length > 0 && !this.#closed) {
      const urgent = this.#waiting.findIndex((job) => job.urgent);
      const allowed = urgent >= 0 ? MAX_GENERATORS : 1;
      if (this.#generators.size >= allowed) return;
      const [job] = this.#waiting.splice(Math.max(0, urgent), 1);
      if (job) this.#start(job);
    }
  }

  #start(job: Job, idle?: ChildProcess): void {
    const child = idle ?? fork(GENERATOR, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#generators.set(child, job);
    child.removeAllListeners();
    child.on('message', (message) => this.#finished(child, job, resultSchema.parse(message).error));
    child.on('exit', (code) => this.#finished(child, job, `the generator ended with ${code}`));
    child.send(job.order);
  }

  #finished(child: ChildProcess, job: Job, error: string | null): void {
    child.removeAllListeners();
    this.#generators.delete(child);
    this.#jobs.delete(job.order.file);
    if (error === null) job.done.resolve();
    else job.done.reject(new MediaError('storage', error, { code: 'simulator.no-loop' }));
    const urgent = this.#waiting.findIndex((one) => one.urgent);
    const next =
      urgent >= 0 || this.#generators.size === 0
        ? this.#waiting.splice(Math.max(0, urgent), 1)[0]
        : undefined;
    if (next && child.connected && !this.#closed) this.#start(next, child);
    else if (child.connected) child.disconnect();
  }
}
