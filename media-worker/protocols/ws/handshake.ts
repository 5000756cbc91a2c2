// WebSocket opening handshake, server side (RFC 6455 §4.2).
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The 101 answer to a client's key, or `null` when the request is no WebSocket handshake of version 13. */
export function acceptHandshake(headers: {
  readonly key: string | undefined;
  readonly version: string | undefined;
}): Buffer | null {
  const { key, version } = headers;
  if (version !== '13' || !key || Buffer.from(key, 'base64').length !== 16) return null;
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  return Buffer.from(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      '\r\n',
    ].join('\r\n'),
    'latin1',
  );
}
