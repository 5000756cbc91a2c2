/** One RTP payload and whether it ends its access unit. */
export type RtpPayload = {
  readonly bytes: Uint8Array;
  readonly marker: boolean;
  /** How long behind its frame's time it begins, in the track's clock; 0 unless said. */
  readonly after?: number;
};

/** Payload bytes per packet that fit 1500-byte links under IP, UDP, RTP, an extension and a tunnel. */
export const MAX_PAYLOAD_BYTES = 1400;
