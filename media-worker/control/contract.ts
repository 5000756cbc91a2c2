/**
 * What the server and a media worker say to each other: zod schemas for the worker's control router
 * (tRPC over HTTP on a private port). No Node imports, no logic: both sides read it, as one file, since it is one contract.
 */
import { z } from 'zod';

/** 1–96 characters of `A–Z a–z 0–9 . _ -`. */
export const streamIdSchema = z.string().regex(/^[A-Za-z0-9._-]{1,96}$/);

export const errorKindSchema = z.enum([
  'malformed',
  'unsupported',
  'unreachable',
  'timeout',
  'refused',
  'overflow',
  'storage',
  'bug',
]);
export const sourceStepSchema = z.enum([
  'resolve',
  'connect',
  'sign-in',
  'describe',
  'setup',
  'first-packet',
  'tracks',
  'first-key-frame',
]);
export const rtspTransportSchema = z.enum(['auto', 'tcp', 'udp']);

/** An RTSP address apart from its credentials, so that the address alone can be logged. */
export const rtspSourceSchema = z.object({
  kind: z.literal('rtsp'),
  url: z.string().max(2048),
  username: z.string().max(256).optional(),
  password: z.string().max(256).optional(),
  transport: rtspTransportSchema.default('auto'),
});
const pulledAddress = {
  url: z.string().max(2048),
  username: z.string().max(256).optional(),
  password: z.string().max(256).optional(),
};
/** FLV over HTTP or WebSocket, MPEG-TS over HTTP, HLS; the address apart from its credentials. */
const httpFlvSourceSchema = z.object({ kind: z.literal('http-flv'), ...pulledAddress });
const wsFlvSourceSchema = z.object({ kind: z.literal('ws-flv'), ...pulledAddress });
const httpTsSourceSchema = z.object({ kind: z.literal('http-ts'), ...pulledAddress });
const hlsSourceSchema = z.object({ kind: z.literal('hls'), ...pulledAddress });
/** `rtmp(s)://host[:port]/app/name[?query]` on another server. */
const rtmpSourceSchema = z.object({ kind: z.literal('rtmp'), url: z.string().max(2048) });
/** MPEG-TS sent to `udp://<local address or multicast group>:<port>`, bare or in RTP. */
const udpTsSourceSchema = z.object({
  kind: z.literal('udp-ts'),
  url: z.string().max(256),
  /** Local address on whose interface a group is joined. */
  networkInterface: z.string().max(64).optional(),
});
/**
 * MPEG-TS over SRT: `srt://host:port[?streamid=…&latency=<ms>]` is dialled, `srt://<local address>:port?mode=listener` waits for
 * one sender at a time, who must know the passphrase.
 */
const srtSourceSchema = z.object({
  kind: z.literal('srt'),
  url: z.string().max(2048),
  passphrase: z.string().max(256).optional(),
});
/** The media leg of GB/T 28181: the device sends to a leased port, or we connect to the port it answered with. */
const rtpPsSourceSchema = z.object({
  kind: z.literal('rtp-ps'),
  from: z.discriminatedUnion('mode', [
    z.object({ mode: z.literal('passive'), lease: z.string().max(64) }),
    z.object({
      mode: z.literal('active'),
      host: z.string().max(253),
      port: z.number().int().min(1).max(65_535),
    }),
  ]),
});
/** A channel of a device that signed in to the server, which invites it when it is wanted. */
const gb28181SourceSchema = z.object({
  kind: z.literal('gb28181'),
  deviceId: z.string().regex(/^\d{20}$/),
  channelId: z.string().regex(/^\d{20}$/),
  sub: z.boolean(),
});
/** An MP4, FLV, MPEG-TS or MPEG-PS file below the worker's media folder. */
const fileSourceSchema = z.object({
  kind: z.literal('file'),
  path: z.string().min(1).max(1024),
  loop: z.boolean().default(true),
});
/** The stream of the same id on the worker that has its source; viewers here share one connection to it. */
const relaySourceSchema = z.object({
  kind: z.literal('relay'),
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
});
/** The most cells of a mosaic, and the most columns and rows of its grid. */
export const MOSAIC_BOUNDS = { cells: 25, lines: 8 } as const;
const line = z.number().int().min(0).max(MOSAIC_BOUNDS.lines);
const mosaicCellSchema = z.object({
  /** Another stream of this worker; null: an empty cell. */
  streamId: streamIdSchema.nullable(),
  title: z.string().max(256).default(''),
  /** Column, row, width and height in units of the grid. */
  place: z.tuple([line, line, line.min(1), line.min(1)]),
});
/** One picture of many streams 拼接画面: H.264 with titles and a clock, made while somebody watches. */
export const mosaicSourceSchema = z
  .object({
    kind: z.literal('mosaic'),
    size: z.enum(['1280x720', '1920x1080']).default('1280x720'),
    /** Pictures a second, at the most. */
    fps: z.number().int().min(1).max(15).default(12),
    columns: line.min(1),
    rows: line.min(1),
    cells: z.array(mosaicCellSchema).min(1).max(MOSAIC_BOUNDS.cells),
    /** Of the clock, IANA name; absent: the worker's own. */
    timeZone: z.string().max(64).refine(isTimeZone, 'mosaic.bad-time-zone').optional(),
  })
  .refine(isSoundMosaic, 'mosaic.bad-layout: cells lie outside of the grid or over each other');
export type MosaicSource = z.infer<typeof mosaicSourceSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false; // a RangeError says that there is no such zone
  }
}

type Grid = {
  readonly columns: number;
  readonly rows: number;
  readonly cells: readonly { readonly place: readonly [number, number, number, number] }[];
};

function isSoundMosaic({ columns, rows, cells }: Grid): boolean {
  const taken = new Set<number>();
  for (const { place } of cells) {
    const [x, y, width, height] = place;
    if (x + width > columns || y + height > rows) return false;
    for (let unit = 0; unit < width * height; unit += 1) {
      const at = (y + Math.floor(unit / width)) * columns + x + (unit % width);
      if (taken.has(at)) return false;
      taken.add(at);
    }
  }
  return true;
}

/** Somebody pushes to us over RTMP or RTSP at `/live/<stream id>?key=<key>`. */
export const publishSourceSchema = z.object({
  kind: z.literal('publish'),
  /** SHA-256 of the stream key, lower-case hex; absent: anybody may publish (only in a worker run alone). */
  keySha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export const sourceSpecSchema = z.discriminatedUnion('kind', [
  rtspSourceSchema,
  publishSourceSchema,
  httpFlvSourceSchema,
  wsFlvSourceSchema,
  httpTsSourceSchema,
  hlsSourceSchema,
  rtmpSourceSchema,
  udpTsSourceSchema,
  srtSourceSchema,
  rtpPsSourceSchema,
  gb28181SourceSchema,
  fileSourceSchema,
  relaySourceSchema,
  mosaicSourceSchema,
]);

/** What a connection test and a liveness check can dial. */
export const probedSourceSchema = z.discriminatedUnion('kind', [rtspSourceSchema, srtSourceSchema]);

export const sourceKindSchema = z.enum([
  'rtsp',
  'publish',
  'http-flv',
  'ws-flv',
  'http-ts',
  'hls',
  'rtmp',
  'udp-ts',
  'srt',
  'rtp-ps',
  'gb28181',
  'file',
  'relay',
  'mosaic',
]);

/** What a lease of an RTP port is asked with: an SSRC shares one port with others, without one it is a port of its own. */
export const rtpLeaseRequestSchema = z.object({
  ssrc: z.number().int().min(1).max(0xffff_ffff).optional(),
});
/** A port a device is told to send to; unclaimed by a stream it expires after a minute. */
export const rtpLeaseSchema = z.object({ id: z.string(), port: z.number().int() });

/** A stream as the server wants it to be; putting the same spec twice changes nothing. */
export const streamSpecSchema = z.object({
  id: streamIdSchema,
  source: sourceSpecSchema,
  /** Keep the source running although nobody watches. */
  keepWarm: z.boolean().default(false),
  /** How long the source outlives its last holder. */
  stopAfterMs: z.number().int().min(0).max(3_600_000).default(30_000),
  /** How long HLS segments are, 2 s unless said; takes effect when nobody plays HLS. */
  hlsSegmentSeconds: z.number().int().min(1).max(60).optional(),
  /** Who comes beyond these is refused: `stream.too-many-viewers`, `stream.over-bandwidth`. */
  maxViewers: z.number().int().min(1).max(100_000).optional(),
  maxMbps: z.number().positive().max(1_000_000).optional(),
  /** The camera's name, for people. */
  title: z.string().max(256).optional(),
  /** Viewers stay when the source goes: a picture that says why plays until it is back. Off unless said. */
  slate: z.boolean().optional(),
});
export type StreamSpec = z.infer<typeof streamSpecSchema>;

export const trackStateSchema = z.object({
  kind: z.enum(['video', 'audio']),
  codec: z.string(),
  codecString: z.string(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  fps: z.number().optional(),
  sampleRate: z.number().int().optional(),
  channels: z.number().int().optional(),
});

export const streamFailureSchema = z.object({
  kind: errorKindSchema,
  /** Stable code, e.g. `rtsp.unauthorized`; shown to people in their language. */
  code: z.string(),
  /** The step that broke, when one did. */
  step: sourceStepSchema.optional(),
  /** For engineers; never holds credentials. */
  message: z.string(),
  at: z.number(),
});

/** idle: no holder · connecting: until the first key frame · live · retrying: waiting for the next attempt. */
export const streamStateNameSchema = z.enum(['idle', 'connecting', 'live', 'retrying']);

export const traceEntrySchema = z.object({
  at: z.number(),
  step: z.string(),
  detail: z.string().optional(),
});

/** What is made of a stream for viewers who cannot play it as it comes. */
const derivedStateSchema = z.object({
  /** Conversions in order, e.g. `h264-720~aac`. */
  name: z.string(),
  state: streamStateNameSchema,
  tracks: z.array(trackStateSchema),
  holders: z.array(z.object({ name: z.string(), since: z.number() })),
  failure: streamFailureSchema.nullable(),
  bitrate: z.number(),
  /** Frames there was no time to convert. */
  framesDropped: z.number(),
});

/** What a running mosaic shows and what that costs. */
const mosaicStateSchema = z.object({
  cells: z.array(
    z.object({
      streamId: streamIdSchema.nullable(),
      /** Why it has no picture; null: it has one, or is an empty cell. */
      code: z.string().nullable(),
      /** Of that, UTC ms. */
      since: z.number().nullable(),
      /** Every picture, or only random access points, as the cell is small for what its stream costs. */
      decoding: z.enum(['all', 'key-frames', 'none']),
    }),
  ),
  /** What is decoded a second, all cells together. */
  picturesPerSecond: z.number(),
  pixelsPerSecond: z.number(),
  /** Pictures of cells there was no time to decode. */
  framesDropped: z.number(),
});
export type MosaicState = z.infer<typeof mosaicStateSchema>;

export const streamStateSchema = z.object({
  id: streamIdSchema,
  state: streamStateNameSchema,
  /** UTC ms. */
  since: z.number(),
  sourceKind: sourceKindSchema,
  tracks: z.array(trackStateSchema),
  holders: z.array(z.object({ name: z.string(), since: z.number() })),
  viewers: z.number().int(),
  failure: streamFailureSchema.nullable(),
  /** UTC ms of the next attempt while retrying. */
  nextAttemptAt: z.number().nullable(),
  bytesIn: z.number(),
  framesIn: z.number(),
  packetsLost: z.number(),
  /** RFC 3550, of the picture's packets; null where the source is none of RTP. */
  jitterMs: z.number().nullable(),
  /** Bits a second on the wire. */
  bitrate: z.number(),
  /** Bits a second of frames, without what carries them. */
  videoBitrate: z.number(),
  audioBitrate: z.number(),
  /** Pictures that came a second, whatever the parameter sets promise. */
  fps: z.number(),
  /** The newest whole GOP; null before the second random access point. */
  gop: z.object({ frames: z.number().int(), seconds: z.number() }).nullable(),
  /** What is cached for those who join. */
  gopFrames: z.number(),
  gopBytes: z.number(),
  derived: z.array(derivedStateSchema),
  /** Of a mosaic that runs. */
  mosaic: mosaicStateSchema.nullable().default(null),
  trace: z.array(traceEntrySchema),
});
export type StreamState = z.infer<typeof streamStateSchema>;

export const viewerStateSchema = z.object({
  id: z.string(),
  streamId: streamIdSchema,
  format: z.enum([
    'http-flv',
    'ws-flv',
    'http-fmp4',
    'ws-fmp4',
    'http-ts',
    'ws-ts',
    'hls',
    'rtsp',
    'rtmp',
    'whep',
  ]),
  address: z.string(),
  userId: z.string().nullable(),
  since: z.number(),
  bytes: z.number(),
  framesDropped: z.number(),
});
export type ViewerState = z.infer<typeof viewerStateSchema>;

/** One line of a connection test; the last has `done: true`. */
export const probeStepSchema = z.object({
  step: z.enum([...sourceStepSchema.options, 'picture']),
  ok: z.boolean(),
  /** Milliseconds since the test began. */
  afterMs: z.number(),
  detail: z.string().optional(),
  failure: streamFailureSchema.optional(),
  tracks: z.array(trackStateSchema).optional(),
  /** First picture, on step `picture`. */
  jpegBase64: z.string().optional(),
  done: z.boolean(),
});
export type ProbeStep = z.infer<typeof probeStepSchema>;

/** A cheap liveness check: OPTIONS and DESCRIBE, or the handshake of SRT; no media. */
export const checkResultSchema = z.object({
  ok: z.boolean(),
  roundTripMs: z.number(),
  failure: streamFailureSchema.nullable(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

export const stillSchema = z.object({
  jpegBase64: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  /** UTC ms at which the worker received the picture. */
  takenAt: z.number(),
});
export type Still = z.infer<typeof stillSchema>;

/** A stream to be sent on to another server: `rtmp(s)://host/app/name[?key]` or `rtsp://host/path`, in an allowed network. */
export const relaySpecSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,96}$/),
  streamId: streamIdSchema,
  url: z.string().max(2048),
  /** For RTSP, apart from the address. */
  username: z.string().max(256).optional(),
  password: z.string().max(256).optional(),
  /** How RTP goes out over RTSP. */
  transport: z.enum(['tcp', 'udp']).default('tcp'),
});
/** A stream to be sent to a platform as MPEG-PS in RTP (GB/T 28181 cascade), by what signalling agreed on. */
export const senderSpecSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,96}$/),
  streamId: streamIdSchema,
  ssrc: z.number().int().min(0).max(0xffff_ffff),
  to: z.discriminatedUnion('mode', [
    z.object({
      mode: z.enum(['udp', 'tcp-active']),
      host: z.string().max(253),
      port: z.number().int().min(1).max(65_535),
    }),
    /** The platform connects to the port that `senders.put` answers. */
    z.object({ mode: z.literal('tcp-passive') }),
  ]),
});
/** waiting: for the stream's tracks · connecting · sending · retrying: waiting for the next attempt. */
export const pushStateNameSchema = z.enum(['waiting', 'connecting', 'sending', 'retrying']);
const pushFailureSchema = z.object({
  kind: errorKindSchema,
  code: z.string(),
  message: z.string(),
  at: z.number(),
});
/** What is told of a stream that is sent to somebody. */
export const pushStateSchema = z.object({
  id: z.string(),
  streamId: streamIdSchema,
  /** Without credentials and keys. */
  target: z.string(),
  state: pushStateNameSchema,
  since: z.number(),
  bytes: z.number(),
  framesDropped: z.number(),
  failure: pushFailureSchema.nullable(),
  nextAttemptAt: z.number().nullable(),
  trace: z.array(traceEntrySchema),
});

/**
 * Somebody wants to talk through a device. The voice comes from their page over `/talk/<id>?ticket=…` and goes to an RTSP
 * back channel; with `stream` it goes into the stream that is answered and nowhere else, for `senders.put` to send on.
 */
export const talkRequestSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/),
  cameraId: z.string().max(96),
  userId: z.string().max(96),
  to: z.discriminatedUnion('kind', [rtspSourceSchema, z.object({ kind: z.literal('stream') })]),
});
export type TalkRequest = z.infer<typeof talkRequestSchema>;
/** The device's loudspeaker is open; the voice is to come within 10 s. */
export const talkOpenedSchema = z.object({
  streamId: streamIdSchema,
  /** What the device takes. */
  codec: z.enum(['g711a', 'g711u']),
});
export type TalkOpened = z.infer<typeof talkOpenedSchema>;
export const talkStateSchema = z.object({
  id: z.string(),
  cameraId: z.string(),
  userId: z.string(),
  /** waiting: for the voice. */
  state: z.enum(['connecting', 'waiting', 'on-air']),
  since: z.number(),
  /** 20 ms of voice each. */
  packets: z.number().int(),
  /** Too old to be said when they came. */
  framesDropped: z.number().int(),
});

/** Facts a worker reports, at least once and in order; `seq` grows by one within an epoch, `epoch` changes when the worker restarts. */
export const workerEventSchema = z.discriminatedUnion('type', [
  z.object({
    seq: z.number().int(),
    epoch: z.string(),
    at: z.number(),
    type: z.literal('stream.state'),
    streamId: streamIdSchema,
    state: streamStateNameSchema,
    failure: streamFailureSchema.nullable(),
    tracks: z.array(trackStateSchema),
  }),
  /**
   * A viewer joined a stream of GB/T 28181 behind an old key frame, or its pictures cannot be decoded until one comes: the
   * server's signalling asks the device (`IFameCmd`, since 2022 `IFrameCmd`). At most once a second a stream; needless seconds
   * later.
   */
  z.object({
    seq: z.number().int(),
    epoch: z.string(),
    at: z.number(),
    type: z.literal('stream.key-frame-wanted'),
    streamId: streamIdSchema,
  }),
  z.object({
    seq: z.number().int(),
    epoch: z.string(),
    at: z.number(),
    type: z.literal('viewer.ended'),
    streamId: streamIdSchema,
    viewerId: z.string(),
    userId: z.string().nullable(),
    since: z.number(),
    bytes: z.number(),
    framesDropped: z.number(),
    reason: z.string(),
  }),
  z.object({
    seq: z.number().int(),
    epoch: z.string(),
    at: z.number(),
    type: z.literal('push.state'),
    /** Which list it stands in. */
    kind: z.enum(['relay', 'sender']),
    id: z.string(),
    streamId: streamIdSchema,
    state: pushStateNameSchema,
    failure: pushFailureSchema.nullable(),
  }),
  z.object({
    seq: z.number().int(),
    epoch: z.string(),
    at: z.number(),
    type: z.literal('talk.ended'),
    talkId: z.string(),
    /** Of the voice. */
    streamId: streamIdSchema,
    cameraId: z.string(),
    userId: z.string(),
    since: z.number(),
    packets: z.number().int(),
    framesDropped: z.number().int(),
    /** Stable code, e.g. `talk.released` or `talk.too-long`. */
    reason: z.string(),
  }),
]);
export type WorkerEvent = z.infer<typeof workerEventSchema>;

/** What a worker tells about itself when it registers with the server, and every few seconds after. */
export const nodeReportSchema = z.object({
  nodeId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  epoch: z.string(),
  version: z.string(),
  controlUrl: z.string(),
  /** Port of HTTP-FLV and WS-FLV; the browser reaches it on the host it reached the server on, unless `publicHost` says otherwise. */
  mediaPort: z.number().int(),
  rtmpPort: z.number().int(),
  rtspPort: z.number().int().nullable(),
  /** The same over TLS; null without a certificate, and from workers that do not tell. */
  httpsPort: z.number().int().nullable().default(null),
  rtmpsPort: z.number().int().nullable().default(null),
  rtspsPort: z.number().int().nullable().default(null),
  publicHost: z.string().nullable(),
  /** Digits a division code begins with (GB/T 2260): cameras there are carried here first; null: anywhere. */
  region: z.string().nullable(),
  /** Share of the load beside other workers; 100 is usual. */
  weight: z.number().int().min(1).max(1_000),
  startedAt: z.number(),
  streams: z.number().int(),
  viewers: z.number().int(),
  /** Share of one core used since the last report, 0–1. */
  cpu: z.number(),
  residentBytes: z.number(),
});
export type NodeReport = z.infer<typeof nodeReportSchema>;
