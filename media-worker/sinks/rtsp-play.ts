// RTSP play: streams of the hub behind the RTSP server. One packetizing per stream and frame, shared by all readers.
import { randomUUID } from 'node:crypto';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type {
  MediaProvider,
  Presentation,
  PresentationRequest,
} from '../protocols/rtsp/media-provider.ts';
import { readWanted, type SuitingGate } from './play-request.ts';
import { RtpFanout, type RtpReader } from './rtp-fanout.ts';
import { type RtpMedia, rtpMedia } from './rtp-media.ts';
import { streamTracks } from './stream-tracks.ts';
import type { ViewerEnd } from './viewer.ts';
import { KICKED, LEFT, type Watcher, type WatcherEnded, type Watchers } from './watcher.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})$/;

export type RtspPlayOptions = SuitingGate & {
  readonly clock: Clock;
  readonly ended: WatcherEnded;
};

type Reader = Watcher & RtpReader;

/** Streams as `rtsp://host/live/NAME?ticket=…`. */
export class RtspPlay implements MediaProvider, Watchers {
  readonly #options: RtspPlayOptions;
  readonly #fanouts = new Map<
    Stream,
    { readonly fanout: RtpFanout; readonly listening: Disposable }
  >();

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
    return {
      name: id,
      media: media.map((one) => one.served),
      play: (outputs) => this.#play(stream, media, { ...who, outputs }),
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
    const fanout = new RtpFanout(media, this.#options.clock);
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
