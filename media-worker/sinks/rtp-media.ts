// How a track is described and cut for RTP: RFC 6184 §8, RFC 7798 §7, RFC 3640 §4.1, RFC 3551 §6, RFC 7587.
import { assert } from '../media/errors.ts';
import type { Frame } from '../media/frame.ts';
import type { Track, VideoTrack } from '../media/track.ts';
import { packetizeAac, packetizeG711, packetizeOpus } from '../protocols/rtp/audio-packetizer.ts';
import { packetizeH264 } from '../protocols/rtp/h264-packetizer.ts';
import { packetizeH265 } from '../protocols/rtp/h265-packetizer.ts';
import { MAX_PAYLOAD_BYTES, type RtpPayload } from '../protocols/rtp/payload.ts';
import type { ServedMedia } from '../protocols/rtsp/media-provider.ts';

/** Dynamic payload types, one a medium. */
const VIDEO_TYPE = 96;
const AUDIO_TYPE = 97;

/** One track on its way out over RTP: its SDP, its clock, and its packets. */
export type RtpMedia = {
  readonly kind: Track['kind'];
  readonly served: ServedMedia;
  readonly clockRate: number;
  /** Parameter sets go before every random access point, for readers that joined late. */
  payloads(frame: Frame): RtpPayload[];
};

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function videoFormat(track: VideoTrack): { rtpmap: string; fmtp: string } {
  if (track.codec === 'h265') {
    const sets = `sprop-vps=${base64(track.vps)};sprop-sps=${base64(track.sps)};sprop-pps=${track.pps.map(base64).join(',')}`;
    return { rtpmap: 'H265/90000', fmtp: sets };
  }
  const profile = Buffer.from(track.sps.subarray(1, 4)).toString('hex');
  const sets = [track.sps, ...track.pps].map(base64).join(',');
  return {
    rtpmap: 'H264/90000',
    fmtp: `packetization-mode=1;profile-level-id=${profile};sprop-parameter-sets=${sets}`,
  };
}

function videoPayloads(track: VideoTrack, frame: Frame, maxBytes: number): RtpPayload[] {
  assert(frame.kind === 'video', 'an audio frame in a video track');
  const sets =
    track.codec === 'h264' ? [track.sps, ...track.pps] : [track.vps, track.sps, ...track.pps];
  const units = frame.randomAccess ? [...sets, ...frame.nalus] : frame.nalus;
  return track.codec === 'h264'
    ? packetizeH264(units, { maxBytes })
    : packetizeH265(units, maxBytes);
}

function audioMedia(
  track: Track,
  rtpmap: string,
  fmtp: string | null,
  payloads: (data: Uint8Array) => RtpPayload[],
): RtpMedia {
  assert(track.kind === 'audio', 'a video track as audio');
  return {
    kind: 'audio',
    served: { type: 'audio', payloadType: AUDIO_TYPE, rtpmap, fmtp },
    clockRate: track.sampleRate,
    payloads: (frame) => (frame.kind === 'audio' ? payloads(frame.data) : []),
  };
}

/** `null` for a track that RTP does not carry here (MP3 from a container). */
export function rtpMedia(track: Track, maxPayloadBytes = MAX_PAYLOAD_BYTES): RtpMedia | null {
  switch (track.codec) {
    case 'h264':
    case 'h265':
      return {
        kind: 'video',
        served: { type: 'video', payloadType: VIDEO_TYPE, ...videoFormat(track) },
        clockRate: 90_000,
        payloads: (frame) => videoPayloads(track, frame, maxPayloadBytes),
      };
    case 'aac': {
      const config = Buffer.from(track.config).toString('hex');
      const fmtp = `streamtype=5;profile-level-id=1;mode=AAC-hbr;config=${config};sizelength=13;indexlength=3;indexdeltalength=3`;
      return audioMedia(
        track,
        `MPEG4-GENERIC/${track.sampleRate}/${track.channels}`,
        fmtp,
        packetizeAac,
      );
    }
    case 'g711a':
    case 'g711u': {
      const name = track.codec === 'g711a' ? 'PCMA' : 'PCMU';
      return audioMedia(
        track,
        `${name}/${track.sampleRate}/${track.channels}`,
        null,
        packetizeG711,
      );
    }
    case 'opus':
      return audioMedia(track, 'opus/48000/2', null, packetizeOpus);
    case 'mp3':
      return null;
  }
}

/**
 * What a medium that readers were told of is cut by from now on: new parameter sets go in band; a medium that became
 * another codec was never described to them, and is `null`.
 */
export function mediaNow(described: RtpMedia, tracks: readonly Track[]): RtpMedia | null {
  const { kind, served } = described;
  const now = tracks.map((track) => rtpMedia(track)).filter((one) => one !== null);
  return now.find((one) => one.kind === kind && one.served.rtpmap === served.rtpmap) ?? null;
}
