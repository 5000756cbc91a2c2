// RTMP chunk streams (Adobe RTMP 1.0 §5.3) put together to messages.
import { copyBytes, u8, u24, u32 } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import { Slab } from '../../media/slab.ts';
import {
  MAX_CHUNK_SIZE,
  MAX_CHUNK_STREAMS,
  MAX_COMMAND_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_PARTIAL_BYTES,
} from './limits.ts';
import { MESSAGE, type RtmpMessage } from './messages.ts';

const DEFAULT_CHUNK_SIZE = 128;
const EXTENDED = 0xff_ffff;
/** Three bytes of basic header, eleven of message header, four of extended timestamp. */
const MAX_HEADER_BYTES = 18;
const MESSAGE_HEADER_BYTES = [11, 7, 3, 0] as const;

/** What the headers of one chunk stream have said so far, and the message being put together. */
type ChunkStream = {
  timestampMs: number;
  timestampField: number;
  delta: number;
  extended: boolean;
  length: number;
  type: number;
  streamId: number;
  body: Buffer | null;
  filled: number;
};

/** Reads chunks in any pieces and hands whole messages to `emit`, each with its own memory. */
export class ChunkReader {
  readonly #emit: (message: RtmpMessage) => void;
  readonly #streams = new Map<number, ChunkStream>();
  readonly #slab = new Slab();
  #chunkSize = DEFAULT_CHUNK_SIZE;
  #carry: Uint8Array | null = null;
  #current: ChunkStream | null = null;
  #chunkLeft = 0;
  #partialBytes = 0;

  constructor(emit: (message: RtmpMessage) => void) {
    this.#emit = emit;
  }

  /** @throws `malformed` with code `rtmp.bad-chunk-size` */
  setChunkSize(size: number): void {
    if (size < 1 || size > MAX_CHUNK_SIZE)
      throw new MediaError('malformed', `peer sets a chunk size of ${size}`, {
        code: 'rtmp.bad-chunk-size',
      });
    this.#chunkSize = size;
  }

  /** The peer gives up a half-sent message (message type 2). */
  abort(chunkStreamId: number): void {
    const stream = this.#streams.get(chunkStreamId);
    if (!stream) return;
    this.#discard(stream);
    if (this.#current === stream) this.#chunkLeft = 0;
  }

  /** @throws `malformed`, `overflow` */
  push(bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length) {
      if (this.#current && this.#chunkLeft > 0)
        offset += this.#payload(this.#current, bytes, offset);
      else {
        const used = this.#header(bytes, offset);
        if (used < 0) return;
        offset += used;
      }
    }
  }

  /** Copies what is there of the current chunk; returns how much. */
  #payload(stream: ChunkStream, bytes: Uint8Array, offset: number): number {
    const { body } = stream;
    if (!body) throw new MediaError('bug', 'chunk payload without a message');
    const count = Math.min(this.#chunkLeft, bytes.length - offset);
    body.set(bytes.subarray(offset, offset + count), stream.filled);
    stream.filled += count;
    this.#chunkLeft -= count;
    if (stream.filled === stream.length) this.#complete(stream, body);
    return count;
  }

  #complete(stream: ChunkStream, body: Uint8Array): void {
    this.#discard(stream);
    this.#current = null;
    const { type, streamId, timestampMs } = stream;
    this.#emit({ type, streamId, timestampMs, body });
  }

  #discard(stream: ChunkStream): void {
    if (stream.body) this.#partialBytes -= stream.length;
    stream.body = null;
    stream.filled = 0;
  }

  /** Reads one chunk header, joining it to what an earlier push left over. Returns bytes used, -1 when it needs more. */
  #header(bytes: Uint8Array, offset: number): number {
    const carry = this.#carry;
    if (!carry) {
      const used = this.#parse(bytes, offset);
      if (used < 0) this.#carry = copyBytes(bytes, offset);
      return used;
    }
    const joined = Buffer.concat([carry, bytes.subarray(offset, offset + MAX_HEADER_BYTES)]);
    const used = this.#parse(joined, 0);
    this.#carry = used < 0 ? joined : null;
    return used < 0 ? -1 : used - carry.length;
  }

  #parse(bytes: Uint8Array, start: number): number {
    const available = bytes.length - start;
    const first = u8(bytes, start);
    const fmt = first >> 6;
    const basicBytes = basicHeaderBytes(first & 0x3f);
    const fixedBytes = basicBytes + (MESSAGE_HEADER_BYTES[fmt] ?? 0);
    if (available < fixedBytes) return -1;
    const id = chunkStreamId(bytes, start);
    const stream = this.#stream(id, fmt);
    const at = start + basicBytes;
    const continues = stream.body !== null;
    const extended = fmt === 3 ? stream.extended : u24(bytes, at) === EXTENDED;
    if (extended && available < fixedBytes + 4) return -1;
    const field = extended ? u32(bytes, start + fixedBytes) : fmt === 3 ? 0 : u24(bytes, at);
    // Some encoders leave the extended timestamp out of continuations: then these bytes are payload.
    const repeated = !(continues && fmt === 3 && extended && field !== stream.timestampField);
    if (!continues) this.#startMessage(stream, fmt, bytes, at, field, extended);
    this.#current = stream;
    this.#chunkLeft = Math.min(this.#chunkSize, stream.length - stream.filled);
    if (stream.length === 0) this.#complete(stream, Buffer.alloc(0));
    return fixedBytes + (extended && repeated ? 4 : 0);
  }

  #stream(id: number, fmt: number): ChunkStream {
    const known = this.#streams.get(id);
    if (known) return known;
    if (fmt !== 0 && fmt !== 1)
      throw new MediaError('malformed', 'a chunk stream starts without a header', {
        code: 'rtmp.bad-chunk',
      });
    if (this.#streams.size >= MAX_CHUNK_STREAMS)
      throw new MediaError('overflow', 'too many chunk streams', { code: 'rtmp.too-many-chunks' });
    const stream = newChunkStream();
    this.#streams.set(id, stream);
    return stream;
  }

  #startMessage(
    stream: ChunkStream,
    fmt: number,
    bytes: Uint8Array,
    at: number,
    field: number,
    extended: boolean,
  ): void {
    if (fmt < 3) {
      stream.timestampField = field;
      stream.extended = extended;
      stream.delta = field;
    }
    if (fmt < 2) {
      stream.length = u24(bytes, at + 3);
      stream.type = u8(bytes, at + 6);
    }
    if (fmt === 0) {
      stream.streamId =
        (u8(bytes, at + 7) |
          (u8(bytes, at + 8) << 8) |
          (u8(bytes, at + 9) << 16) |
          (u8(bytes, at + 10) << 24)) >>>
        0;
      stream.timestampMs = field;
    } else stream.timestampMs = (stream.timestampMs + stream.delta) >>> 0;
    this.#allocate(stream);
  }

  #allocate(stream: ChunkStream): void {
    const isMedia = stream.type === MESSAGE.audio || stream.type === MESSAGE.video;
    const limit = isMedia ? MAX_MESSAGE_BYTES : MAX_COMMAND_BYTES;
    if (stream.length > limit || this.#partialBytes + stream.length > MAX_PARTIAL_BYTES)
      throw new MediaError('overflow', `message of ${stream.length} bytes`, {
        code: 'rtmp.message-too-large',
      });
    stream.body = this.#slab.take(stream.length);
    stream.filled = 0;
    this.#partialBytes += stream.length;
  }
}

function newChunkStream(): ChunkStream {
  return {
    timestampMs: 0,
    timestampField: 0,
    delta: 0,
    extended: false,
    length: 0,
    type: 0,
    streamId: 0,
    body: null,
    filled: 0,
  };
}

function basicHeaderBytes(low: number): number {
  if (low === 0) return 2;
  return low === 1 ? 3 : 1;
}

function chunkStreamId(bytes: Uint8Array, at: number): number {
  const low = u8(bytes, at) & 0x3f;
  if (low === 0) return 64 + u8(bytes, at + 1);
  if (low === 1) return 64 + u8(bytes, at + 1) + u8(bytes, at + 2) * 256;
  return low;
}
