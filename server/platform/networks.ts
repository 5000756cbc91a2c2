import { BlockList, isIP, isIPv4 } from 'node:net';

/** Private, carrier and loopback networks, and IPv6 link-local; not 169.254.0.0/16, where clouds answer for machines: where cameras stand unless the site says otherwise. */
export const DEFAULT_CAMERA_NETWORKS =
  '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,127.0.0.0/8,::1/128,fc00::/7,fe80::/10';

export type Networks = {
  readonly texts: readonly string[];
  contains(address: string): boolean;
};

export function parseNetworks(
  text: string,
): { ok: true; networks: Networks } | { ok: false; problem: string } {
  const list = new BlockList();
  const texts = text.split(',').map((part) => part.trim());
  for (const part of texts) {
    const problem = addNetwork(list, part);
    if (problem !== null) return { ok: false, problem };
  }
  const contains = (address: string): boolean =>
    isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  return { ok: true, networks: { texts, contains } };
}

function addNetwork(list: BlockList, text: string): string | null {
  const [address = '', bitsText, ...rest] = text.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const bits = bitsText === undefined ? most : Number(bitsText);
  if (version === 0 || rest.length > 0 || !Number.isInteger(bits) || bits < 0 || bits > most)
    return text;
  list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return null;
}
