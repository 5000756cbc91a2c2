import { MAX_FRAME_HEADER_BYTES, writeBinaryHeader } from '../protocols/ws/frames.ts';

/** Bytes joined once and handed to every viewer: as they are, and as one WebSocket frame. Not written to while anybody holds them. */
export type Batch = {
  readonly plain: Buffer;
  readonly framed: Buffer;
  /** What both lie in. */
  readonly memory: Buffer;
  /** A socket could not take it at once: its memory belongs to that socket from now on. */
  kept: boolean;
};

/** Joins parts with room for a WebSocket header before them, so that both forms share the same memory. */
export function joinBatch(parts: readonly Uint8Array[]): Batch {
  const bytes = lengthOf(parts);
  return joinInto(Buffer.allocUnsafe(MAX_FRAME_HEADER_BYTES + bytes), parts, bytes);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  return bytes;
}

function joinInto(memory: Buffer, parts: readonly Uint8Array[], bytes: number): Batch {
  let at = MAX_FRAME_HEADER_BYTES;
  for (const part of parts) {
    memory.set(part, at);
    at += part.length;
  }
  const start = writeBinaryHeader(memory, MAX_FRAME_HEADER_BYTES, bytes);
  return {
    plain: memory.subarray(MAX_FRAME_HEADER_BYTES, at),
    framed: memory.subarray(start, at),
    memory,
    kept: false,
  };
}

const SMALLEST_BYTES = 4 * 1024;
/** Longer ones are GOPs for viewers who join: too rare to keep memory for. */
const LARGEST_BYTES = 512 * 1024;
const MOST_FREE_BYTES = 8 * 1024 * 1024;

/**
 * Memory for batches, used again once every socket took its bytes. A socket mostly takes them within the write; new memory
 * for every batch made V8 collect the whole heap every two seconds at 1,000 viewers.
 */
export class BatchMemory {
  readonly #free = new Map<number, Buffer[]>();
  #freeBytes = 0;

  join(parts: readonly Uint8Array[]): Batch {
    const bytes = lengthOf(parts);
    const size = sizeFor(MAX_FRAME_HEADER_BYTES + bytes);
    if (size > LARGEST_BYTES) return joinBatch(parts);
    return joinInto(this.#take(size) ?? Buffer.allocUnsafeSlow(size), parts, bytes);
  }

  /** Nobody will write this batch any more; unless a socket keeps it, its memory is free. */
  done({ memory, kept }: Batch): void {
    if (kept || memory.length > LARGEST_BYTES) return;
    if (this.#freeBytes + memory.length > MOST_FREE_BYTES) return;
    this.#freeBytes += memory.length;
    const same = this.#free.get(memory.length);
    if (same) same.push(memory);
    else this.#free.set(memory.length, [memory]);
  }

  #take(size: number): Buffer | undefined {
    const memory = this.#free.get(size)?.pop();
    if (memory) this.#freeBytes -= size;
    return memory;
  }
}

/** The next power of two, so that batches of about the same length share memory. */
function sizeFor(bytes: number): number {
  return Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
}
