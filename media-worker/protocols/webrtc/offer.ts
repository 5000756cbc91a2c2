// What a browser offers: RFC 8829 (JSEP), RFC 8839 (ICE in SDP), RFC 8122 (fingerprints), RFC 9143 (BUNDLE).
import { MediaError } from '../../media/errors.ts';
import { fmtpParameters, formatAttribute, parseSdp, type Sdp, type SdpMedia } from '../rtsp/sdp.ts';

/** One payload type of an offered medium. */
export type OfferedFormat = {
  readonly payloadType: number;
  /** Upper case: `H264`, `OPUS`. */
  readonly encoding: string;
  readonly clockRate: number;
  readonly channels: number;
  /** As offered, to be sent back where we agree. */
  readonly fmtp: string | null;
  readonly parameters: ReadonlyMap<string, string>;
};

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** One `m=` line. */
export type OfferedMedia = {
  readonly description: SdpMedia;
  readonly kind: string;
  readonly mid: string;
  readonly direction: Direction;
  /** On the transport all our media share; an `m=` line outside the group would need one of its own. */
  readonly bundled: boolean;
  readonly formats: readonly OfferedFormat[];
};

export type WebrtcOffer = {
  readonly ufrag: string;
  readonly fingerprints: readonly string[];
  readonly media: readonly OfferedMedia[];
};

const DIRECTIONS: readonly Direction[] = ['sendonly', 'recvonly', 'inactive'];
const MAX_MEDIA = 16;
/** Payload types that need no rtpmap: RFC 3551 §6. */
const STATIC: Readonly<Record<number, string>> = { 0: 'PCMU/8000', 8: 'PCMA/8000' };

function bad(message: string): MediaError {
  return new MediaError('malformed', message, { code: 'webrtc.bad-offer' });
}

/** @throws `malformed` with `webrtc.bad-offer` */
export function parseOffer(text: string): WebrtcOffer {
  const sdp = parseSdp(text);
  if (sdp.media.length === 0 || sdp.media.length > MAX_MEDIA) throw bad('the offer has no media');
  const group = bundleGroup(sdp);
  const media = sdp.media.map((one, index) => offeredMedia(sdp, one, index, group));
  const first = media.find((one) => one.bundled);
  const ufrag = first && attributeOf(sdp, first.description, 'ice-ufrag')[0];
  const fingerprints = first ? attributeOf(sdp, first.description, 'fingerprint') : [];
  if (!ufrag || !/^[\w+/]{4,256}$/.test(ufrag)) throw bad('the offer has no ICE user fragment');
  if (fingerprints.length === 0) throw bad('the offer has no certificate fingerprint');
  return { ufrag, fingerprints, media };
}

/** A media line's own values, else the session's. */
function attributeOf(sdp: Sdp, media: SdpMedia, name: string): readonly string[] {
  return media.attributes.get(name) ?? sdp.attributes.get(name) ?? [];
}

function bundleGroup(sdp: Sdp): readonly string[] | null {
  for (const group of sdp.attributes.get('group') ?? []) {
    const [semantics, ...mids] = group.split(/\s+/);
    if (semantics?.toUpperCase() === 'BUNDLE') return mids;
  }
  return null;
}

function offeredMedia(
  sdp: Sdp,
  media: SdpMedia,
  index: number,
  group: readonly string[] | null,
): OfferedMedia {
  const mid = media.attributes.get('mid')?.[0] ?? String(index);
  const direction = DIRECTIONS.find((one) => attributeOf(sdp, media, one).length > 0);
  const isMuxed = media.attributes.has('rtcp-mux');
  return {
    description: media,
    kind: media.type,
    mid,
    direction: direction ?? 'sendrecv',
    bundled: isMuxed && (group ? group.includes(mid) : index === 0),
    formats: media.formats.flatMap((payloadType) => offeredFormat(media, payloadType) ?? []),
  };
}

function offeredFormat(media: SdpMedia, payloadType: number): OfferedFormat | null {
  const map = formatAttribute(media, 'rtpmap', payloadType) ?? STATIC[payloadType] ?? '';
  const [, encoding, rate, channels] = /^([\w.+-]+)\/(\d{1,6})(?:\/(\d{1,2}))?/.exec(map) ?? [];
  if (encoding === undefined || rate === undefined) return null;
  const fmtp = formatAttribute(media, 'fmtp', payloadType);
  return {
    payloadType,
    encoding: encoding.toUpperCase(),
    clockRate: Number(rate),
    channels: Number(channels ?? 1),
    fmtp,
    parameters: fmtpParameters(fmtp),
  };
}
