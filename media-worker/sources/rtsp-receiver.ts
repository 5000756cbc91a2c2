import { isH264RandomAccess } from '../codecs/h264.ts';
import { isH265RandomAccess } from '../codecs/h265.ts';
import { ParameterSets } from '../codecs/parameter-sets.ts';
import type { SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { msToTicks, type Ticks90k, ticks90k } from '../media/ticks.ts';
import { Timeline } from '../media/timeline.ts';
import type { Track } from '../media/track.ts';
import type { AccessUnit, VideoDepacketizer } from '../protocols/rtp/access-unit.ts';
import type { AudioDepacketizer, AudioUnit } from '../protocols/rtp/audio-depacketizer.ts';
import { H264Depacketizer } from '../protocols/rtp/h264-depacketizer.ts';
import { H265Depacketizer } from '../protocols/rtp/h265-depacketizer.ts';
import { parseRtp } from '../protocols/rtp/packet.ts';
import { ReceiverStatistics } from '../protocols/rtp/receiver-statistics.ts';
import { ReorderBuffer, type ReorderLimits } from '../protocols/rtp/reorder.ts';
import { type SenderReport, senderReports, utcOfTimestamp } from '../protocols/rtp/rtcp.ts';
import type { RtspTrack } from '../protocols/rtsp/sdp-tracks.ts';
import { DecodeTimes } from './decode-times.ts';

/** Below this audio and video are together for the eye; above the other a device's clock is set wrong. */
const MIN_SHIFT_TICKS = msToTicks(20);
const MAX_SHIFT_TICKS = msToTicks(10_000);

type Shared = {
  readonly output: SourceOutput;
  readonly limits: ReorderLimits;
  /** Monotonic milliseconds. */
  readonly now: () => number;
};

/** What both media share: order, loss, statistics, and their place on the source's timeline. */
class Lane {
  readonly statistics: ReceiverStatistics;
  readonly reorder: ReorderBuffer;
  readonly clockRate: number;
  report: SenderReport | null = null;
  #timeline: Timeline | null = null;
  /** UTC (in ticks) at tick 0 of this lane, once a sender report told it. */
  utcAtZero: number | null = null;

  constructor(clockRate: number, limits: ReorderLimits) {
    this.clockRate = clockRate;
    this.statistics = new ReceiverStatistics(clockRate);
    this.reorder = new ReorderBuffer(limits);
  }

  /** Until both media have told their wall time they are put together by arrival. */
  place(timestamp: number, sinceStartMs: number): Ticks90k {
    this.#timeline ??= new Timeline({
      clockRate: this.clockRate,
      startAt: msToTicks(sinceStartMs),
    });
    const pts = this.#timeline.place(timestamp);
    if (this.report)
      this.utcAtZero = utcOfTimestamp(this.report, timestamp, this.clockRate) * 90 - pts;
    return pts;
  }
}

/** Packets of one RTSP session → stream events. Synchronous; one per session. */
export class RtspReceiver {
  readonly #shared: Shared;
  readonly #video: { lane: Lane; depacketizer: VideoDepacketizer; sets: ParameterSets };
  readonly #audio: { lane: Lane; depacketizer: AudioDepacketizer; track: Track } | null;
  readonly #lanes: readonly Lane[];
  readonly #decodeTimes = new DecodeTimes();
  readonly #codec: 'h264' | 'h265';
  #startedAtMs: number | null = null;
  #announced = false;
  #waitingForRandomAccess = true;
  #reachedRandomAccess = false;
  #audioShift = 0;
  #cameraTimeDue = false;

  constructor(tracks: readonly RtspTrack[], shared: Shared) {
    this.#shared = shared;
    const video = tracks.find((track) => track.kind === 'video');
    if (!video) throw new MediaError('bug', 'a session without video');
    const audio = tracks.find((track) => track.kind === 'audio') ?? null;
    this.#codec = video.codec;
    this.#video = {
      lane: new Lane(video.clockRate, shared.limits),
      depacketizer: video.codec === 'h264' ? new H264Depacketizer() : new H265Depacketizer(),
      sets: new ParameterSets(video.codec, video.track),
    };
    this.#audio = audio && {
      lane: new Lane(audio.clockRate, shared.limits),
      depacketizer: audio.depacketizer(),
      track: audio.track,
    };
    const audioLane = this.#audio?.lane;
    this.#lanes = tracks.map((track) =>
      track.kind === 'audio' && audioLane ? audioLane : this.#video.lane,
    );
  }

  get startedAtMs(): number | null {
    return this.#startedAtMs;
  }

  /** One RTP packet of the n-th track. The bytes must stay as they are: frames are views of them. */
  rtp(trackIndex: number, bytes: Uint8Array): void {
    const packet = parseRtp(bytes);
    const lane = this.#lanes[trackIndex];
    if (!packet || !lane) return;
    const now = this.#shared.now();
    if (this.#startedAtMs === null) {
      this.#startedAtMs = now;
      this.#shared.output.step('first-packet');
    }
    lane.statistics.packet(packet, now);
    for (const ordered of lane.reorder.push(packet, now)) {
      if (ordered.lostBefore > 0) this.#shared.output.lost(ordered.lostBefore);
      if (lane === this.#video.lane)
        for (const unit of this.#video.depacketizer.push(ordered)) this.#picture(unit);
      else for (const unit of this.#audio?.depacketizer.push(ordered) ?? []) this.#sound(unit);
    }
  }

  /** One RTCP packet of the n-th track. */
  rtcp(trackIndex: number, bytes: Uint8Array): void {
    const lane = this.#lanes[trackIndex];
    const report = senderReports(bytes).at(-1);
    if (!lane || !report) return;
    lane.report = report;
    lane.statistics.senderReport(report, this.#shared.now());
    if (lane === this.#video.lane) this.#cameraTimeDue = true;
  }

  /** Who sends the picture; `null` before its first packet. */
  get videoSsrc(): number | null {
    return this.#video.lane.statistics.ssrc;
  }

  /** The receiver report due for the n-th track, or `null` before its first packet. */
  receiverReport(trackIndex: number, ownSsrc: number): Uint8Array | null {
    return this.#lanes[trackIndex]?.statistics.report(ownSsrc, this.#shared.now()) ?? null;
  }

  #sinceStart(): number {
    return this.#shared.now() - (this.#startedAtMs ?? this.#shared.now());
  }

  #picture(unit: AccessUnit): void {
    const { sets, lane } = this.#video;
    const { output } = this.#shared;
    const { picture, changed } = sets.take(unit.nalus);
    if (changed || !this.#announced) this.#announce();
    output.jitter?.(lane.statistics.jitterMs);
    const pts = lane.place(unit.timestamp, this.#sinceStart());
    const dts = this.#decodeTimes.place(pts);
    if (picture.length === 0 || !this.#announced) return;
    const randomAccess =
      this.#codec === 'h264' ? isH264RandomAccess(picture) : isH265RandomAccess(picture);
    if (unit.afterLoss) this.#waitingForRandomAccess = true;
    if (this.#waitingForRandomAccess && !randomAccess) {
      output.lacksKeyFrame?.();
      return;
    }
    this.#waitingForRandomAccess = false;
    if (!this.#reachedRandomAccess) output.step('first-key-frame');
    this.#reachedRandomAccess = true;
    output.event({
      type: 'frame',
      frame: { kind: 'video', nalus: picture, randomAccess, pts, dts },
    });
    this.#tellCameraTime(pts, unit.timestamp); // after: a stream places the time of what it has
  }

  #announce(): void {
    const { track } = this.#video.sets;
    if (!track) return;
    const tracks = this.#audio ? [track, this.#audio.track] : [track];
    if (!this.#announced)
      this.#shared.output.step('tracks', `${track.codec} ${track.width}x${track.height}`);
    this.#announced = true;
    // New parameter sets are not yet a random access point, but the frames before it refer to pictures of the old ones.
    this.#waitingForRandomAccess = true;
    this.#shared.output.event({ type: 'tracks', tracks });
  }

  #tellCameraTime(pts: Ticks90k, timestamp: number): void {
    const { report, clockRate } = this.#video.lane;
    if (!this.#cameraTimeDue || !report) return;
    this.#cameraTimeDue = false;
    this.#shared.output.cameraTime(pts, utcOfTimestamp(report, timestamp, clockRate));
  }

  #sound(unit: AudioUnit): void {
    const audio = this.#audio;
    if (!audio) return;
    const placed = audio.lane.place(unit.timestamp, this.#sinceStart());
    this.#align(audio.lane);
    if (!this.#announced || !this.#reachedRandomAccess) return;
    const pts = ticks90k(Math.max(0, placed + this.#audioShift));
    this.#shared.output.event({ type: 'frame', frame: { kind: 'audio', data: unit.data, pts } });
  }

  #align(audio: Lane): void {
    const video = this.#video.lane;
    if (audio.utcAtZero === null || video.utcAtZero === null) return;
    const shift = audio.utcAtZero - video.utcAtZero;
    if (Math.abs(shift) > MAX_SHIFT_TICKS) return;
    if (Math.abs(shift - this.#audioShift) >= MIN_SHIFT_TICKS) this.#audioShift = Math.round(shift);
  }
}
