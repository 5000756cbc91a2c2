// Looks for ONVIF devices address by address, where multicast does not reach.
import { isIPv4 } from 'node:net';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Networks } from '../../platform/networks.ts';
import { DeviceHttp } from './http.ts';
import { deviceUrl, NAMESPACES } from './services.ts';
import { SoapClient } from './soap.ts';

export const MAX_ADDRESSES = 4_096;
const LEAST_PREFIX = 20;
const PARALLEL = 64;
const ANSWER_WITHIN_MS = 1_500;
const TELL_EVERY = 64;

export type ScanProgress = {
  readonly done: number;
  readonly total: number;
  /** Addresses of device services that answered. */
  readonly found: readonly string[];
};

type Platform = { readonly clock: Clock; readonly networks: Networks };

/** All addresses of `192.168.1.0/24` or one; every one of them must be a camera's. @throws scan.* */
export function addressesOf(range: string, networks: Networks): string[] {
  const [address = '', bitsText = '32', ...rest] = range.trim().split('/');
  const bits = /^\d{1,2}$/.test(bitsText) ? Number(bitsText) : Number.NaN;
  if (!isIPv4(address) || rest.length > 0 || !(bits >= 0 && bits <= 32))
    throw new AppError('scan.range-invalid', { details: { range } });
  if (bits < LEAST_PREFIX)
    throw new AppError('scan.range-too-large', { details: { range, most: MAX_ADDRESSES } });
  const size = 2 ** (32 - bits);
  const first = Math.floor(numberOf(address) / size) * size;
  // Network and broadcast address of a range are nobody's.
  const [from, to] = bits >= 31 ? [first, first + size] : [first + 1, first + size - 1];
  const addresses = Array.from({ length: to - from }, (_, at) => textOf(from + at));
  const refused = addresses.find((one) => !networks.contains(one));
  if (refused !== undefined)
    throw new AppError('scan.range-not-allowed', {
      details: { address: refused, networks: networks.texts },
    });
  return addresses;
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number / 2 ** shift) & 255).join('.');
}

/** Asks each address and port for its time, which needs no sign-in. */
export async function* scan(
  platform: Platform,
  addresses: readonly string[],
  ports: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<ScanProgress> {
  const targets = addresses.flatMap((address) =>
    ports.map((port) => deviceUrl(`${address}:${port}`)),
  );
  let done = 0;
  while (done < targets.length && !signal.aborted) {
    const some = targets.slice(done, done + Math.min(PARALLEL, TELL_EVERY));
    const answers = await Promise.all(some.map((url) => isOnvif(platform, url, signal)));
    done += some.length;
    const found = some.filter((_, at) => answers[at]).map(({ href }) => href);
    yield { done, total: targets.length, found };
  }
}

async function isOnvif(
  { clock, networks }: Platform,
  url: URL,
  signal: AbortSignal,
): Promise<boolean> {
  const target = { address: url.href, username: null, password: null };
  using soap = new SoapClient(new DeviceHttp(networks), clock, target);
  const body = `<GetSystemDateAndTime xmlns="${NAMESPACES.device}"/>`;
  try {
    await soap.call(url, { body, signal, anonymous: true, withinMs: ANSWER_WITHIN_MS });
    return true;
  } catch (error) {
    // It speaks ONVIF and will not tell strangers the time.
    return (
      error instanceof AppError &&
      ['onvif.unauthorized', 'onvif.refused'].includes(error.code) &&
      error.details?.subcode !== undefined
    );
  }
}
