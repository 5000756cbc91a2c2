// MPEG transport stream: ISO/IEC 13818-1; H.264 in it §2.14, H.265 §2.17, AAC as ADTS.
import { adtsHeader } from '../../codecs/aac.ts';
import { concatBytes } from '../../media/bytes.ts';
import { assert } from '../../media/errors.ts';
import type { AudioFrame, Frame, VideoFrame } from '../../media/frame.ts';
import {
  type AudioTrack,
  type Nalu,
  nalu,
  type Track,
  type VideoTrack,
} from '../../media/track.ts';
import { pesPackets, sectionPacket, TS_PACKET_BYTES } from './packets.ts';
import { pesHeader, withAnnexB } from './pes.ts';
import { AUDIO_PID, PMT_PID, pat, pmt, VIDEO_PID } from './tables.ts';

const VIDEO_STREAM = 0xe0;
const AUDIO_STREAM = 0xc0;
/** Presentation runs this far behind the clock reference, so that a decoder has the frame before it shows it: 200 ms. */
const CLOCK_LEAD = 18_000;
/** 33-bit clock */
const WRAP = 2 ** 33;

const H264_DELIMITER = nalu(Uint8Array.of(0x09, 0xf0));
const H265_DELIMITER = nalu(Uint8Array.of(0x46, 0x01, 0x50));

function parameterSets(track: VideoTrack): readonly Nalu[] {
  return track.codec === 'h264' ? [track.sps, ...track.pps] : [track.vps, track.sps, ...track.pps];
}

/** Frames to transport packets. A pure state machine: what it returns is whole packets, tables before every random access point. */
export class TsMuxer {
  #video: VideoTrack | null = null;
  #audio: AudioTrack | null = null;
  #pat: Uint8Array = new Uint8Array(0);
  #pmt: Uint8Array = new Uint8Array(0);
  #tableCounter = 0;
  #videoCounter = 0;
  #audioCounter = 0;

  /** The tables for these tracks. @throws `unsupported` for a codec that MPEG-TS does not carry */
  init(tracks: readonly Track[]): Uint8Array {
    this.#video = tracks.find((track) => track.kind === 'video') ?? null;
    this.#audio = tracks.find((track) => track.kind === 'audio') ?? null;
    this.#pat = pat();
    this.#pmt = pmt(tracks);
    return this.#tables();
  }

  /** One frame as whole transport packets. */
  write(frame: Frame): Uint8Array {
    return frame.kind === 'video' ? this.#writeVideo(frame) : this.#writeAudio(frame);
  }

  #tables(): Uint8Array {
    const counter = this.#tableCounter++;
    return concatBytes([
      sectionPacket(0, counter, this.#pat),
      sectionPacket(PMT_PID, counter, this.#pmt),
    ]);
  }

  #writeVideo(frame: VideoFrame): Uint8Array {
    const track = this.#video;
    assert(track, 'a video frame without a video track');
    const delimiter = track.codec === 'h264' ? H264_DELIMITER : H265_DELIMITER;
    const units = frame.randomAccess
      ? [delimiter, ...parameterSets(track), ...frame.nalus]
      : [delimiter, ...frame.nalus];
    const dts = frame.dts % WRAP;
    const pes = withAnnexB(
      (bytes) =>
        pesHeader(
          VIDEO_STREAM,
          bytes,
          (frame.pts + CLOCK_LEAD) % WRAP,
          (frame.dts + CLOCK_LEAD) % WRAP,
        ),
      units,
    );
    const packets = pesPackets(pes, {
      pid: VIDEO_PID,
      counter: this.#videoCounter,
      pcr: dts,
      randomAccess: frame.randomAccess,
    });
    this.#videoCounter = (this.#videoCounter + packets.length / TS_PACKET_BYTES) & 0x0f;
    return frame.randomAccess ? concatBytes([this.#tables(), packets]) : packets;
  }

  #writeAudio(frame: AudioFrame): Uint8Array {
    const track = this.#audio;
    assert(track, 'an audio frame without an audio track');
    const data =
      track.codec === 'aac' ? [adtsHeader(track, frame.data.length), frame.data] : [frame.data];
    const bytes = data.reduce((sum, part) => sum + part.length, 0);
    const pts = (frame.pts + CLOCK_LEAD) % WRAP;
    const pes = concatBytes([pesHeader(AUDIO_STREAM, bytes, pts, pts), ...data]);
    const pcr = this.#video ? null : frame.pts % WRAP;
    const packets = pesPackets(pes, {
      pid: AUDIO_PID,
      counter: this.#audioCounter,
      pcr,
      randomAccess: !this.#video,
    });
    this.#audioCounter = (this.#audioCounter + packets.length / TS_PACKET_BYTES) & 0x0f;
    return packets;
  }
}
