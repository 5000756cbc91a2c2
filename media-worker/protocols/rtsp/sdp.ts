// Session descriptions: RFC 4566 as RTSP uses it (RFC 2326 appendix C).

/** Attribute values by lower-case name, in order; a flag attribute has the value ''. */
type SdpAttributes = ReadonlyMap<string, readonly string[]>;
export type SdpMedia = {
  /** video, audio, application … */
  readonly type: string;
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly number[];
  readonly attributes: SdpAttributes;
};
export type Sdp = { readonly attributes: SdpAttributes; readonly media: readonly SdpMedia[] };

/** A camera has two or three media; a DVR that lists every channel stays below this. */
const MAX_MEDIA = 64;
const MAX_LINES = 4096;

function addAttribute(attributes: Map<string, string[]>, line: string): void {
  const colon = line.indexOf(':');
  const name = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase();
  const values = attributes.get(name) ?? [];
  values.push(colon < 0 ? '' : line.slice(colon + 1).trim());
  attributes.set(name, values);
}

function parseMedia(value: string): Omit<SdpMedia, 'attributes'> | null {
  const [type = '', port = '', protocol = '', ...formats] = value.trim().split(/\s+/);
  if (!type || !protocol) return null;
  const numbers = formats.filter((format) => /^\d{1,3}$/.test(format)).map(Number);
  return {
    type: type.toLowerCase(),
    port: Number.parseInt(port, 10) || 0,
    protocol,
    formats: numbers,
  };
}

/** Total: lines that mean nothing are left out; a text without media gives an empty list. */
export function parseSdp(text: string): Sdp {
  const session = new Map<string, string[]>();
  const media: SdpMedia[] = [];
  let attributes = session;
  for (const line of text.split(/\r\n|\n|\r/, MAX_LINES)) {
    const [kind, value] = [line.slice(0, 2), line.slice(2)];
    if (kind === 'm=' && media.length < MAX_MEDIA) {
      const parsed = parseMedia(value);
      attributes = new Map();
      if (parsed) media.push({ ...parsed, attributes });
    } else if (kind === 'a=') addAttribute(attributes, value);
  }
  return { attributes: session, media };
}

/** The value of `a=<name>:<format> …` for one payload type, e.g. rtpmap or fmtp. */
export function formatAttribute(media: SdpMedia, name: string, format: number): string | null {
  for (const value of media.attributes.get(name) ?? []) {
    const [first = '', ...rest] = value.split(/\s+/);
    if (Number(first) === format) return rest.join(' ');
  }
  return null;
}

/** `a=b; c=d` → map with lower-case names. Values keep their case and their `=` padding. */
export function fmtpParameters(value: string | null): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of (value ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0)
      parameters.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return parameters;
}

/** One medium to be described to a client. */
export type SdpOffer = {
  readonly type: 'video' | 'audio';
  readonly payloadType: number;
  readonly rtpmap: string;
  readonly fmtp: string | null;
  /** What receivers may ask for over RTCP, e.g. `nack pli`: RFC 4585 §4.2. */
  readonly feedback?: readonly string[];
  readonly control: string;
  /** As servers say it, unless said: they send. Where there is a back channel, as ONVIF says it: the client receives. */
  readonly direction?: 'sendonly' | 'recvonly';
};

/** A live presentation: no end, sender's address left to the connection. */
export function buildSdp(name: string, offers: readonly SdpOffer[]): string {
  const lines = [
    'v=0',
    'o=- 0 0 IN IP4 0.0.0.0',
    `s=${name.replace(/[\r\n]+/g, ' ') || ' '}`,
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
  ];
  for (const offer of offers) {
    lines.push(`m=${offer.type} 0 RTP/AVP ${offer.payloadType}`);
    lines.push(`a=rtpmap:${offer.payloadType} ${offer.rtpmap}`);
    if (offer.fmtp) lines.push(`a=fmtp:${offer.payloadType} ${offer.fmtp}`);
    for (const kind of offer.feedback ?? []) lines.push(`a=rtcp-fb:${offer.payloadType} ${kind}`);
    lines.push(`a=${offer.direction ?? 'sendonly'}`, `a=control:${offer.control}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
