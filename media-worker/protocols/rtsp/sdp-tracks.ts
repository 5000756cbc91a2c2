// Which media of a DESCRIBE answer we can carry: RFC 6184 §8.1, RFC 7798 §7.1, RFC 3640 §4.1, RFC 3551 §6, RFC 7587.
import { aacTrack } from '../../codecs/aac.ts';
import { g711Track } from '../../codecs/g711.ts';
import { h264NalType, h264Track } from '../../codecs/h264.ts';
import { h265Track } from '../../codecs/h265.ts';
import { OPUS_CLOCK_RATE, opusTrack } from '../../codecs/opus.ts';
import { MediaError } from '../../media/errors.ts';
import { type Nalu, nalu, type Track, type VideoTrack } from '../../media/track.ts';
import {
  AacDepacketizer,
  type AudioDepacketizer,
  PlainAudioDepacketizer,
} from '../rtp/audio-depacketizer.ts';
import { fmtpParameters, formatAttribute, type SdpMedia } from './sdp.ts';

type Common = {
  readonly media: SdpMedia;
  readonly payloadType: number;
  readonly clockRate: number;
};
/** A medium that can be carried. `track` is null while the description lacks parameter sets: they come in band. */
export type RtspTrack =
  | (Common & {
      readonly kind: 'video';
      readonly codec: 'h264' | 'h265';
      readonly track: VideoTrack | null;
      /** How its sender is asked for a random access point; `null` where it says nothing of that. */
      readonly keyFrameRequest: 'pli' | 'fir' | null;
    })
  | (Common & {
      readonly kind: 'audio';
      readonly track: Track;
      readonly depacketizer: () => AudioDepacketizer;
    });

type Encoding = { readonly name: string; readonly clockRate: number; readonly channels: number };

/** Static payload types of RFC 3551 that cameras use without an rtpmap. */
const STATIC: Readonly<Record<number, Encoding>> = {
  0: { name: 'PCMU', clockRate: 8000, channels: 1 },
  8: { name: 'PCMA', clockRate: 8000, channels: 1 },
};

/** What a payload type of a medium is; `null` where nobody says. */
export function encodingOf(media: SdpMedia, payloadType: number): Encoding | null {
  const map = formatAttribute(media, 'rtpmap', payloadType);
  const match = map ? /^([\w.+-]+)\/(\d{1,6})(?:\/(\d{1,2}))?/.exec(map) : null;
  if (!match) return STATIC[payloadType] ?? null;
  const clockRate = Number(match[2]);
  if (clockRate < 1000) return null;
  return { name: (match[1] ?? '').toUpperCase(), clockRate, channels: Number(match[3] ?? 1) };
}

/** The tracks of one description: at most one video and one audio, the first of each that we can carry. */
export function supportedTracks(media: readonly SdpMedia[]): RtspTrack[] {
  const found: RtspTrack[] = [];
  for (const one of media) {
    const track = supportedTrack(one);
    if (track && !found.some((other) => other.kind === track.kind)) found.push(track);
  }
  return found;
}

/** What the description offers, for the message that we can carry none of it: `MP4V-ES, G726-32`. */
export function offeredEncodings(media: readonly SdpMedia[]): string {
  const names = media.flatMap((one) =>
    one.formats.map((format) => encodingOf(one, format)?.name ?? `${one.type} ${format}`),
  );
  return names.slice(0, 8).join(', ');
}

function supportedTrack(media: SdpMedia): RtspTrack | null {
  for (const payloadType of media.formats) {
    const encoding = encodingOf(media, payloadType);
    if (!encoding) continue;
    const fmtp = fmtpParameters(formatAttribute(media, 'fmtp', payloadType));
    const common = { media, payloadType, clockRate: encoding.clockRate };
    if (media.type === 'video') {
      const codec = VIDEO[encoding.name];
      if (!codec || (codec === 'h265' && usesDecodingOrderNumbers(fmtp))) continue;
      const keyFrameRequest = keyFrameRequestOf(media, payloadType);
      return {
        ...common,
        kind: 'video',
        codec,
        track: describedTrack(codec, fmtp),
        keyFrameRequest,
      };
    }
    const audio = media.type === 'audio' ? audioTrack(encoding, fmtp) : null;
    if (audio) return { ...common, kind: 'audio', ...audio };
  }
  return null;
}

/** RFC 4585 §4.2, RFC 5104 §7.1. Servers that speak the feedback profile without saying what of it know PLI. */
function keyFrameRequestOf(media: SdpMedia, payloadType: number): 'pli' | 'fir' | null {
  const offered = (media.attributes.get('rtcp-fb') ?? []).flatMap((value) => {
    const [format = '', ...kind] = value.toLowerCase().split(/\s+/);
    return format === '*' || Number(format) === payloadType ? [kind.join(' ')] : [];
  });
  if (offered.includes('nack pli')) return 'pli';
  if (offered.includes('ccm fir')) return 'fir';
  return usesFeedbackProfile(media) && offered.length === 0 ? 'pli' : null;
}

/** Whether a medium is offered as RTP/AVPF; its transport is to be asked for by that name. */
export function usesFeedbackProfile(media: SdpMedia): boolean {
  return /^RTP\/S?AVPF/i.test(media.protocol);
}

const VIDEO: Readonly<Record<string, 'h264' | 'h265'>> = {
  H264: 'h264',
  H265: 'h265',
  HEVC: 'h265',
};

/** With sprop-max-don-diff > 0 pictures are interleaved behind DONL fields; no camera is known to do it. */
function usesDecodingOrderNumbers(fmtp: ReadonlyMap<string, string>): boolean {
  return Number(fmtp.get('sprop-max-don-diff') ?? 0) > 0;
}

function sets(value: string | undefined): Nalu[] {
  return (value ?? '')
    .split(',')
    .map((part) => nalu(new Uint8Array(Buffer.from(part.trim(), 'base64'))))
    .filter((unit) => unit.length > 3);
}

/** The track of the sprop parameters. A description that lies (several NVRs send another channel's SPS) is no error: in band rules. */
function describedTrack(
  codec: 'h264' | 'h265',
  fmtp: ReadonlyMap<string, string>,
): VideoTrack | null {
  try {
    if (codec === 'h264') {
      const units = sets(fmtp.get('sprop-parameter-sets'));
      const sps = units.find((unit) => h264NalType(unit) === 7);
      const pps = units.filter((unit) => h264NalType(unit) === 8);
      return sps && pps.length > 0 ? h264Track(sps, pps) : null;
    }
    const [vps] = sets(fmtp.get('sprop-vps'));
    const [sps] = sets(fmtp.get('sprop-sps'));
    const pps = sets(fmtp.get('sprop-pps'));
    return vps && sps && pps.length > 0 ? h265Track(vps, sps, pps) : null;
  } catch (cause) {
    if (cause instanceof MediaError && cause.kind !== 'bug') return null;
    throw cause;
  }
}

function audioTrack(
  encoding: Encoding,
  fmtp: ReadonlyMap<string, string>,
): { track: Track; depacketizer: () => AudioDepacketizer } | null {
  const { clockRate, channels } = encoding;
  if (encoding.name === 'PCMA' || encoding.name === 'PCMU') {
    const track = g711Track(encoding.name === 'PCMA' ? 'a' : 'u', clockRate, channels);
    return { track, depacketizer: () => new PlainAudioDepacketizer() };
  }
  if (encoding.name === 'OPUS' && clockRate === OPUS_CLOCK_RATE)
    return { track: opusTrack(channels), depacketizer: () => new PlainAudioDepacketizer() };
  return encoding.name === 'MPEG4-GENERIC' ? aacAudio(fmtp) : null;
}

function aacAudio(
  fmtp: ReadonlyMap<string, string>,
): { track: Track; depacketizer: () => AudioDepacketizer } | null {
  const config = fmtp.get('config') ?? '';
  const sizeLength = Number(fmtp.get('sizelength') ?? 0);
  const indexLength = Number(fmtp.get('indexlength') ?? 0);
  if (!/^(?:[0-9a-f]{2}){2,64}$/i.test(config) || sizeLength < 1 || sizeLength > 16) return null;
  if (indexLength < 0 || indexLength > 16) return null;
  try {
    const track = aacTrack(new Uint8Array(Buffer.from(config, 'hex')));
    const format = { sizeLength, indexLength, samplesPerFrame: 1024 };
    return { track, depacketizer: () => new AacDepacketizer(format) };
  } catch (cause) {
    // Video without sound is better than nothing: an unreadable audio config drops the audio track.
    if (cause instanceof MediaError && cause.kind !== 'bug') return null;
    throw cause;
  }
}
