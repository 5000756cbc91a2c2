import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { MediaError } from '../media/errors.ts';
import { networkError } from '../protocols/rtsp/network-error.ts';

/** Where cameras stand when nobody says otherwise: private, carrier, link-local and loopback ranges. */
export const DEFAULT_CAMERA_NETWORKS: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];

function allowList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.trim().split('/');
    const version = isIP(address);
    const bits = prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits) || bits < 0 || bits > (version === 6 ? 128 : 32))
      throw new MediaError('bug', `camera network ${network} is not a CIDR range`);
    list.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** `::ffff:10.1.2.3` is 10.1.2.3 and must be judged as such. */
function unmapped(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

function isAllowed(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

async function resolve(host: string, signal: AbortSignal): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const found = await Promise.race([lookup(host, { all: true, verbatim: true }), aborted]);
    return found.map((one) => one.address);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw networkError(cause, host);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * The address to dial for a host: resolved once and checked, so that what is dialled is what was checked.
 * @throws `network.unresolved`, `network.not-allowed`
 */
export async function cameraAddress(
  host: string,
  networks: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const list = allowList(networks);
  const addresses = (await resolve(host, signal)).map(unmapped);
  const allowed = addresses.find((address) => isAllowed(list, address));
  if (allowed) return allowed;
  throw new MediaError('refused', `${addresses[0] ?? host} is not in a camera network`, {
    code: 'network.not-allowed',
    peer: host,
    step: 'resolve',
  });
}

/** Tells of an address that packets came from whether it is in a camera network. */
export function cameraNetworkCheck(networks: readonly string[]): (address: string) => boolean {
  const list = allowList(networks);
  return (address) => isAllowed(list, unmapped(address));
}
