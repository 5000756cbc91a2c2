// MPEG transport stream: ISO/IEC 13818-1 §2.4; times come from the PES headers, the clock reference is not needed.
import { concatBytes } from '../../media/bytes.ts';
import type { StreamEvent } from '../../media/frame.ts';
import type { Ticks90k } from '../../media/ticks.ts';
import { Timeline } from '../../media/timeline.ts';
import { AudioElementary } from '../mpeg-pes/audio-elementary.ts';
import {
  type AudioCodec,
  type Elementary,
  isVideoCodec,
  type VideoCodec,
} from '../mpeg-pes/elementary.ts';
import { EventQueue } from '../mpeg-pes/event-queue.ts';
import type { PesTimes } from '../mpeg-pes/pes.ts';
import { VideoElementary } from '../mpeg-pes/video-elementary.ts';
import { ContinuityCounter } from './continuity.ts';
import { type TsPacket, TsPacketReader } from './packet-reader.ts';
import { type Pes, PesAssembler } from './pes-assembler.ts';
import { firstProgramMapPid, type ProgramStream, programStreams } from './program.ts';
import { SectionReader } from './section-reader.ts';

const PAT_PID = 0;

type Lane<E> = {
  readonly pid: number;
  readonly pes: PesAssembler;
  readonly counter: ContinuityCounter;
  readonly elementary: E;
};
type Tables = { readonly sections: SectionReader; readonly counter: ContinuityCounter };
type Picture = { readonly chunks: Uint8Array[]; readonly times: PesTimes };

/**
 * Reads the first program of a transport stream in any pieces: one video and one audio stream of it. A picture is
 * complete when the next one begins, or at `flush`. After loss video goes on at the next random access point.
 */
export class TsDemuxer {
  /** Times a packet was missing. */
  continuityErrors = 0;
  /** Elementary streams left out because their codec is unknown here or there was one already. */
  skippedStreams = 0;
  readonly #reader = new TsPacketReader();
  readonly #timeline = new Timeline({ clockRate: 90_000, bits: 33 });
  readonly #queue = new EventQueue();
  readonly #association: Tables = {
    sections: new SectionReader(),
    counter: new ContinuityCounter(),
  };
  #map: (Tables & { readonly pid: number }) | null = null;
  #video: Lane<VideoElementary> | null = null;
  #audio: Lane<AudioElementary> | null = null;
  #picture: Picture | null = null;
  #waiting = true;

  /** Copies what it keeps. @throws `malformed` for parameter sets that cannot be read, `overflow` */
  push(bytes: Uint8Array): StreamEvent[] {
    for (const packet of this.#reader.push(bytes)) this.#packet(packet);
    return this.#queue.take();
  }

  /** Nothing more comes of what was begun: the end of a file or segment. */
  flush(): StreamEvent[] {
    for (const packet of this.#reader.flush()) this.#packet(packet);
    for (const pes of this.#video?.pes.flush() ?? []) this.#videoPes(pes);
    for (const pes of this.#audio?.pes.flush() ?? []) this.#audioPes(pes);
    this.#finishPicture();
    for (const part of [this.#association, this.#map, this.#video, this.#audio])
      part?.counter.restart();
    return this.#queue.take();
  }

  #packet(packet: TsPacket): void {
    if (packet.pid === PAT_PID)
      this.#tables(this.#association, packet, (one) => this.#associate(one));
    else if (packet.pid === this.#map?.pid)
      this.#tables(this.#map, packet, (one) => this.#mapped(one));
    else if (packet.pid === this.#video?.pid) this.#videoPacket(this.#video, packet);
    else if (packet.pid === this.#audio?.pid) this.#audioPacket(this.#audio, packet);
  }

  #tables(
    { sections, counter }: Tables,
    packet: TsPacket,
    take: (section: Uint8Array) => void,
  ): void {
    const continuity = counter.judge(packet);
    if (continuity === 'repeated') return;
    if (continuity === 'gap') sections.lost();
    for (const section of sections.push(packet)) take(section);
  }

  #associate(section: Uint8Array): void {
    const pid = firstProgramMapPid(section);
    if (pid === null || pid === this.#map?.pid) return;
    this.#map = { pid, sections: new SectionReader(), counter: new ContinuityCounter() };
  }

  #mapped(section: Uint8Array): void {
    const streams = programStreams(section);
    if (!streams) return;
    const video = streams.find(isVideo);
    const audio = streams.find(isAudio);
    this.skippedStreams = streams.length - (video ? 1 : 0) - (audio ? 1 : 0);
    if (video?.pid !== this.#video?.pid || video?.codec !== this.#video?.elementary.codec)
      this.#setVideo(video);
    if (audio?.pid !== this.#audio?.pid || audio?.codec !== this.#audio?.elementary.codec)
      this.#setAudio(audio);
  }

  #setVideo(stream: (ProgramStream & { codec: VideoCodec }) | undefined): void {
    this.#finishPicture();
    this.#video = stream ? lane(stream.pid, new VideoElementary(stream.codec)) : null;
    this.#waiting = true;
    this.#queue.video = this.#video?.elementary ?? null;
    this.#queue.renew();
  }

  #setAudio(stream: (ProgramStream & { codec: AudioCodec }) | undefined): void {
    this.#audio = stream ? lane(stream.pid, new AudioElementary(stream.codec)) : null;
    this.#queue.audio = this.#audio?.elementary ?? null;
    this.#queue.renew();
  }

  #videoPacket(video: Lane<VideoElementary>, packet: TsPacket): void {
    const continuity = video.counter.judge(packet);
    if (continuity === 'repeated') return;
    if (continuity === 'gap') this.#lostVideo(video);
    for (const pes of video.pes.push(packet)) this.#videoPes(pes);
  }

  #lostVideo(video: Lane<VideoElementary>): void {
    this.continuityErrors += 1;
    // A picture whose last packet is there may still lack its end: nobody can tell without the packet that was lost.
    video.pes.drop();
    this.#picture = null;
    this.#waiting = true;
  }

  #videoPes({ times, payload }: Pes): void {
    const open = this.#picture;
    if (times === null || times.pts === open?.times.pts) {
      open?.chunks.push(payload); // a picture longer than a PES packet may be
      return;
    }
    this.#finishPicture();
    this.#picture = { chunks: [payload], times };
  }

  #finishPicture(): void {
    const picture = this.#picture;
    this.#picture = null;
    if (!picture || !this.#video) return;
    // Decode time first: it is the one that must grow when the sender's clock jumps.
    const dts = this.#timeline.place(picture.times.dts);
    const pts =
      picture.times.pts === picture.times.dts ? dts : this.#timeline.place(picture.times.pts);
    this.#take(this.#video.elementary.take(concatBytes(picture.chunks), pts, dts));
  }

  #take(taken: Elementary): void {
    const [frame] = taken.frames;
    if (frame?.kind === 'video' && frame.randomAccess) this.#waiting = false;
    this.#queue.add(this.#waiting ? { frames: [], changed: taken.changed } : taken);
  }

  #audioPacket(audio: Lane<AudioElementary>, packet: TsPacket): void {
    const continuity = audio.counter.judge(packet);
    if (continuity === 'repeated') return;
    if (continuity === 'gap') {
      this.continuityErrors += 1;
      audio.pes.drop();
      audio.elementary.lost();
    }
    for (const pes of audio.pes.push(packet)) this.#audioPes(pes);
  }

  #audioPes({ times, payload }: Pes): void {
    const audio = this.#audio;
    if (!audio) return;
    const pts: Ticks90k | null = times && this.#timeline.place(times.pts);
    const taken = audio.elementary.take(payload, pts);
    // Sound before the first picture would be announced as a stream without video.
    const beforeVideo = this.#video !== null && this.#video.elementary.track === null;
    const early = beforeVideo || (pts !== null && pts < 0);
    this.#queue.add(early ? { frames: [], changed: taken.changed } : taken);
  }
}

function lane<E>(pid: number, elementary: E): Lane<E> {
  return { pid, pes: new PesAssembler(), counter: new ContinuityCounter(), elementary };
}

function isVideo(stream: ProgramStream): stream is ProgramStream & { codec: VideoCodec } {
  return stream.codec !== null && isVideoCodec(stream.codec);
}

function isAudio(stream: ProgramStream): stream is ProgramStream & { codec: AudioCodec } {
  return stream.codec !== null && !isVideoCodec(stream.codec);
}
