import type { Because } from './way-chooser.ts';
import type { Way } from './ways.ts';

/** What a player is doing. React shows it; nothing else decides from it. */
export type PlayerState =
  | { name: 'idle' }
  | { name: 'connecting'; step: 'ticket' | 'stream'; attempt: number }
  /** `againS`: so many seconds that were shown already are shown again. */
  | { name: 'playing'; firstPictureMs: number; againS?: number }
  | { name: 'stalled'; since: number }
  | { name: 'failed'; failure: PlayerFailure; attempt: number; nextAttemptAt: number | null };

export type PlayerFailure = {
  /** Stable code, the server's, the worker's or one of `player.*`. */
  code: string;
  /** The step that broke as far as the browser can tell; the worker's ladder says the rest. */
  step: 'ticket' | 'connect' | 'decode';
  /** Trying again cannot help: the codec is unknown here, the right is missing. */
  final: boolean;
};

/** What a stream is asked for as: `any` as it comes, `h264` where this browser cannot play that. */
export type Accepts = 'any' | 'h264';

export const CODEC_UNSUPPORTED = 'player.codec-unsupported';

export class PlaybackError extends Error {
  readonly failure: PlayerFailure;
  constructor(failure: PlayerFailure, options?: ErrorOptions) {
    super(failure.code, options);
    this.name = 'PlaybackError';
    this.failure = failure;
  }
}

export type PlayerStats = {
  codec: string | null;
  width: number;
  height: number;
  fps: number;
  bitrate: number;
  bufferedS: number;
  decodedFrames: number;
  droppedFrames: number;
  firstPictureMs: number | null;
  reconnects: number;
  /** Only WebRTC knows. */
  packetsLost: number | null;
  /** null before the first address was asked for. */
  way: Way | null;
  because: Because | null;
  /** The stream is transcoded for this browser, since it cannot play it as it comes. */
  transcoded: boolean;
};
