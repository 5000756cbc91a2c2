// Our answer: an ICE-lite (RFC 8445 §2.5), DTLS-passive (RFC 5763 §5) agent with all media on one transport.
import type { Direction, OfferedMedia, WebrtcOffer } from './offer.ts';

/** An address peers can send to, over UDP and TCP alike. */
export type Candidate = { readonly address: string; readonly port: number };

/** What we agree to for one offered medium. */
export type AgreedMedia = {
  readonly media: OfferedMedia;
  readonly direction: Direction;
  readonly payloadType: number;
  readonly rtpmap: string;
  readonly fmtp: string | null;
  readonly feedback: readonly string[];
  /** Of what we send; `null` where we only receive. */
  readonly ssrc: number | null;
};

export type AnswerParts = {
  readonly offer: WebrtcOffer;
  readonly agreed: readonly AgreedMedia[];
  readonly ufrag: string;
  readonly password: string;
  /** `a=fingerprint` value of our certificate. */
  readonly fingerprint: string;
  readonly candidates: readonly Candidate[];
  /** Makes the answer tell apart from others: a number. */
  readonly sessionId: number;
};

/** Priorities of RFC 8445 §5.1.2: type preference 126 for hosts; RFC 6544 §4.2 puts TCP behind UDP. */
const UDP_PREFERENCE = 126;
const TCP_PREFERENCE = 90;
const TCP_PASSIVE_PREFERENCE = 4;

function priority(type: number, local: number): number {
  return type * 2 ** 24 + local * 2 ** 8 + 255;
}

function candidateLines(candidates: readonly Candidate[]): string[] {
  const lines = candidates.flatMap(({ address, port }, index) => {
    const udp = priority(UDP_PREFERENCE, 65_535 - index);
    const tcp = priority(TCP_PREFERENCE, TCP_PASSIVE_PREFERENCE * 2 ** 13 + 8_191 - index);
    return [
      `a=candidate:${index * 2 + 1} 1 udp ${udp} ${address} ${port} typ host`,
      `a=candidate:${index * 2 + 2} 1 tcp ${tcp} ${address} ${port} typ host tcptype passive`,
    ];
  });
  return [...lines, 'a=end-of-candidates'];
}

function agreedLines(one: AgreedMedia, parts: AnswerParts): string[] {
  const { media, payloadType, rtpmap, fmtp, feedback, ssrc } = one;
  const { description } = media;
  return [
    `m=${media.kind} 9 ${description.protocol} ${payloadType}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${media.mid}`,
    `a=ice-ufrag:${parts.ufrag}`,
    `a=ice-pwd:${parts.password}`,
    `a=fingerprint:${parts.fingerprint}`,
    'a=setup:passive',
    `a=${one.direction}`,
    'a=rtcp-mux',
    ...(description.attributes.has('rtcp-rsize') ? ['a=rtcp-rsize'] : []),
    `a=rtpmap:${payloadType} ${rtpmap}`,
    ...(fmtp ? [`a=fmtp:${payloadType} ${fmtp}`] : []),
    ...feedback.map((way) => `a=rtcp-fb:${payloadType} ${way}`),
    ...(ssrc === null ? [] : [`a=msid:lukou ${media.kind}`, `a=ssrc:${ssrc} cname:lukou`]),
    ...candidateLines(parts.candidates),
  ];
}

function refusedLines({ kind, mid, description }: OfferedMedia): string[] {
  const formats = description.formats.length > 0 ? description.formats.join(' ') : '0';
  return [
    `m=${kind} 0 ${description.protocol} ${formats}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=inactive',
  ];
}

/** One `m=` line for each of the offer's, in its order. */
export function buildAnswer(parts: AnswerParts): string {
  const { offer, agreed, sessionId } = parts;
  const media = offer.media.flatMap((offered) => {
    const one = agreed.find(({ media }) => media === offered);
    return one ? agreedLines(one, parts) : refusedLines(offered);
  });
  const lines = [
    'v=0',
    `o=- ${sessionId} 1 IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${agreed.map(({ media: { mid } }) => mid).join(' ')}`,
    'a=ice-lite',
    'a=msid-semantic:WMS lukou',
    ...media,
  ];
  return `${lines.join('\r\n')}\r\n`;
}
