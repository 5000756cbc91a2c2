import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AppError } from '../platform/errors.ts';
import type { Networks } from '../platform/networks.ts';

/** An RTSP address apart from its credentials. */
export type CameraAddress = {
  readonly url: string;
  readonly host: string;
  readonly username: string | null;
  readonly password: string | null;
};

const SCHEMES = ['rtsp:', 'rtsps:'];
const RESOLVE_WITHIN_MS = 2_000;

/** Takes `rtsp://user:password@host:554/path?query` apart; throws a coded error for anything else. */
export function parseAddress(text: string): CameraAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url || !SCHEMES.includes(url.protocol) || url.hostname === '' || /[\s<>"]/.test(text.trim()))
    throw new AppError('camera.address-invalid', { details: { schemes: SCHEMES } });
  const { username, password } = credentialsOf(url);
  url.username = '';
  url.password = '';
  return { url: url.href, host: url.hostname.replace(/^\[|\]$/g, ''), username, password };
}

function credentialsOf(url: URL): { username: string | null; password: string | null } {
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part; // a percent sign typed as it is
    }
  };
  const username = decode(url.username) || null;
  return { username, password: username === null ? null : decode(url.password) };
}

/**
 * Only cameras' networks may be dialled, so that nobody makes the platform reach where it should not.
 * A name that cannot be resolved now is let through: the worker checks again whatever it dials.
 */
export async function demandAllowedAddress(host: string, networks: Networks): Promise<void> {
  const addresses = isIP(host) ? [host] : await resolve(host);
  const refused = addresses.find((address) => !networks.contains(address));
  if (refused !== undefined)
    throw new AppError('camera.address-not-allowed', {
      details: { address: refused, networks: networks.texts },
    });
}

async function resolve(host: string): Promise<string[]> {
  const timeout = new Promise<[]>((done) => setTimeout(done, RESOLVE_WITHIN_MS, []).unref());
  const found = lookup(host, { all: true }).catch(() => []); // not known here, or not now
  return (await Promise.race([found, timeout])).map(({ address }) => address);
}
