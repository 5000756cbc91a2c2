// What a WHIP publisher may send: RFC 9725 §4.1, with the payload formats of RFC 6184, RFC 7587 and RFC 3551.
import { g711Track } from '../codecs/g711.ts';
import { OPUS_CLOCK_RATE, opusTrack } from '../codecs/opus.ts';
import { MediaError } from '../media/errors.ts';
import { PlainAudioDepacketizer } from '../protocols/rtp/audio-depacketizer.ts';
import type { RtspTrack } from '../protocols/rtsp/sdp-tracks.ts';
import type { AgreedMedia } from '../protocols/webrtc/answer.ts';
import type { OfferedFormat, OfferedMedia, WebrtcOffer } from '../protocols/webrtc/offer.ts';

/** One medium we take, as the answer says it and as packets are read. */
export type TakenMedia = { readonly agreed: AgreedMedia; readonly track: RtspTrack };

const VIDEO_FEEDBACK = ['nack', 'nack pli', 'ccm fir'];

function takenVideo(media: OfferedMedia, format: OfferedFormat): RtspTrack | null {
  const isUsable =
    format.encoding === 'H265' ||
    (format.encoding === 'H264' && format.parameters.get('packetization-mode') === '1');
  if (!isUsable) return null;
  const { payloadType, clockRate } = format;
  const codec = format.encoding === 'H265' ? 'h265' : 'h264';
  const common = { media: media.description, payloadType, clockRate };
  return { ...common, kind: 'video', codec, track: null, keyFrameRequest: 'pli' };
}

function takenAudio(media: OfferedMedia, format: OfferedFormat): RtspTrack | null {
  const { payloadType, clockRate, channels, encoding } = format;
  const isOpus = encoding === 'OPUS' && clockRate === OPUS_CLOCK_RATE;
  if (!isOpus && encoding !== 'PCMA' && encoding !== 'PCMU') return null;
  return {
    media: media.description,
    payloadType,
    clockRate,
    kind: 'audio',
    track: isOpus
      ? opusTrack(channels)
      : g711Track(encoding === 'PCMA' ? 'a' : 'u', clockRate, channels),
    depacketizer: () => new PlainAudioDepacketizer(),
  };
}

function taken(media: OfferedMedia): TakenMedia | null {
  for (const format of media.formats) {
    const track = media.kind === 'video' ? takenVideo(media, format) : takenAudio(media, format);
    if (!track) continue;
    const { payloadType, encoding, clockRate, channels, fmtp } = format;
    const name = encoding === 'OPUS' ? 'opus' : encoding;
    const rtpmap = `${name}/${clockRate}${channels > 1 ? `/${channels}` : ''}`;
    const feedback = media.kind === 'video' ? VIDEO_FEEDBACK : [];
    const common = { media, payloadType, rtpmap, fmtp, feedback, ssrc: null };
    return { agreed: { ...common, direction: 'recvonly' }, track };
  }
  return null;
}

/** The first picture and the first sound that are offered in a form we read. @throws `unsupported` without a picture */
export function takenMedia(offer: WebrtcOffer): readonly TakenMedia[] {
  const sending = offer.media.filter(
    ({ bundled, direction }) => bundled && (direction === 'sendonly' || direction === 'sendrecv'),
  );
  const first = (kind: string) => {
    for (const media of sending) {
      const one = media.kind === kind ? taken(media) : null;
      if (one) return [one];
    }
    return [];
  };
  const video = first('video');
  if (video.length === 0)
    throw new MediaError('unsupported', 'the offer sends no H.264 or H.265 picture', {
      code: 'whip.codec-not-offered',
    });
  return [...video, ...first('audio')];
}
