// WHEP: streams of the hub for browsers' own WebRTC (draft-ietf-wish-whep, in the form of RFC 9725).
import { randomInt, randomUUID } from 'node:crypto';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import { originStreamId } from '../media/stream-id.ts';
import type { Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { buildAnswer } from '../protocols/webrtc/answer.ts';
import { parseOffer, type WebrtcOffer } from '../protocols/webrtc/offer.ts';
import { LEFT_CODE, WebrtcPeer } from '../protocols/webrtc/peer.ts';
import type { Wanted } from '../transcoding/wanted.ts';
import { hasReordering, tellReordering } from './picture-order.ts';
import { readWanted, type SuitingGate } from './play-request.ts';
import { untilPicture } from './until-picture.ts';
import type { ViewerEnd } from './viewer.ts';
import { KICKED, LEFT, STOPPING, type WatcherEnded, type Watchers } from './watcher.ts';
import type { WebrtcDoor } from './webrtc-door.ts';
import type { SignalledOffer, SignalledSession, SignallingWay } from './webrtc-requests.ts';
import { B_FRAMES, WhepFanout } from './whep-fanout.ts';
import { agreedMedia, sentTracks } from './whep-media.ts';
import { WhepViewer } from './whep-viewer.ts';

/** One core encrypts for some hundreds of viewers of 2 Mbit/s; beyond that everybody suffers. */
const MAX_VIEWERS = 2_000;
const BURST_EVERY_MS = 5;

export type WhepPlayOptions = {
  readonly clock: Clock;
  readonly gate: SuitingGate;
  readonly door: WebrtcDoor;
  readonly ended: WatcherEnded;
};

type Seat = { readonly stream: Stream; readonly hold: Disposable };

/** Everybody who watches over WebRTC. */
export class WhepPlay implements Watchers, SignallingWay, Disposable {
  readonly #options: WhepPlayOptions;
  readonly #fanouts = new Map<Stream, WhepFanout>();
  readonly #seats = new Map<WhepViewer, Seat>();
  #bursts: NodeJS.Timeout | null = null;

  constructor(options: WhepPlayOptions) {
    this.#options = options;
  }

  get list(): readonly WhepViewer[] {
    return [...this.#seats.keys()];
  }

  kick(id: string): boolean {
    return this.#endById(id, KICKED);
  }

  /** A session's id is in its address and nowhere else: who knows it may end it. */
  end(id: string): boolean {
    return this.#endById(id, LEFT);
  }

  session(id: string): SignalledSession | null {
    const viewer = this.list.find((one) => one.id === id);
    return viewer ? { ufrag: viewer.ufrag } : null;
  }

  /** @throws why there is nothing to watch */
  async open({ name, secret, parameters, sdp, address, signal }: SignalledOffer): Promise<{
    readonly id: string;
    readonly answer: string;
  }> {
    const { gate } = this.#options;
    const verdict = gate.check?.(secret, name) ?? null;
    if (verdict && !verdict.ok) throw refused(verdict.code, 'the ticket does not open this stream');
    const found = gate.find(name);
    if (!found) throw refused('stream.unknown', 'no such stream on this worker');
    const full = gate.admit?.(found);
    if (full) throw refused(full.code, full.message);
    const read = readWanted(parameters, 'whep');
    if (!read.ok) throw new MediaError('unsupported', read.end.message, { code: read.end.code });
    const offer = parseOffer(sdp);
    const wanted = { ...read.wanted, audio: read.wanted.audio ?? soundFor(found) };
    const { stream, hold, tracks } = await this.#suiting(found, wanted, signal);
    try {
      const sent = sentTracks(offer, tracks);
      const candidates = await this.#options.door.candidates();
      const userId = verdict?.ticket.userId ?? null;
      const { viewer, peer } = this.#seat(stream, hold, { offer, address, userId });
      const agreed = sent.map((one) => agreedMedia(one, viewer.addTrack(one)));
      const { fingerprint } = this.#options.door.certificate;
      const { ufrag, password } = peer;
      const sessionId = randomInt(2 ** 47);
      const parts = { offer, agreed, ufrag, password, fingerprint, candidates, sessionId };
      return { id: viewer.id, answer: buildAnswer(parts) };
    } catch (thrown) {
      hold[Symbol.dispose]();
      throw thrown;
    }
  }

  /**
   * The stream as wanted, running; where its pictures are reordered, one made from it without. The caller lets go of it. Of
   * a camera that is not live nothing can be told yet: what is wanted of it comes first, its slate perhaps.
   */
  async #suiting(found: Stream, wanted: Wanted, signal: AbortSignal): Promise<Found> {
    const { gate, clock } = this.#options;
    using _origin = found.hold('whep'); // until what is made of it holds it
    const wasLive = found.state === 'live';
    if (wasLive && (await tellReordering(found, clock, signal)))
      return this.#inOrder(found, wanted, signal);
    const usual = await opened(gate.suiting(found, wanted), clock, signal);
    if (wasLive || !(await isReordered(usual, clock, signal))) return usual;
    usual.hold[Symbol.dispose]();
    return this.#inOrder(found, wanted, signal);
  }

  async #inOrder(found: Stream, wanted: Wanted, signal: AbortSignal): Promise<Found> {
    const { gate, clock } = this.#options;
    const video = { codec: 'h264', height: wanted.video?.height ?? null, inOrder: true } as const;
    const made = await opened(gate.suiting(found, { ...wanted, video }), clock, signal);
    if (!hasReordering(made.stream.gop.frames)) return made;
    made.hold[Symbol.dispose]();
    throw new MediaError('unsupported', B_FRAMES.message, { code: B_FRAMES.code });
  }

  [Symbol.dispose](): void {
    for (const viewer of this.list) viewer.end(STOPPING);
    if (this.#bursts) clearInterval(this.#bursts);
  }

  #seat(
    stream: Stream,
    hold: Disposable,
    who: {
      readonly offer: WebrtcOffer;
      readonly address: string;
      readonly userId: string | null;
    },
  ): { readonly viewer: WhepViewer; readonly peer: WebrtcPeer } {
    const { clock, door } = this.#options;
    const peer = new WebrtcPeer({
      port: door.port,
      certificate: door.certificate,
      offer: who.offer,
      now: () => clock.monotonicNow(),
      events: {
        connected: () => this.#start(viewer),
        rtp: () => {},
        rtcp: (packet) => viewer.rtcp(packet),
        ended: (error) => viewer.end(endOf(error)),
      },
    });
    if (!peer.isSeated || this.#seats.size >= MAX_VIEWERS) {
      peer.close();
      throw new MediaError('overflow', 'this worker is full', { code: 'viewer.too-many' });
    }
    const viewer = new WhepViewer({
      id: randomUUID(),
      streamId: originStreamId(stream.id),
      userId: who.userId,
      address: who.address,
      peer,
      clock,
      fanout: this.#fanout(stream),
      queued: () => this.#keepBursting(),
      ended: (one, why) => this.#ended(one, why),
    });
    this.#seats.set(viewer, { stream, hold });
    return { viewer, peer };
  }

  #start(viewer: WhepViewer): void {
    const seat = this.#seats.get(viewer);
    if (!seat) return;
    viewer.start();
    this.#fanout(seat.stream).add(viewer);
  }

  /** One timer for all whose pictures go out in pieces, while there are any. */
  #keepBursting(): void {
    this.#bursts ??= setInterval(() => {
      let isBusy = false;
      for (const viewer of this.#seats.keys()) {
        viewer.burst();
        isBusy ||= viewer.isQueued;
      }
      if (isBusy || !this.#bursts) return;
      clearInterval(this.#bursts);
      this.#bursts = null;
    }, BURST_EVERY_MS);
  }

  #endById(id: string, why: ViewerEnd): boolean {
    const viewer = this.list.find((one) => one.id === id);
    viewer?.end(why);
    return viewer !== undefined;
  }

  #fanout(stream: Stream): WhepFanout {
    const known = this.#fanouts.get(stream);
    if (known) return known;
    const fanout = new WhepFanout(stream);
    this.#fanouts.set(stream, fanout);
    return fanout;
  }

  #ended(viewer: WhepViewer, why: ViewerEnd): void {
    const seat = this.#seats.get(viewer);
    this.#seats.delete(viewer);
    if (!seat) return;
    const { stream, hold } = seat;
    const fanout = this.#fanouts.get(stream);
    fanout?.remove(viewer);
    if (![...this.#seats.values()].some((other) => other.stream === stream)) {
      fanout?.[Symbol.dispose]();
      this.#fanouts.delete(stream);
    }
    hold[Symbol.dispose]();
    this.#options.ended(viewer, why);
  }
}

type Found = {
  readonly stream: Stream;
  readonly hold: Disposable;
  readonly tracks: readonly Track[];
};

async function opened(stream: Stream, clock: Clock, signal: AbortSignal): Promise<Found> {
  const hold = stream.hold('whep');
  try {
    return { stream, hold, tracks: await untilPicture(stream, clock, signal) };
  } catch (thrown) {
    hold[Symbol.dispose]();
    throw thrown;
  }
}

/** Whether WebRTC would show pictures in the wrong order. Lets go of the stream when it cannot be told. */
async function isReordered({ stream, hold }: Found, clock: Clock, signal: AbortSignal) {
  try {
    return await tellReordering(stream, clock, signal);
  } catch (thrown) {
    hold[Symbol.dispose]();
    throw thrown;
  }
}

/** AAC and MP3 become Opus; G.711 every browser takes as it is. */
function soundFor(stream: Stream): 'opus' | null {
  const known = stream.tracks.find((track) => track.kind === 'audio');
  return known?.codec === 'g711a' || known?.codec === 'g711u' ? null : 'opus';
}

function endOf(error: MediaError): ViewerEnd {
  if (error.context.code === LEFT_CODE) return LEFT;
  return { code: error.context.code ?? `webrtc.${error.kind}`, message: error.message };
}

function refused(code: string, message: string): MediaError {
  return new MediaError('refused', message, { code });
}
