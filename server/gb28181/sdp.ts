/** What an invitation offers and a device answers (RFC 4566, GB/T 28181-2022 annex G). */

/** `udp`: the device sends packets. `passive`: it connects to us. `active`: we connect to it. */
export type MediaMode = 'udp' | 'passive' | 'active';

export type Offer = {
  readonly ownerId: string;
  /** Where the device is to send, as it reaches us. */
  readonly host: string;
  readonly port: number;
  readonly mode: MediaMode;
  readonly ssrc: number;
  /** 0 main, 1 sub. */
  readonly stream: 0 | 1;
};

export type Answer = {
  /** null: the device did not say; then nothing can be dialled. */
  readonly host: string | null;
  readonly port: number | null;
  /** Another one than it was told is only a warning. */
  readonly ssrc: number | null;
};

const SSRC_DIGITS = 10;

export function writeOffer({ ownerId, host, port, mode, ssrc, stream }: Offer): Buffer {
  const tcp = mode !== 'udp';
  const lines = [
    'v=0',
    `o=${ownerId} 0 0 IN IP4 ${host}`,
    's=Play',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=video ${port} ${tcp ? 'TCP/RTP/AVP' : 'RTP/AVP'} 96 97 98 99`,
    'a=recvonly',
    'a=rtpmap:96 PS/90000',
    'a=rtpmap:97 MPEG4/90000',
    'a=rtpmap:98 H264/90000',
    'a=rtpmap:99 H265/90000',
    ...(tcp ? [`a=setup:${mode}`, 'a=connection:new'] : []),
    `a=streamnumber:${stream}`,
    `y=${String(ssrc).padStart(SSRC_DIGITS, '0')}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}

/** Takes whatever can be found; some devices answer without any description. */
export function parseAnswer(body: Buffer): Answer {
  const text = body.toString('latin1');
  const port = Number(/^m=video\s+(\d{1,5})/m.exec(text)?.[1] ?? 0);
  const ssrc = Number(/^y=\s*(\d{1,10})/m.exec(text)?.[1] ?? Number.NaN);
  return {
    host: /^c=IN IP[46] ([^\s/]+)/m.exec(text)?.[1] ?? null,
    port: port > 0 && port < 65_536 ? port : null,
    ssrc: Number.isInteger(ssrc) && ssrc <= 0xffff_ffff ? ssrc : null,
  };
}

/** 0 for live, five digits of the domain, four that grow (annex G). */
export function liveSsrc(domain: string, serial: number): number {
  const middle = domain.slice(3, 8).padEnd(5, '0');
  return Number(`0${middle}${String(serial % 10_000).padStart(4, '0')}`);
}
