// What of a stream goes to a browser that made an offer: RFC 8829 §5.3, RFC 6184 §8.2.2, RFC 7587 §7, RFC 3551 §6.
import { MediaError } from '../media/errors.ts';
import type { AudioTrack, Track, VideoTrack } from '../media/track.ts';
import type { AgreedMedia } from '../protocols/webrtc/answer.ts';
import { h264Format } from '../protocols/webrtc/h264-profile.ts';
import type { OfferedFormat, OfferedMedia, WebrtcOffer } from '../protocols/webrtc/offer.ts';

/** A track and the offered format it is sent in. */
export type SentTrack = {
  readonly track: Track;
  readonly media: OfferedMedia;
  readonly format: OfferedFormat;
};

const VIDEO_FEEDBACK = ['nack', 'nack pli', 'ccm fir'];

function videoFormat(track: VideoTrack, formats: readonly OfferedFormat[]): OfferedFormat | null {
  if (track.codec === 'h264') return h264Format(formats, track.sps);
  return formats.find(({ encoding }) => encoding === 'H265') ?? null;
}

const AUDIO_ENCODINGS: Readonly<Partial<Record<AudioTrack['codec'], string>>> = {
  opus: 'OPUS',
  g711a: 'PCMA',
  g711u: 'PCMU',
};

function audioFormat(track: AudioTrack, formats: readonly OfferedFormat[]): OfferedFormat | null {
  const wanted = AUDIO_ENCODINGS[track.codec];
  return (
    formats.find(
      ({ encoding, clockRate }) => encoding === wanted && clockRate === track.sampleRate,
    ) ?? null
  );
}

function formatFor(track: Track, media: OfferedMedia): OfferedFormat | null {
  if (track.kind !== media.kind) return null;
  return track.kind === 'video'
    ? videoFormat(track, media.formats)
    : audioFormat(track, media.formats);
}

/**
 * Each track with the first offered medium that takes it. Sound that the browser has no codec for is left out;
 * a picture is not. @throws `unsupported` with `whep.codec-not-offered`
 */
export function sentTracks(offer: WebrtcOffer, tracks: readonly Track[]): readonly SentTrack[] {
  const wanting = offer.media.filter(
    ({ bundled, direction }) => bundled && (direction === 'recvonly' || direction === 'sendrecv'),
  );
  const sent = tracks.flatMap((track) => {
    for (const media of wanting) {
      const format = formatFor(track, media);
      if (format) return [{ track, media, format }];
    }
    return [];
  });
  const videoLacks =
    tracks.some(({ kind }) => kind === 'video') &&
    !sent.some(({ track }) => track.kind === 'video');
  if (sent.length > 0 && !videoLacks) return sent;
  const codecs = tracks.map(({ codec }) => codec).join(', ');
  throw new MediaError('unsupported', `the offer takes none of what there is: ${codecs}`, {
    code: 'whep.codec-not-offered',
  });
}

/** How the answer says so. */
export function agreedMedia({ track, media, format }: SentTrack, ssrc: number): AgreedMedia {
  const { payloadType, encoding, clockRate, channels } = format;
  const name = encoding === 'OPUS' ? 'opus' : encoding;
  return {
    media,
    direction: 'sendonly',
    payloadType,
    rtpmap: `${name}/${clockRate}${channels > 1 ? `/${channels}` : ''}`,
    fmtp: track.codec === 'h264' ? h264Parameters(track.sps) : format.fmtp,
    feedback: track.kind === 'video' ? VIDEO_FEEDBACK : [],
    ssrc,
  };
}

/** Our level may differ from the offered one (RFC 6184 §8.2.2): it is the stream's own. */
function h264Parameters(sps: Uint8Array): string {
  const id = Buffer.from(sps.subarray(1, 4)).toString('hex');
  return `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${id}`;
}
