// The Transport header: RFC 2326 §12.39.

export type TransportFields = {
  readonly protocol: 'tcp' | 'udp';
  readonly multicast: boolean;
  /** RTP and RTCP channel on the connection. */
  readonly interleaved: readonly [number, number] | null;
  readonly clientPorts: readonly [number, number] | null;
  readonly serverPorts: readonly [number, number] | null;
  readonly source: string | null;
  readonly ssrc: number | null;
};

function pair(value: string | undefined, max: number): readonly [number, number] | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value ?? '');
  if (!match) return null;
  const first = Number(match[1]);
  const second = match[2] === undefined ? first + 1 : Number(match[2]);
  return first <= max && second <= max ? [first, second] : null;
}

/** Parses each comma-separated offer; what is not RTP/AVP is left out. */
export function parseTransports(value: string): TransportFields[] {
  const offers: TransportFields[] = [];
  for (const offer of value.split(',')) {
    const [profile = '', ...rest] = offer.trim().split(';');
    const match = /^RTP\/AVPF?(?:\/(TCP|UDP))?$/i.exec(profile.trim());
    if (!match) continue;
    const fields = new Map(
      rest.map((part) => {
        const [name = '', ...value] = part.trim().split('=');
        return [name.trim().toLowerCase(), value.join('=').trim()] as const;
      }),
    );
    const ssrc = fields.get('ssrc');
    offers.push({
      protocol: match[1]?.toUpperCase() === 'TCP' ? 'tcp' : 'udp',
      multicast: fields.has('multicast'),
      interleaved: pair(fields.get('interleaved'), 255),
      clientPorts: pair(fields.get('client_port'), 65535),
      serverPorts: pair(fields.get('server_port'), 65535),
      source: fields.get('source') ?? null,
      ssrc: ssrc && /^[0-9a-f]{1,8}$/i.test(ssrc) ? Number.parseInt(ssrc, 16) : null,
    });
  }
  return offers;
}
