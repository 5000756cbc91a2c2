import { TAG_HEADER_BYTES } from '../formats/flv/constants.ts';
import { FlvMuxer, type FlvStyle } from '../formats/flv/muxer.ts';
import { concatBytes, u8, u24 } from '../media/bytes.ts';
import type { Frame } from '../media/frame.ts';
import type { Track } from '../media/track.ts';
import { MEDIA_CHUNK_STREAM, writeMessage } from '../protocols/rtmp/messages.ts';
import { STREAM_ID } from '../protocols/rtmp/session.ts';

/** One chunk for most pictures; the largest that no player in use refuses. */
export const RTMP_CHUNK_SIZE = 60_000;

const PREVIOUS_TAG_SIZE_BYTES = 4;

/**
 * FLV tags as RTMP messages: the bodies and the numbers of the types are the same. Every message has a full header, so
 * its bytes depend on nothing sent before and all players share them.
 */
export class RtmpMuxer {
  readonly #flv: FlvMuxer;

  constructor(style: FlvStyle) {
    this.#flv = new FlvMuxer(style);
  }

  tracks(tracks: readonly Track[]): void {
    this.#flv.tracks(tracks);
  }

  header(): Uint8Array {
    return this.sequenceHeaders();
  }

  sequenceHeaders(): Uint8Array {
    return messages(this.#flv.sequenceHeaders());
  }

  write(frame: Frame): Uint8Array {
    return messages(this.#flv.write(frame));
  }
}

function messages(tags: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < tags.length; ) {
    const bodyAt = at + TAG_HEADER_BYTES;
    const end = bodyAt + u24(tags, at + 1);
    parts.push(
      writeMessage(
        {
          type: u8(tags, at),
          streamId: STREAM_ID,
          timestampMs: u24(tags, at + 4) + u8(tags, at + 7) * 2 ** 24,
          body: tags.subarray(bodyAt, end),
        },
        MEDIA_CHUNK_STREAM,
        RTMP_CHUNK_SIZE,
      ),
    );
    at = end + PREVIOUS_TAG_SIZE_BYTES;
  }
  const [only = new Uint8Array(0), ...more] = parts;
  return more.length === 0 ? only : concatBytes(parts);
}
