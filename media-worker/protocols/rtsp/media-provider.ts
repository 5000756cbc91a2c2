import type { RtpOutput } from './rtp-output.ts';
import type { SdpOffer } from './sdp.ts';

/** What a client asks for: the decoded path without a trailing slash, and the query. */
export type PresentationRequest = {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly peer: string;
};

/** Somebody's media behind an RTSP server; the server knows nothing else about it. */
export type MediaProvider = {
  /** `null` when there is nothing under this path. May take its time (the client waits), must heed `signal`. */
  find(request: PresentationRequest, signal: AbortSignal): Promise<Presentation | null>;
};

export type ServedMedia = Omit<SdpOffer, 'control'>;

export type Presentation = {
  readonly name: string;
  readonly media: readonly ServedMedia[];
  /**
   * Starts sending. `outputs` has one entry per medium, `null` where the client set none up. Packets may be sent at once.
   * Returns what stops it; stopping twice does nothing.
   */
  play(outputs: readonly (RtpOutput | null)[]): () => void;
};
