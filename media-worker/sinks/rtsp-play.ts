// RTSP play: streams of the hub behind the RTSP server. Readers on connections share bytes, those over UDP packetizing.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type {
  MediaProvider,
  Presentation,
  PresentationRequest,
} from '../protocols/rtsp/media-provider.ts';
import { InterleavedMuxer, type Lane, newSender, type RtpSender } from './interleaved-muxer.ts';
import type { MuxerChoice } from './live-format.ts';
import { readWanted, type SuitingGate } from './play-request.ts';
import { RtpFanout, type RtpReader } from './rtp-fanout.ts';
import { type RtpMedia, rtpMedia } from './rtp-media.ts';
import { streamTracks } from './stream-tracks.ts';
import type { ViewerEnd, ViewerTransport } from './viewer.ts';
import type { Viewers } from './viewers.ts';
import { KICKED, LEFT, type Watcher, type WatcherEnded, type Watchers } from './watcher.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})$/;

export type RtspPlayOptions = SuitingGate & {
  readonly clock: Clock;
  /** Readers on connections are viewers like all others: they share bytes, pace and limits. */
  readonly viewers: Viewers;
  readonly ended: WatcherEnded;
};

/** Readers may ask for random access points: RFC 4585 §6.3.1, RFC 5104 §4.3.1. */
const KEY_FRAME_FEEDBACK = ['nack pli', 'ccm fir'];
/** Sound and picture; a stream has no more. */
const MAX_MEDIA = 4;

/** Nothing is said at the end: RTSP has no word for it, the connection closes. */
function transport(socket: Socket): ViewerTransport {
  return {
    format: 'rtsp',
    framed: false,
    socket,
    prologue: Buffer.alloc(0),
    finish: (end) => {
      if (end !== LEFT) socket.destroySoon(); // paused or torn down: the connection goes on
    },
  };
}

type Reader = Watcher & RtpReader;

/** Streams as `rtsp://host/live/NAME?ticket=…`. */
export class RtspPlay implements MediaProvider, Watchers {
  readonly #options: RtspPlayOptions;
  readonly #fanouts = new Map<
    Stream,
    { readonly fanout: RtpFanout; readonly listening: Disposable }
  >();

  readonly #senders = new WeakMap<Stream, readonly RtpSender[]>();
  readonly #readers = new Set<Reader>();
  readonly #kicked = new Map<Watcher, () => void>();

  constructor(options: RtspPlayOptions) {
    this.#options = options;
  }

  get list(): readonly Watcher[] {
    return [...this.#readers];
  }

  /** Its packets stop at once; the connection ends when the reader notices. */
  kick(id: string): boolean {
    const reader = this.list.find((one) => one.id === id);
    if (reader) this.#kicked.get(reader)?.();
    return reader !== undefined;
  }

  async find(
    { path, query, peer }: PresentationRequest,
    signal: AbortSignal,
  ): Promise<Presentation | null> {
    const id = PATH.exec(path)?.[1];
    if (id === undefined) return null;
    const verdict = this.#options.check?.(query.get('ticket'), id);
    if (verdict && !verdict.ok)
      throw new MediaError('refused', 'the ticket does not open this stream', {
        code: verdict.code,
      });
    const read = readWanted(query, 'rtsp');
    if (!read.ok) throw new MediaError('refused', read.end.message, { code: read.end.code });
    const origin = this.#options.find(id);
    if (!origin) return null;
    const full = this.#options.admit?.(origin);
    if (full) throw new MediaError('overflow', full.message, { code: full.code });
    const stream = this.#options.suiting(origin, read.wanted);
    const hold = stream.hold('rtsp');
    const tracks = await streamTracks(stream, this.#options.clock, signal).finally(() =>
      hold[Symbol.dispose](),
    );
    const media = tracks.map((track) => rtpMedia(track)).filter((one) => one !== null);
    if (media.length === 0)
      throw new MediaError('unsupported', 'RTP carries none of the tracks', {
        code: 'rtsp.no-supported-track',
      });
    const who = { streamId: origin.id, address: peer, userId: verdict?.ticket.userId ?? null };
    const senders = this.#sendersOf(stream);
    return {
      name: id,
      media: media.map((one, index) => ({
        ...one.served,
        ...(one.kind === 'video' ? { feedback: KEY_FRAME_FEEDBACK } : {}),
        ssrc: senders[index]?.ssrc ?? 0,
      })),
      wantKeyFrame: () => stream.wantKeyFrame(),
      play: (outputs) =>
        this.#playShared(stream, media, { ...who, outputs }) ??
        this.#play(stream, media, { ...who, outputs }),
    };
  }

  #sendersOf(stream: Stream): readonly RtpSender[] {
    const known = this.#senders.get(stream) ?? Array.from({ length: MAX_MEDIA }, newSender);
    this.#senders.set(stream, known);
    return known;
  }

  /** On connections all bytes are shared; `null` where some medium goes over UDP. */
  #playShared(
    stream: Stream,
    media: readonly RtpMedia[],
    { outputs, userId }: Pick<Reader, 'userId' | 'outputs'>,
  ): (() => void) | null {
    const senders = this.#sendersOf(stream);
    const lanes: Lane[] = [];
    let socket: Socket | null = null;
    for (const [index, output] of outputs.entries()) {
      const [one, sender] = [media[index], senders[index]];
      if (!output || !one || !sender) continue;
      if (output.route.protocol !== 'tcp') return null;
      socket = output.route.socket;
      const { channels } = output.route;
      lanes.push({ media: one, sender, channels, payloadType: one.served.payloadType });
    }
    if (!socket) return null;
    const format = this.#interleaved(stream, lanes);
    const place = this.#options.viewers.join({ stream, format, userId }, transport(socket));
    return () => place[Symbol.dispose]();
  }

  #interleaved(stream: Stream, lanes: readonly Lane[]): MuxerChoice {
    const layout = lanes.map(
      ({ media, channels }) => `${media.served.rtpmap} ${channels.join('-')}`,
    );
    const { wallNow } = this.#options.clock;
    return {
      key: `rtsp ${layout.join(' ')}`,
      open: () => new InterleavedMuxer(lanes, { wallNow, newestPts: stream.gop.newestPts }),
    };
  }

  #play(
    stream: Stream,
    media: readonly RtpMedia[],
    who: Pick<Reader, 'streamId' | 'address' | 'userId' | 'outputs'>,
  ): () => void {
    const hold = stream.hold('rtsp');
    const fanout = this.#fanout(stream, media);
    const since = this.#options.clock.wallNow();
    const reader: Reader = {
      ...who,
      id: randomUUID(),
      format: 'rtsp',
      since,
      waiting: true,
      bytes: 0,
      framesDropped: 0,
    };
    this.#readers.add(reader);
    fanout.add(reader, stream.gop.frames);
    const stop = (why: ViewerEnd) => {
      if (!this.#readers.delete(reader)) return;
      this.#kicked.delete(reader);
      fanout.remove(reader);
      this.#closeIfEmpty(stream);
      hold[Symbol.dispose]();
      this.#options.ended(reader, why);
    };
    this.#kicked.set(reader, () => stop(KICKED));
    return () => stop(LEFT);
  }

  #fanout(stream: Stream, media: readonly RtpMedia[]): RtpFanout {
    const known = this.#fanouts.get(stream);
    if (known) return known.fanout;
    const fanout = new RtpFanout(media, this.#options.clock, stream.gop.newestPts);
    this.#fanouts.set(stream, { fanout, listening: stream.listen(fanout) });
    return fanout;
  }

  #closeIfEmpty(stream: Stream): void {
    const known = this.#fanouts.get(stream);
    if (!known || known.fanout.size > 0) return;
    known.listening[Symbol.dispose]();
    this.#fanouts.delete(stream);
  }
}
