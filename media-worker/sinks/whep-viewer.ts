import type { StreamId } from '../media/stream-id.ts';
import type { Clock } from '../platform/clock.ts';
import { buildBye, feedbackIn } from '../protocols/rtp/feedback.ts';
import type { MediaPeer } from '../protocols/webrtc/peer.ts';
import { SrtpOutput } from '../protocols/webrtc/srtp-output.ts';
import type { ViewerEnd } from './viewer.ts';
import type { Watcher } from './watcher.ts';
import type { CutFrame, FrameTaker, WhepFanout } from './whep-fanout.ts';
import type { SentTrack } from './whep-media.ts';

/** Two seconds of a 4 Mbit/s stream unsent: the viewer is slow and skips to the next random access point. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** A burst longer than this overflows the receive buffer of a browser's socket; it goes out in pieces, 5 ms apart. */
const BURST_PACKETS = 48;
const MAX_QUEUED_FRAMES = 1_000;
/** Old pictures that are sent at once are shown this far apart, so that the newest one is shown now. */
const CATCH_UP_STEP = 90;
/** A browser that lost the picture asks several times a second. */
const RESTART_EVERY_MS = 1_000;
/** Soon and often enough for sound and picture to be together at once. */
const REPORT_EVERY_MS = 2_000;

type Queued = { readonly cut: CutFrame; readonly due: number };
/** connecting: no keys yet · waiting: for a random access point · queued: frames go out in bursts · live: as they come. */
type Mode =
  | { readonly name: 'connecting' | 'waiting' | 'live' }
  | { readonly name: 'queued'; queue: Queued[]; packet: number };

/** One track's way out, and its place on the RTP clock. */
class Lane {
  readonly output: SrtpOutput;
  readonly #clockRate: number;
  #base: number | null = null;
  last = Number.NEGATIVE_INFINITY;

  constructor(output: SrtpOutput, clockRate: number) {
    this.output = output;
    this.#clockRate = clockRate;
  }

  /** RTP time, not wrapped. The stream's clock may be far along: the first timestamp is a small one. */
  time(pts: number): number {
    const ticks = Math.round((pts * this.#clockRate) / 90_000);
    this.#base ??= this.#clockRate * 60 - ticks;
    return this.#base + ticks;
  }
}

/** One browser that watches one stream. */
export class WhepViewer implements Watcher, FrameTaker {
  readonly format = 'whep';
  readonly id: string;
  readonly streamId: StreamId;
  readonly userId: string | null;
  readonly since: number;
  bytes = 0;
  framesDropped = 0;
  readonly #peer: MediaPeer;
  readonly #clock: Clock;
  readonly #fanout: Pick<WhepFanout, 'gop' | 'wantKeyFrame'>;
  readonly #address: string;
  readonly #lanes = new Map<CutFrame['kind'], Lane>();
  readonly #queued: () => void;
  readonly #ended: (viewer: WhepViewer, why: ViewerEnd) => void;
  #mode: Mode = { name: 'connecting' };
  #restartedAt = Number.NEGATIVE_INFINITY;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #over = false;

  constructor(fields: {
    readonly id: string;
    readonly streamId: StreamId;
    readonly userId: string | null;
    readonly address: string;
    readonly peer: MediaPeer;
    readonly clock: Clock;
    readonly fanout: Pick<WhepFanout, 'gop' | 'wantKeyFrame'>;
    /** It has pictures to send in bursts. */
    queued(): void;
    ended(viewer: WhepViewer, why: ViewerEnd): void;
  }) {
    this.id = fields.id;
    this.streamId = fields.streamId;
    this.userId = fields.userId;
    this.#address = fields.address;
    this.#peer = fields.peer;
    this.#clock = fields.clock;
    this.#fanout = fields.fanout;
    this.#queued = fields.queued;
    this.#ended = fields.ended;
    this.since = fields.clock.wallNow();
  }

  /** Of the media path once it is found, of the request before. */
  get address(): string {
    return this.#peer.address ?? this.#address;
  }

  get ufrag(): string {
    return this.#peer.peerUfrag;
  }

  /** Has pictures to send in bursts. */
  get isQueued(): boolean {
    return this.#mode.name === 'queued';
  }

  /** A track it gets; gives the SSRC. */
  addTrack({ track, format }: SentTrack): number {
    const output = new SrtpOutput(this.#peer, format.payloadType);
    this.#lanes.set(track.kind, new Lane(output, format.clockRate));
    return output.ssrc;
  }

  /** The keys are there: the newest GOP goes out at once, where there is one. */
  start(): void {
    this.#mode = { name: 'waiting' };
    this.#replay();
  }

  take(cut: CutFrame): void {
    const mode = this.#mode;
    const { name } = mode;
    if (name === 'connecting' || !this.#lanes.has(cut.kind)) return;
    if (mode.name === 'queued') this.#enqueue(mode, cut);
    else if (name === 'live' || cut.startsGop) this.#sendNow(cut);
    else if (cut.kind === 'video' && this.bytes > 0) this.framesDropped += 1; // before its first picture nothing is lost
  }

  /** The next burst of what is queued. */
  burst(): void {
    const mode = this.#mode;
    if (mode.name !== 'queued' || this.#isFull) return;
    for (let room = BURST_PACKETS; room > 0 && mode.queue.length > 0; )
      room -= this.#some(mode, room);
    if (mode.queue.length === 0) this.#mode = { name: 'live' };
  }

  /** What the browser asks for. */
  rtcp(packet: Uint8Array): void {
    for (const ask of feedbackIn(packet)) {
      if (ask.kind === 'key-frame') {
        this.#restart();
        this.#fanout.wantKeyFrame();
      } else if (!this.#isFull)
        for (const { output } of this.#lanes.values())
          if (output.ssrc === ask.ssrc) output.resend(ask.sequences);
    }
  }

  end(why: ViewerEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#peer.sendRtcp(buildBye([...this.#lanes.values()].map(({ output }) => output.ssrc)));
    this.#peer.close();
    this.#ended(this, why);
  }

  get #isFull(): boolean {
    return this.#peer.backlogBytes > MAX_BACKLOG_BYTES;
  }

  #sendNow(cut: CutFrame): void {
    if (this.#isFull) {
      this.framesDropped += 1;
      this.#mode = { name: 'waiting' };
      return;
    }
    const lane = this.#lanes.get(cut.kind);
    if (!lane) return;
    this.#maybeReport(cut.pts);
    if (cut.batch.starts.length > BURST_PACKETS) {
      this.#queue([{ cut, due: lane.time(cut.pts) }]);
      return;
    }
    this.#mode = { name: 'live' };
    this.#send(lane, cut, lane.time(cut.pts));
  }

  #send(lane: Lane, cut: CutFrame, due: number): void {
    lane.last = Math.max(due, lane.last + 1);
    lane.output.send(cut.batch, lane.last >>> 0);
    this.bytes += cut.batch.payloadBytes;
  }

  /** Up to `room` packets of the first frame in the queue; gives how many. */
  #some(mode: Extract<Mode, { name: 'queued' }>, room: number): number {
    const [first] = mode.queue;
    const lane = first && this.#lanes.get(first.cut.kind);
    if (!first || !lane) return room;
    const { batch } = first.cut;
    if (mode.packet === 0) lane.last = Math.max(first.due, lane.last + CATCH_UP_STEP);
    const to = Math.min(batch.starts.length, mode.packet + room);
    lane.output.send(batch, lane.last >>> 0, mode.packet, to);
    const sent = to - mode.packet;
    mode.packet = to;
    if (to === batch.starts.length) {
      mode.queue.shift();
      mode.packet = 0;
      this.bytes += batch.payloadBytes;
    }
    return Math.max(1, sent);
  }

  /** A new GOP makes what is still queued of the old one needless; a frame that was begun goes out whole. */
  #enqueue(mode: Extract<Mode, { name: 'queued' }>, cut: CutFrame): void {
    const lane = this.#lanes.get(cut.kind);
    if (cut.kind === 'audio' || !lane) return; // sound begins where the picture is live
    if (cut.startsGop) {
      mode.queue = mode.queue.slice(0, mode.packet > 0 ? 1 : 0);
    }
    mode.queue.push({ cut, due: lane.time(cut.pts) });
    if (mode.queue.length <= MAX_QUEUED_FRAMES) return;
    this.framesDropped += mode.queue.length;
    this.#mode = { name: 'waiting' };
  }

  #restart(): void {
    const now = this.#clock.monotonicNow();
    if (this.#mode.name !== 'live' || now - this.#restartedAt < RESTART_EVERY_MS) return;
    this.#restartedAt = now;
    this.#mode = { name: 'waiting' };
    this.#replay();
  }

  /** The cached GOP, quickly: its pictures end at the newest one's own time. */
  #replay(): void {
    const { gop } = this.#fanout;
    const lane = this.#lanes.get('video');
    const newest = gop.at(-1);
    if (!newest || !lane) return;
    this.#maybeReport(newest.pts);
    const until = lane.time(newest.pts);
    const queue = gop.map((cut, index) => ({
      cut,
      due: until - (gop.length - 1 - index) * CATCH_UP_STEP,
    }));
    this.#queue(queue);
  }

  #queue(queue: Queued[]): void {
    this.#mode = { name: 'queued', queue, packet: 0 };
    this.burst();
    if (this.isQueued) this.#queued();
  }

  #maybeReport(pts: number): void {
    const now = this.#clock.monotonicNow();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    const utcMs = this.#clock.wallNow();
    for (const lane of this.#lanes.values()) lane.output.report(lane.time(pts) >>> 0, utcMs);
  }
}
