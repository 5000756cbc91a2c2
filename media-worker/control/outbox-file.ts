import { appendFile, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type WorkerEvent, workerEventSchema } from './contract.ts';

/** Where events wait on disk: one JSON line each, rewritten as a whole when the acknowledged ones are dropped. */
export class OutboxFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What an earlier run left. Lines that a crash cut short are skipped. */
  async read(): Promise<WorkerEvent[]> {
    await mkdir(dirname(this.#path), { recursive: true });
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return text.split('\n').flatMap(parseLine);
  }

  async append(events: readonly WorkerEvent[]): Promise<void> {
    await appendFile(this.#path, lines(events));
  }

  /** Replaces everything; a crash leaves either the old or the new content. */
  async replace(events: readonly WorkerEvent[]): Promise<void> {
    const temporary = `${this.#path}.new`;
    await using file = await open(temporary, 'w');
    await file.writeFile(lines(events));
    await file.sync();
    await rename(temporary, this.#path);
  }
}

function lines(events: readonly WorkerEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

function parseLine(line: string): WorkerEvent[] {
  if (line === '') return [];
  try {
    const parsed = workerEventSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return []; // the line a crash cut short
  }
}
