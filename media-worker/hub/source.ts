import type { MediaError } from '../media/errors.ts';
import type { StreamEvent } from '../media/frame.ts';
import type { Ticks90k } from '../media/ticks.ts';

/** The steps on the way to a picture, in the order they can break; people read them as the ladder of "why does it not play". */
export const SOURCE_STEPS = [
  'resolve',
  'connect',
  'sign-in',
  'describe',
  'setup',
  'first-packet',
  'tracks',
  'first-key-frame',
] as const;
export type SourceStep = (typeof SOURCE_STEPS)[number];

/** What a source tells the stream it feeds. All calls are synchronous; `event` is the hot path. */
export type SourceOutput = {
  event(event: StreamEvent): void;
  /** A step was reached. `detail` is a short phrase without credentials, e.g. `10.1.2.3:554` or `h264 1920x1080`. */
  step(step: SourceStep, detail?: string): void;
  /** Packets lost on the network since the last call. */
  lost(packets: number): void;
  /** How unevenly the picture's packets arrive just now; from sources over RTP. */
  jitter?(ms: number): void;
  /** The picture at this tick was taken at this UTC time by the camera's clock (from RTCP sender reports). */
  cameraTime(pts: Ticks90k, utcMs: number): void;
  /** How the sender is asked for a random access point, until the attempt ends; from sources that can. */
  takesKeyFrameRequests?(ask: () => void): void;
  /** Pictures are left out until a random access point comes, at the beginning or after a loss. */
  lacksKeyFrame?(): void;
  /** Bytes received on the wire since the last call. */
  received(bytes: number): void;
  /** Somebody waits for what comes: a listener, or everybody until the first key frame. Else bytes may rest in the kernel. */
  readonly watched: boolean;
};

/** For attempts that feed no stream: nobody looks at their steps. */
export const NO_OUTPUT: SourceOutput = {
  event: () => {},
  step: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: false,
};

/**
 * Whatever feeds one stream by dialling out. One call is one attempt, told top to bottom:
 * it resolves when the peer ends the stream, rejects with a `MediaError`, and rejects promptly on abort.
 * Retry is not its business: the stream's supervisor does that.
 */
export type Puller = {
  readonly protocol: string;
  runOnce(output: SourceOutput, signal: AbortSignal): Promise<void>;
  /** How long to wait after this failure where the usual backoff is wrong: what it follows is retried by itself. */
  retryAfterMs?(error: MediaError): number;
};
