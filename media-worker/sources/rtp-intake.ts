import type { SourceOutput } from '../hub/source.ts';
import type { StreamEvent } from '../media/frame.ts';
import { type Ticks90k, ticks90k } from '../media/ticks.ts';
import type { Track } from '../media/track.ts';
import { parseRtp, type RtpPacket } from '../protocols/rtp/packet.ts';
import { ReceiverStatistics } from '../protocols/rtp/receiver-statistics.ts';
import { type OrderedPacket, ReorderBuffer, type ReorderLimits } from '../protocols/rtp/reorder.ts';
import { DemuxedFeed, decodeTime } from './demuxed-feed.ts';
import { laneKind, openLane, type RtpLane } from './rtp-lanes.ts';

/** Picture and sound, and as many again when a device starts anew. */
const MAX_SENDERS = 4;
const MAX_LANES = 4;
/** Of PS, TS and bare pictures alike; what sound alone has does not matter, its jitter is not told. */
const PICTURE_CLOCK_RATE = 90_000;
/** RTCP on the same port (RFC 5761 §4): types 200–204 look like these. */
const FIRST_RTCP_TYPE = 72;
const LAST_RTCP_TYPE = 76;

type Sender = { readonly reorder: ReorderBuffer; readonly lanes: Map<number, Sniffed> };
type Sniffed = {
  lane: RtpLane | null;
  lastTimestamp: number | null;
  readonly statistics: ReceiverStatistics;
};
type Owner = { readonly sniffed: Sniffed; readonly track: Track };

/** Packets of one session, of whatever payload, → stream events. Synchronous, bounded. */
export class RtpIntake {
  readonly #output: SourceOutput;
  readonly #feed: DemuxedFeed;
  readonly #limits: ReorderLimits;
  readonly #senders = new Map<number, Sender>();
  readonly #owners = new Map<Track['kind'], Owner>();
  #now: Ticks90k = ticks90k(0);

  constructor(output: SourceOutput, limits: ReorderLimits) {
    this.#output = output;
    this.#feed = new DemuxedFeed(output);
    this.#limits = limits;
  }

  /** One packet that arrived at `nowMs` (monotonic). The bytes must stay as they are. @throws `malformed`, `overflow` */
  push(bytes: Uint8Array, nowMs: number): void {
    const packet = parseRtp(bytes);
    if (!packet || isRtcp(packet)) return;
    this.#feed.received(bytes.length);
    const sender = this.#sender(packet.ssrc);
    laneOf(sender, packet.payloadType)?.statistics.packet(packet, nowMs);
    for (const ordered of sender.reorder.push(packet, nowMs)) {
      if (ordered.lostBefore > 0) {
        this.#output.lost(ordered.lostBefore);
        this.#output.lacksKeyFrame?.();
      }
      this.#ordered(sender, ordered);
    }
  }

  #ordered(sender: Sender, ordered: OrderedPacket): void {
    const sniffed = laneOf(sender, ordered.packet.payloadType);
    const lane = sniffed && this.#lane(sniffed, ordered.packet);
    if (!lane) return;
    for (const event of lane.push(ordered)) this.#tell(sniffed, event);
  }

  /** Only the first packet of a frame shows what it is: the first one seen may be from the middle of one. */
  #lane(sniffed: Sniffed, packet: RtpPacket): RtpLane | null {
    if (sniffed.lane) return sniffed.lane;
    const isStart = sniffed.lastTimestamp !== null && sniffed.lastTimestamp !== packet.timestamp;
    sniffed.lastTimestamp = packet.timestamp;
    const kind = laneKind(packet.payloadType, packet.payload);
    if (kind && (isStart || kind === 'ps' || kind.startsWith('g711')))
      sniffed.lane = openLane(kind, this.#now);
    return sniffed.lane;
  }

  #tell(sniffed: Sniffed, event: StreamEvent): void {
    if (event.type === 'tracks') {
      this.#announce(sniffed, event.tracks);
      return;
    }
    if (this.#owners.get(event.frame.kind)?.sniffed !== sniffed) return; // a second picture has no place in a stream
    const placed = this.#feed.place(event);
    if (placed.type === 'frame') this.#now = decodeTime(placed.frame);
    if (event.frame.kind === 'video') this.#output.jitter?.(sniffed.statistics.jitterMs);
    this.#feed.tell(placed);
  }

  /** Who told last owns the picture or the sound: a device that starts anew does so under another SSRC. */
  #announce(sniffed: Sniffed, tracks: readonly Track[]): void {
    for (const track of tracks) {
      const before = this.#owners.get(track.kind);
      if (track.kind === 'video' && before && before.sniffed !== sniffed) this.#feed.newTimeline();
      this.#owners.set(track.kind, { sniffed, track });
    }
    const all = [this.#owners.get('video')?.track, this.#owners.get('audio')?.track];
    this.#feed.tell({ type: 'tracks', tracks: all.filter((track) => track !== undefined) });
  }

  /** A sender that changes its SSRC is a new one; the oldest is forgotten. */
  #sender(ssrc: number): Sender {
    const known = this.#senders.get(ssrc);
    if (known) return known;
    const [oldest] = this.#senders.keys();
    if (this.#senders.size >= MAX_SENDERS && oldest !== undefined) this.#senders.delete(oldest);
    const sender: Sender = { reorder: new ReorderBuffer(this.#limits), lanes: new Map() };
    this.#senders.set(ssrc, sender);
    return sender;
  }
}

function laneOf(sender: Sender, payloadType: number): Sniffed | null {
  const known = sender.lanes.get(payloadType);
  if (known || sender.lanes.size >= MAX_LANES) return known ?? null;
  const statistics = new ReceiverStatistics(PICTURE_CLOCK_RATE);
  const sniffed: Sniffed = { lane: null, lastTimestamp: null, statistics };
  sender.lanes.set(payloadType, sniffed);
  return sniffed;
}

function isRtcp({ payloadType, marker }: RtpPacket): boolean {
  return marker && payloadType >= FIRST_RTCP_TYPE && payloadType <= LAST_RTCP_TYPE;
}
