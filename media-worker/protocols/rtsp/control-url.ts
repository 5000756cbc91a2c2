// Which URL a request goes to: RFC 2326 §C.1.1, and what devices do instead.

/** The address without credentials, as it goes on the request line. `null` when it is not an RTSP address. */
export function parseRtspUrl(text: string): {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly credentials: { username: string; password: string } | null;
} | null {
  const match =
    /^rtsp:\/\/(?:([^/?#\s]*)@)?(\[[0-9A-Fa-f:.]+\]|[^:/?#@\s]+)(?::(\d{1,5}))?([/?][^\s#]*)?$/i.exec(
      text.trim(),
    );
  if (!match) return null;
  const [, userInfo, host = '', portText, rest = '/'] = match;
  const port = portText === undefined ? 554 : Number(portText);
  if (port < 1 || port > 65535) return null;
  const colon = userInfo?.indexOf(':') ?? -1;
  const credentials =
    userInfo === undefined
      ? null
      : {
          username: decode(colon < 0 ? userInfo : userInfo.slice(0, colon)),
          password: decode(colon < 0 ? '' : userInfo.slice(colon + 1)),
        };
  return {
    url: `rtsp://${host}${portText === undefined ? '' : `:${portText}`}${rest}`,
    host: host.replace(/^\[|\]$/g, ''),
    port,
    credentials,
  };
}

/** Passwords are pasted with and without percent-encoding; what does not decode is taken as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) return text;
    throw cause;
  }
}

/** Content-Base, else Content-Location, else the request's address; credentials that a device echoes are removed. */
export function baseUrl(
  requested: string,
  contentBase: string | null,
  contentLocation: string | null,
): string {
  for (const candidate of [contentBase, contentLocation]) {
    if (!candidate) continue;
    const absolute = parseRtspUrl(candidate);
    if (absolute) return absolute.url;
  }
  return requested;
}

/** The address of the presentation as a whole, for PLAY, GET_PARAMETER and TEARDOWN. */
export function presentationUrl(base: string, sessionControl: string | null): string {
  return controlUrl(base, sessionControl === '' ? null : sessionControl);
}

/**
 * The address of one `a=control`. A relative control is appended as it is (players do, so devices count on it),
 * also with a leading slash and behind a query: Dahua's
 * `…?channel=1&subtype=0` + `trackID=0` → `…?channel=1&subtype=0/trackID=0`.
 */
export function controlUrl(base: string, control: string | null): string {
  if (control === null || control === '*' || control === '') return base;
  const absolute = parseRtspUrl(control);
  if (absolute) return absolute.url;
  const relative = control.replace(/^\//, '');
  return base.endsWith('/') ? `${base}${relative}` : `${base}/${relative}`;
}
