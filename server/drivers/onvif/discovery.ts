// WS-Discovery (SOAP over UDP): who of the video transmitters in reach answers a probe.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Networks } from '../../platform/networks.ts';
import { isAllowedHost } from './http.ts';
import { all, find, parseXml, textAt, type Xml } from './xml.ts';

const GROUP = '239.255.255.250';
const PORT = 3702;
/** UDP loses; devices answer each probe they hear within half a second. */
const PROBES = 3;
const BETWEEN_PROBES_MS = 700;
const LAST_ANSWERS_MS = 1_500;
const MAX_FOUND = 4_096;
const MAX_WAITING = 256;

/** Devices differ in what they answer to. */
const TYPES = ['dn:NetworkVideoTransmitter', 'tds:Device', ''] as const;

export type Discovered = {
  readonly endpoint: string;
  readonly address: string;
  readonly name: string;
  readonly hardware: string;
  readonly location: string;
};

/** Where to send probes beside the group: a device, or a relay. */
export type ProbeTarget = { readonly address: string; readonly port: number };

export type DiscoveryProgress = {
  readonly done: number;
  readonly total: number;
  readonly found: readonly Discovered[];
};

type Platform = { readonly clock: Clock; readonly networks: Networks };

/** Probes on every interface and tells what it finds after each round. */
export async function* discover(
  { clock, networks }: Platform,
  targets: readonly ProbeTarget[],
  signal: AbortSignal,
): AsyncGenerator<DiscoveryProgress> {
  await using stack = new AsyncDisposableStack();
  const heard = new Map<string, Discovered>();
  const asked = new Set<string>();
  let waiting: Discovered[] = [];
  const listen = (bytes: Buffer) => {
    for (const match of answersOf(bytes, asked, networks)) {
      if (heard.has(match.endpoint) || heard.size >= MAX_FOUND) continue;
      heard.set(match.endpoint, match);
      if (waiting.length < MAX_WAITING) waiting.push(match);
    }
  };
  const sockets = await openSockets(stack, listen);
  const own = targets.filter(({ address }) => networks.contains(address));
  for (let round = 0; round < PROBES && !signal.aborted; round++) {
    for (const socket of sockets)
      for (const types of TYPES)
        for (const target of [{ address: GROUP, port: PORT }, ...own])
          sendProbe(socket, target, types, asked);
    const rest = round === PROBES - 1 ? LAST_ANSWERS_MS : BETWEEN_PROBES_MS;
    await clock.sleep(rest, signal).catch(() => undefined); // aborted: the loop ends
    const found = waiting;
    waiting = [];
    yield { done: round + 1, total: PROBES, found };
  }
}

/** One socket for each interface that has an IPv4 address of its own. */
async function openSockets(
  stack: AsyncDisposableStack,
  listen: (bytes: Buffer) => void,
): Promise<Socket[]> {
  const addresses = Object.values(networkInterfaces())
    .flatMap((interfaces) => interfaces ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
  const sockets: Socket[] = [];
  for (const address of addresses) {
    const socket = createSocket('udp4');
    socket.on('error', () => undefined); // an interface that went away finds nothing
    socket.on('message', listen);
    socket.bind({ address, port: 0 });
    await once(socket, 'listening').catch(() => undefined);
    stack.defer(() => void socket.close());
    sockets.push(socket);
  }
  return sockets;
}

function sendProbe(socket: Socket, target: ProbeTarget, types: string, asked: Set<string>): void {
  const id = `urn:uuid:${crypto.randomUUID()}`;
  asked.add(id);
  const wanted = types === '' ? '<d:Types/>' : `<d:Types>${types}</d:Types>`;
  const text = `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"><s:Header><a:Action s:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>${id}</a:MessageID><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header><s:Body><d:Probe>${wanted}</d:Probe></s:Body></s:Envelope>`;
  // An interface without a route to the group says so here; others may still find something.
  socket.send(text, target.port, target.address, () => undefined);
}

/** What an answer to one of our probes names; whatever else arrives is nobody's. */
export function answersOf(
  bytes: Buffer,
  asked: ReadonlySet<string>,
  networks: Networks,
): Discovered[] {
  const root = rootOf(bytes.toString());
  if (!asked.has(textAt(root, 'Header', 'RelatesTo') ?? '')) return [];
  return all(find(root, 'Body', 'ProbeMatches'), 'ProbeMatch').flatMap((match) => {
    const address = addressOf(match, networks);
    if (address === null) return [];
    const scopes = (textAt(match, 'Scopes') ?? '').split(/\s+/);
    return [
      {
        endpoint: textAt(match, 'EndpointReference', 'Address') ?? address,
        address,
        name: scopeOf(scopes, 'name'),
        hardware: scopeOf(scopes, 'hardware'),
        location: scopeOf(scopes, 'location'),
      },
    ];
  });
}

function rootOf(text: string): Xml | null {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The first address in a network that may be dialled, IPv4 before IPv6. */
function addressOf(match: Xml, networks: Networks): string | null {
  const urls = (textAt(match, 'XAddrs') ?? '')
    .split(/\s+/)
    .filter((text) => URL.canParse(text) && /^https?:/i.test(text))
    .map((text) => new URL(text))
    .filter((url) => isAllowedHost(url, networks));
  const best = urls.find(({ hostname }) => !hostname.startsWith('[')) ?? urls[0];
  return best?.href ?? null;
}

const SCOPE = /^onvif:\/\/www\.onvif\.org\/([a-z]+)\/(.*)$/i;
const MAX_SCOPE = 128;

function scopeOf(scopes: readonly string[], wanted: string): string {
  for (const scope of scopes) {
    const [, kind, value = ''] = SCOPE.exec(scope) ?? [];
    if (kind?.toLowerCase() === wanted && value !== '') return decoded(value).slice(0, MAX_SCOPE);
  }
  return '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign written as it is
  }
}
