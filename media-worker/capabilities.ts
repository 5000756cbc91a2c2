/** A way into or out of the worker. `kind` is the contract's word for it. */
export type Capability = {
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly protocol: string;
  readonly video: string;
  readonly audio: string;
  /** The file that joins protocol, format and hub. */
  readonly file: string;
};

/** What this worker takes in and gives out. The table in README.md is this one; a test holds them together. */
export const CAPABILITIES: readonly Capability[] = [
  {
    direction: 'in',
    kind: 'rtsp',
    protocol: 'RTSP pull: TCP interleaved and UDP; Basic, Digest MD5 and SHA-256',
    video: 'H.264, H.265',
    audio: 'AAC, G.711',
    file: 'sources/rtsp-pull.ts',
  },
  {
    direction: 'in',
    kind: 'publish',
    protocol: 'RTMP publish, stream key, Enhanced RTMP',
    video: 'H.264 (7, `avc1`), H.265 (12, `hvc1`)',
    audio: 'AAC (10, `mp4a`), G.711, MP3',
    file: 'sources/rtmp-publish.ts',
  },
  {
    direction: 'out',
    kind: 'http-flv',
    protocol: 'HTTP-FLV',
    video: 'H.264, H.265 (`hvc1`; codec 12 with `?hevc=legacy`)',
    audio: 'AAC, G.711, MP3',
    file: 'sinks/http-flv.ts',
  },
  {
    direction: 'out',
    kind: 'ws-flv',
    protocol: 'WS-FLV',
    video: 'H.264, H.265 (`hvc1`; codec 12 with `?hevc=legacy`)',
    audio: 'AAC, G.711, MP3',
    file: 'sinks/ws-flv.ts',
  },
  {
    direction: 'out',
    kind: 'still',
    protocol: 'JPEG stills through the control API',
    video: 'H.264, H.265',
    audio: '',
    file: 'sinks/still-taker.ts',
  },
];

/** The table as Markdown rows. */
export function capabilityRows(): readonly string[] {
  return CAPABILITIES.map(
    ({ direction, protocol, video, audio, file }) =>
      `| ${direction} | ${protocol} | ${video} | ${audio} | [\`${file}\`](${file}) |`,
  );
}
