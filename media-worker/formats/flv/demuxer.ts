// FLV (Adobe Flash Video File Format 10.1, Annex E) read as a stream of bytes.
import { ByteQueue } from '../../media/byte-queue.ts';
import { u8, u24 } from '../../media/bytes.ts';
import { hexHead, MediaError } from '../../media/errors.ts';
import type { StreamEvent } from '../../media/frame.ts';
import { FlvBodyDemuxer } from './body-demuxer.ts';
import {
  MAX_TAG_BYTES,
  PREVIOUS_TAG_SIZE_BYTES,
  TAG_AUDIO,
  TAG_HEADER_BYTES,
  TAG_VIDEO,
} from './constants.ts';

const FILE_HEADER_BYTES = 9;
/** Real files say 9; more is an extension nobody uses. */
const MAX_FILE_HEADER_BYTES = 64;

/** Reads FLV in any pieces. After a throw the demuxer is of no further use. */
export class FlvDemuxer {
  readonly #bodies: FlvBodyDemuxer;
  #events: StreamEvent[] = [];
  readonly #queue = new ByteQueue();
  #needsHeader = true;

  constructor() {
    this.#bodies = new FlvBodyDemuxer((event) => this.#events.push(event));
  }

  /** Copies `bytes`. @throws `malformed`, `unsupported`, `overflow` */
  push(bytes: Uint8Array): StreamEvent[] {
    const joined = this.#queue.push(bytes);
    if (joined) {
      const rest = joined.subarray(this.#read(joined));
      this.#queue.keep(rest, this.#needsHeader ? 0 : tagBytes(rest));
    }
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #read(bytes: Uint8Array): number {
    let offset = this.#needsHeader ? this.#fileHeader(bytes) : 0;
    if (this.#needsHeader) return 0;
    for (;;) {
      const next = this.#tag(bytes, offset);
      if (next === offset) return offset;
      offset = next;
    }
  }

  #fileHeader(bytes: Uint8Array): number {
    if (bytes.length < FILE_HEADER_BYTES) return 0;
    const length = u8(bytes, 8);
    if (bytes[0] !== 0x46 || bytes[1] !== 0x4c || bytes[2] !== 0x56 || u24(bytes, 5) !== 0)
      throw new MediaError('malformed', 'not FLV', { hex: hexHead(bytes) });
    if (length < FILE_HEADER_BYTES || length > MAX_FILE_HEADER_BYTES)
      throw new MediaError('malformed', 'FLV header has an impossible length');
    if (bytes.length < length + PREVIOUS_TAG_SIZE_BYTES) return 0;
    this.#needsHeader = false;
    return length + PREVIOUS_TAG_SIZE_BYTES;
  }

  /** Where the next tag starts, or `offset` when this one is not all there. */
  #tag(bytes: Uint8Array, offset: number): number {
    if (bytes.length - offset < TAG_HEADER_BYTES) return offset;
    const type = u8(bytes, offset) & 0x1f;
    const length = u24(bytes, offset + 1);
    if (length > MAX_TAG_BYTES) throw new MediaError('overflow', `FLV tag of ${length} bytes`);
    const end = offset + TAG_HEADER_BYTES + length;
    if (bytes.length < end + PREVIOUS_TAG_SIZE_BYTES) return offset;
    const timestampMs = u24(bytes, offset + 4) + u8(bytes, offset + 7) * 2 ** 24;
    const body = bytes.subarray(offset + TAG_HEADER_BYTES, end);
    if (type === TAG_VIDEO) this.#bodies.video(timestampMs, body);
    else if (type === TAG_AUDIO) this.#bodies.audio(timestampMs, body);
    return end + PREVIOUS_TAG_SIZE_BYTES;
  }
}

/** Bytes of the tag that has begun, 0 while its header is not there. */
function tagBytes(rest: Uint8Array): number {
  if (rest.length < TAG_HEADER_BYTES) return 0;
  return TAG_HEADER_BYTES + u24(rest, 1) + PREVIOUS_TAG_SIZE_BYTES;
}
