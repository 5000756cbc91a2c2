// Which services a device has and where: ONVIF Core §8.
import { AppError } from '../../platform/errors.ts';
import type { Networks } from '../../platform/networks.ts';
import { hostOf, isAllowedHost } from './http.ts';
import type { SoapClient } from './soap.ts';
import { all, find, numberAt, textAt, type Xml } from './xml.ts';

export const NAMESPACES = {
  device: 'http://www.onvif.org/ver10/device/wsdl',
  media: 'http://www.onvif.org/ver10/media/wsdl',
  media2: 'http://www.onvif.org/ver20/media/wsdl',
  ptz: 'http://www.onvif.org/ver20/ptz/wsdl',
  imaging: 'http://www.onvif.org/ver20/imaging/wsdl',
  events: 'http://www.onvif.org/ver10/events/wsdl',
} as const;
export type ServiceName = keyof typeof NAMESPACES;
export type Services = Readonly<Partial<Record<ServiceName, URL>>>;

/** What older devices call them in their capabilities. */
const CAPABILITY_TAGS = {
  Media: 'media',
  PTZ: 'ptz',
  Imaging: 'imaging',
  Events: 'events',
} as const satisfies Record<string, ServiceName>;

const SERVICE_NAMES = ['device', 'media', 'media2', 'ptz', 'imaging', 'events'] as const;

/** `192.168.1.64`, `cam:8000` or a whole address become the device service's. */
export function deviceUrl(text: string): URL {
  const written = text.trim();
  if (/^(?!https?:)[a-z][a-z+.-]*:\/\//i.test(written)) throw new AppError('onvif.address-invalid');
  const whole = /^https?:\/\//i.test(written) ? written : `http://${written}`;
  const url = URL.canParse(whole) && !/[\s<>"]/.test(written) ? new URL(whole) : null;
  if (!url || url.hostname === '') throw new AppError('onvif.address-invalid');
  url.username = '';
  url.password = '';
  url.hash = '';
  if (url.pathname === '/') url.pathname = '/onvif/device_service';
  return url;
}

/**
 * A device behind a router names an address of its own that we cannot reach: its answers are taken
 * to be where we reached it. One that names our address may name another port.
 */
export function reachable(given: URL, used: URL): URL {
  const url = new URL(given);
  if (hostOf(given) !== hostOf(used)) {
    url.protocol = used.protocol;
    url.host = used.host;
    if (used.port === '') url.port = '';
  }
  return url;
}

/** The same for a stream's address, which keeps its port. Null: not one that may be dialled. */
export function reachableStream(text: string, used: URL, networks: Networks): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['rtsp:', 'rtsps:'].includes(url.protocol)) return null;
  url.hostname = used.hostname;
  url.username = '';
  url.password = '';
  return isAllowedHost(url, networks) ? url.href : null;
}

export async function findServices(
  soap: SoapClient,
  used: URL,
  signal: AbortSignal,
): Promise<Services> {
  try {
    const body = `<GetServices xmlns="${NAMESPACES.device}"><IncludeCapability>false</IncludeCapability></GetServices>`;
    const listed = listedServices(await soap.call(used, { body, signal }), used);
    if (listed.media || listed.media2) return { ...listed, device: used };
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const body = `<GetCapabilities xmlns="${NAMESPACES.device}"><Category>All</Category></GetCapabilities>`;
  const capabilities = await soap.call(used, { body, signal });
  return { ...capableServices(capabilities, used), device: used };
}

/** A device that does not know the operation says so in many ways; credentials are another matter. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof AppError &&
    ['onvif.unsupported', 'onvif.refused', 'onvif.malformed', 'onvif.not-onvif'].includes(
      error.code,
    )
  );
}

export function listedServices(answer: Xml, used: URL): Services {
  const found: Partial<Record<ServiceName, URL>> = {};
  for (const service of all(answer, 'Service')) {
    const namespace = textAt(service, 'Namespace');
    const name = SERVICE_NAMES.find((one) => NAMESPACES[one] === namespace);
    const url = urlAt(textAt(service, 'XAddr'), used);
    if (name && url) found[name] = url;
  }
  return found;
}

function capableServices(answer: Xml, used: URL): Services {
  const capabilities = find(answer, 'Capabilities');
  const found: Partial<Record<ServiceName, URL>> = {};
  for (const [tag, name] of Object.entries(CAPABILITY_TAGS)) {
    const url = urlAt(textAt(capabilities, tag, 'XAddr'), used);
    if (url) found[name] = url;
  }
  return found;
}

function urlAt(text: string | null, used: URL): URL | null {
  // Some list several addresses; the first is as good as any, its host is replaced anyway.
  const [first = ''] = text?.split(/\s+/) ?? [];
  if (!URL.canParse(first) || !/^https?:/i.test(first)) return null;
  return reachable(new URL(first), used);
}

/** UTC milliseconds of a device's clock; null: it does not say. */
export function clockOf(answer: Xml): number | null {
  const utc = find(answer, 'SystemDateAndTime', 'UTCDateTime');
  const [year, month, day, hour, minute, second] = (
    [
      ['Date', 'Year'],
      ['Date', 'Month'],
      ['Date', 'Day'],
      ['Time', 'Hour'],
      ['Time', 'Minute'],
      ['Time', 'Second'],
    ] as const
  ).map((path) => numberAt(utc, ...path));
  if (!year || !month || !day) return null;
  const utcMs = Date.UTC(year, month - 1, day, hour ?? 0, minute ?? 0, second ?? 0);
  return Number.isFinite(utcMs) ? utcMs : null;
}
