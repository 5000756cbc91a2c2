import { FlvMuxer } from '../formats/flv/muxer.ts';
import { Fmp4Muxer } from '../formats/fmp4/muxer.ts';
import { TsMuxer } from '../formats/mpeg-ts/muxer.ts';
import { assertNever } from '../media/errors.ts';
import type { Frame } from '../media/frame.ts';
import type { Track } from '../media/track.ts';
import { RtmpMuxer } from './rtmp-muxer.ts';

/**
 * How a live stream is written over HTTP and WebSocket. `flv-legacy`: H.265 as codec 12, for older Chinese players;
 * `flv-opus`: with Opus, for those who say that they read it.
 */
export type WebFormat = 'flv' | 'flv-legacy' | 'flv-opus' | 'fmp4' | 'ts';
/** How a live stream is written on one connection. */
export type LiveFormat = WebFormat | 'rtmp' | 'rtmp-legacy' | 'rtmp-opus';

export const CONTENT_TYPES = {
  flv: 'video/x-flv',
  'flv-legacy': 'video/x-flv',
  'flv-opus': 'video/x-flv',
  fmp4: 'video/mp4',
  ts: 'video/mp2t',
} as const satisfies Record<WebFormat, string>;

/** What a fan-out needs of a format: bytes made once and shared by all viewers. */
export type LiveMuxer = {
  /** Takes new tracks into use. @throws `unsupported` when the format carries none of them */
  tracks(tracks: readonly Track[]): void;
  /** What a viewer gets first. */
  header(): Uint8Array;
  /** What must stand between frames where tracks change, or where a viewer skipped some. */
  sequenceHeaders(): Uint8Array;
  /** One frame; empty for one that the format does not carry. */
  write(frame: Frame): Uint8Array;
};

/** A muxer that a stream's viewers share; the same `key`, the same bytes. */
export type MuxerChoice = { readonly key: string; open(): LiveMuxer };

/** For formats whose one header also goes between frames. */
function withHeader(muxer: {
  init(tracks: readonly Track[]): Uint8Array;
  write(frame: Frame): Uint8Array;
}): LiveMuxer {
  let header: Uint8Array = new Uint8Array(0);
  return {
    tracks: (tracks) => {
      header = muxer.init(tracks);
    },
    header: () => header,
    sequenceHeaders: () => header,
    write: (frame) => muxer.write(frame),
  };
}

export function muxerOf(format: LiveFormat): MuxerChoice {
  return { key: format, open: () => liveMuxer(format) };
}

function liveMuxer(format: LiveFormat): LiveMuxer {
  switch (format) {
    case 'flv':
      return new FlvMuxer('enhanced');
    case 'flv-legacy':
      return new FlvMuxer('legacy');
    case 'flv-opus':
      return new FlvMuxer('enhanced-audio');
    case 'fmp4':
      return withHeader(new Fmp4Muxer());
    case 'ts':
      return withHeader(new TsMuxer());
    case 'rtmp':
      return new RtmpMuxer('enhanced');
    case 'rtmp-legacy':
      return new RtmpMuxer('legacy');
    case 'rtmp-opus':
      return new RtmpMuxer('enhanced-audio');
    default:
      return assertNever(format);
  }
}
