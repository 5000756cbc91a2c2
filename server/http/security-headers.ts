import type { ServerResponse } from 'node:http';

type PageNeeds = {
  /** host:port as the browser wrote it. */
  readonly host: string;
  readonly secure: boolean;
  /** Ports of media workers on the host the browser reached us by. */
  readonly mediaPorts: readonly number[];
  /** Workers that are reached under a name of their own, `host:port`. */
  readonly mediaHosts: readonly string[];
  /** Origins of configured basemaps. */
  readonly mapOrigins: readonly string[];
  readonly dev: boolean;
};

const YEAR_SECONDS = 365 * 24 * 3600;

/** On every answer. */
export function setCommonHeaders(response: ServerResponse, secure: boolean): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader(
    'permissions-policy',
    'camera=(), microphone=(self), geolocation=(), payment=(), usb=()',
  );
  if (secure) response.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}`);
}

/** For answers that are no pages: nothing may be loaded from them. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

export function pagePolicy(nonce: string, needs: PageNeeds): string {
  const media = mediaSources(needs);
  const maps = needs.mapOrigins;
  // Next's development mode evaluates source text and adds style elements without our nonce.
  const script = needs.dev ? ["'unsafe-eval'"] : [];
  const style = needs.dev ? ["'unsafe-inline'"] : [`'nonce-${nonce}'`];
  const policy: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...script],
    'style-src': ["'self'", ...style],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...maps],
    'connect-src': ["'self'", ...media, ...maps],
    'media-src': ["'self'", 'blob:', ...media.filter((source) => source.startsWith('http'))],
    'worker-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

function mediaSources(needs: PageNeeds): string[] {
  const name = needs.host.replace(/:\d+$/, '');
  const places = [...needs.mediaPorts.map((port) => `${name}:${port}`), ...needs.mediaHosts];
  const schemes = needs.secure ? ['https', 'wss'] : ['http', 'ws'];
  const own = needs.dev ? [`ws://${needs.host}`] : []; // hot reload
  return [...own, ...places.flatMap((place) => schemes.map((scheme) => `${scheme}://${place}`))];
}
