import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AppError } from '../platform/errors.ts';
import type { Networks } from '../platform/networks.ts';

/** An address apart from its credentials. */
export type CameraAddress = {
  readonly url: string;
  readonly host: string;
  readonly username: string | null;
  /** Of SRT its passphrase. */
  readonly password: string | null;
};

const SCHEMES = ['rtsp:', 'rtsps:', 'srt:'];
const RESOLVE_WITHIN_MS = 2_000;

/**
 * Takes `rtsp://user:password@host:554/path?query` or `srt://host:9000?streamid=name&passphrase=secret` apart; throws a coded
 * error for anything else.
 */
export function parseAddress(text: string): CameraAddress {
  const written = text.trim();
  const isSrt = /^srt:/i.test(written);
  // Stream ids of SRT often begin with `#!::`, which is no fragment.
  const whole = isSrt ? written.replaceAll('#', '%23') : written;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  const isWrong =
    !url ||
    !SCHEMES.includes(url.protocol) ||
    url.hostname === '' ||
    /[\s<>"]/.test(written) ||
    (isSrt && !isDialledSrt(url));
  if (isWrong) throw new AppError('camera.address-invalid', { details: { schemes: SCHEMES } });
  const { username, password } = isSrt ? passphraseOf(url) : credentialsOf(url);
  url.username = '';
  url.password = '';
  return { url: url.href, host: url.hostname.replace(/^\[|\]$/g, ''), username, password };
}

/** SRT has no usual port, and a camera is called: one that calls would need a port of one certain worker. */
function isDialledSrt({ port, username, searchParams }: URL): boolean {
  return port !== '' && username === '' && (searchParams.get('mode') ?? 'caller') === 'caller';
}

function passphraseOf({ searchParams }: URL): { username: null; password: string | null } {
  const password = searchParams.get('passphrase');
  searchParams.delete('passphrase');
  return { username: null, password };
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
