// An even port for RTP and the next one for RTCP: RFC 3550 §11.

import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { MediaError } from '../../media/errors.ts';

/** A key frame of 4K video arrives as one burst of about 1 MB; the kernel's default of 200 KB loses it. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const ATTEMPTS = 30;
const FIRST_PORT = 20_000;
const LAST_PORT = 60_000;

export type UdpPair = {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly port: number;
  close(): void;
};

async function bind(
  port: number,
  family: 'udp4' | 'udp6',
  address: string,
): Promise<Socket | null> {
  const socket = createSocket({ type: family });
  try {
    socket.bind({ port, address, exclusive: true });
    await once(socket, 'listening');
  } catch (cause) {
    socket.close();
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'EADDRINUSE' || code === 'EACCES') return null;
    throw new MediaError('bug', 'a UDP port cannot be opened', { cause });
  }
  trySetBuffer(socket);
  // A port-unreachable message from a peer that is gone is not ours to report: the watchdog sees the silence.
  socket.on('error', () => {});
  return socket;
}

/** The kernel caps the size (rmem_max) or refuses it: then its own default stays. */
function trySetBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // ERR_SOCKET_BUFFER_SIZE: the default works for smaller pictures.
  }
}

/** Opens a pair of sockets on free ports of `address`. The caller closes it. */
export async function openUdpPair(address: string): Promise<UdpPair> {
  const family = address.includes(':') ? 'udp6' : 'udp4';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST_PORT / 2, LAST_PORT / 2) * 2;
    const rtp = await bind(port, family, address);
    if (!rtp) continue;
    const rtcp = await bind(port + 1, family, address);
    if (rtcp) return { rtp, rtcp, port, close: closer(rtp, rtcp) };
    rtp.close();
  }
  throw new MediaError('overflow', 'no free pair of UDP ports', { code: 'rtsp.no-udp-port' });
}

function closer(...sockets: Socket[]): () => void {
  return () => {
    for (const socket of sockets.splice(0)) socket.close();
  };
}
