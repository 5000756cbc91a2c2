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
    audio: 'AAC, G.711, Opus',
    file: 'sources/rtsp-pull.ts',
  },
  {
    direction: 'in',
    kind: 'publish',
    protocol: 'RTMP publish, stream key, Enhanced RTMP',
    video: 'H.264 (7, `avc1`), H.265 (12, `hvc1`)',
    audio: 'AAC (10, `mp4a`), G.711, MP3, Opus (`Opus`)',
    file: 'sources/rtmp-publish.ts',
  },
  {
    direction: 'in',
    kind: 'publish',
    protocol: 'RTSP publish (ANNOUNCE, RECORD): TCP interleaved and UDP, stream key',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, Opus',
    file: 'sources/rtsp-publish.ts',
  },
  {
    direction: 'in',
    kind: 'whip',
    protocol: 'WHIP: WebRTC over UDP and TCP, stream key',
    video: 'H.264, H.265',
    audio: 'Opus, G.711',
    file: 'sources/whip-publish.ts',
  },
  {
    direction: 'in',
    kind: 'http-flv',
    protocol: 'HTTP-FLV pull, redirects, Basic',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3, Opus',
    file: 'sources/http-pull.ts',
  },
  {
    direction: 'in',
    kind: 'ws-flv',
    protocol: 'WS-FLV pull',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3, Opus',
    file: 'sources/http-pull.ts',
  },
  {
    direction: 'in',
    kind: 'http-ts',
    protocol: 'MPEG-TS over HTTP',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sources/http-pull.ts',
  },
  {
    direction: 'in',
    kind: 'hls',
    protocol: 'HLS pull: MPEG-TS and fragmented MP4, live and recorded, AES-128',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sources/hls-pull.ts',
  },
  {
    direction: 'in',
    kind: 'udp-ts',
    protocol: 'MPEG-TS over UDP, uni- and multicast, bare or in RTP',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sources/ts-udp.ts',
  },
  {
    direction: 'in',
    kind: 'srt',
    protocol: 'MPEG-TS over SRT: dialled, with stream id, or one sender a port; AES',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sources/srt.ts',
  },
  {
    direction: 'in',
    kind: 'rtmp',
    protocol: 'RTMP and RTMPS pull',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3, Opus',
    file: 'sources/rtmp-pull.ts',
  },
  {
    direction: 'in',
    kind: 'rtp-ps',
    protocol: 'RTP of GB28181 devices: UDP, TCP passive and active; MPEG-PS, MPEG-TS or bare',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sources/rtp-ps.ts',
  },
  {
    direction: 'in',
    kind: 'file',
    protocol: 'MP4, FLV, MPEG-TS, MPEG-PS files, once or over and over',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sources/file.ts',
  },
  {
    direction: 'in',
    kind: 'relay',
    protocol: 'From another worker of the cluster, once for all viewers',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3, Opus',
    file: 'sources/relay-pull.ts',
  },
  {
    direction: 'out',
    kind: 'http-flv',
    protocol: 'HTTP-FLV',
    video: 'H.264, H.265 (`hvc1`; codec 12 with `?hevc=legacy`)',
    audio: 'AAC, G.711, MP3; Opus with `?opus=enhanced`',
    file: 'sinks/http-live.ts',
  },
  {
    direction: 'out',
    kind: 'ws-flv',
    protocol: 'WS-FLV',
    video: 'H.264, H.265 (`hvc1`; codec 12 with `?hevc=legacy`)',
    audio: 'AAC, G.711, MP3; Opus with `?opus=enhanced`',
    file: 'sinks/ws-live.ts',
  },
  {
    direction: 'out',
    kind: 'http-fmp4',
    protocol: 'HTTP-fMP4',
    video: 'H.264, H.265',
    audio: 'AAC; G.711 and MP3 as AAC',
    file: 'sinks/http-live.ts',
  },
  {
    direction: 'out',
    kind: 'ws-fmp4',
    protocol: 'WS-fMP4',
    video: 'H.264, H.265',
    audio: 'AAC; G.711 and MP3 as AAC',
    file: 'sinks/ws-live.ts',
  },
  {
    direction: 'out',
    kind: 'http-ts',
    protocol: 'HTTP-TS',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sinks/http-live.ts',
  },
  {
    direction: 'out',
    kind: 'ws-ts',
    protocol: 'WS-TS',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sinks/ws-live.ts',
  },
  {
    direction: 'out',
    kind: 'hls',
    protocol: 'HLS: fragmented MP4 or MPEG-TS (`?format=ts`), low latency (`?ll=1`)',
    video: 'H.264, H.265',
    audio: 'AAC, G.711 and MP3, the latter two as AAC in fragmented MP4',
    file: 'sinks/hls-output.ts',
  },
  {
    direction: 'out',
    kind: 'rtsp',
    protocol: 'RTSP play: TCP interleaved and UDP',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, Opus',
    file: 'sinks/rtsp-play.ts',
  },
  {
    direction: 'out',
    kind: 'rtmp',
    protocol: 'RTMP play',
    video: 'H.264, H.265 (`hvc1`; codec 12 to players that do not ask for it)',
    audio: 'AAC, G.711, MP3',
    file: 'sinks/rtmp-play.ts',
  },
  {
    direction: 'out',
    kind: 'whep',
    protocol: 'WHEP: WebRTC over UDP and TCP',
    video: 'H.264, made anew where it has B-frames; H.265 where offered',
    audio: 'Opus, G.711',
    file: 'sinks/whep-play.ts',
  },
  {
    direction: 'out',
    kind: 'relay',
    protocol: 'Relay push to RTMP and RTMPS servers',
    video: 'H.264, H.265 (`hvc1`; codec 12 to servers that do not list it)',
    audio: 'AAC, G.711, MP3; Opus to servers that list it',
    file: 'sinks/relay-rtmp.ts',
  },
  {
    direction: 'out',
    kind: 'relay',
    protocol:
      'Relay push to RTSP servers (ANNOUNCE, RECORD): TCP interleaved and UDP; Basic, Digest',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, Opus',
    file: 'sinks/relay-rtsp.ts',
  },
  {
    direction: 'out',
    kind: 'sender',
    protocol: 'MPEG-PS in RTP for GB28181 cascade: UDP, TCP active and passive',
    video: 'H.264, H.265',
    audio: 'AAC, G.711, MP3',
    file: 'sinks/rtp-ps-send.ts',
  },
  {
    direction: 'out',
    kind: 'still',
    protocol: 'JPEG stills through the control API',
    video: 'H.264, H.265',
    audio: '',
    file: 'sinks/still-taker.ts',
  },
  {
    direction: 'out',
    kind: 'still',
    protocol: 'JPEG over HTTP, decoded once a second at the most',
    video: 'H.264, H.265',
    audio: '',
    file: 'sinks/http-still.ts',
  },
];

/** The table as Markdown rows. */
export function capabilityRows(): readonly string[] {
  return CAPABILITIES.map(
    ({ direction, protocol, video, audio, file }) =>
      `| ${direction} | ${protocol} | ${video} | ${audio} | [\`${file}\`](${file}) |`,
  );
}
