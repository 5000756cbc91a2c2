import type { RtpOutput } from './rtp-output.ts';
import type { SdpMedia, SdpOffer } from './sdp.ts';

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
  /** Lets a publisher in; absent where nobody may publish. @throws MediaError `refused`, `unsupported` */
  announce?(request: PresentationRequest, media: readonly SdpMedia[]): Announcement;
};

/** What a publisher that was let in described. */
export type Announcement = {
  /**
   * Takes its media from now on.
   * @throws MediaError `refused` when it may not
   */
  record(around: RecordingAround): Recording;
};

/** What a recording needs of the session. */
export type RecordingAround = {
  readonly overUdp: boolean;
  /** Called, once, when the publisher may go on no longer. */
  readonly evict: () => void;
  /** Sends RTCP back to who publishes, about one medium. */
  readonly rtcp: (medium: number, bytes: Uint8Array) => void;
};

/** Where a publisher's packets go, by the place of their medium in the description. */
export type Recording = {
  /** The bytes are given away. @throws MediaError */
  rtp(medium: number, bytes: Uint8Array): void;
  rtcp(medium: number, bytes: Uint8Array): void;
  /** The report due, `null` before the medium's first packet. */
  receiverReport(medium: number): Uint8Array | null;
  /** The publisher is gone. Idempotent. */
  end(): void;
};

export type ServedMedia = Omit<SdpOffer, 'control'>;
/** What all readers on connections get it as; over UDP each has a sender of its own. */
export type PresentedMedia = ServedMedia & { readonly ssrc?: number };

export type Presentation = {
  readonly name: string;
  readonly media: readonly PresentedMedia[];
  /**
   * Starts sending. `outputs` has one entry per medium, `null` where the client set none up. Packets may be sent at once.
   * Returns what stops it; stopping twice does nothing.
   */
  play(outputs: readonly (RtpOutput | null)[]): () => void;
  /** A client asks over RTCP for a random access point. Absent where none can be had. */
  wantKeyFrame?(): void;
  /** Where a client's voice may go; described to those only that require it. */
  readonly backChannel?: BackChannel;
};

/** An audio back channel: ONVIF Streaming Specification §5.3. */
export type BackChannel = {
  readonly media: ServedMedia;
  /** Called when a client that set it up begins to play. */
  open(): VoiceIntake;
};

/** One client's voice. */
export type VoiceIntake = {
  /** One RTP packet; the bytes are given away. */
  rtp(bytes: Uint8Array): void;
  /** The client is gone or has paused. Idempotent. */
  end(): void;
};
