import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { BlockList, isIP } from 'node:net';
import { MediaError } from '../media/errors.ts';

/** A key frame of 4K video arrives as one burst of about 1 MB; the kernel's default of 200 KB loses it. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** After this much silence another sender may take the place of the one that was heard. */
const SENDER_LEFT_AFTER_MS = 3_000;

export type UdpPlace = {
  /** A local address, or a multicast group to join. */
  readonly address: string;
  readonly port: number;
  /** Address of the local interface a group is joined on; the system's choice otherwise. */
  readonly networkInterface?: string | undefined;
};

const MULTICAST = new BlockList();
MULTICAST.addSubnet('224.0.0.0', 4, 'ipv4');
MULTICAST.addSubnet('ff00::', 8, 'ipv6');

/** Opens a socket that hears what is sent to a place. The caller closes it. @throws `unreachable` with `udp.cannot-listen` */
export async function openUdp(place: UdpPlace): Promise<Socket> {
  const family = isIP(place.address) === 6 ? 'udp6' : 'udp4';
  const isGroup = MULTICAST.check(place.address, family === 'udp6' ? 'ipv6' : 'ipv4');
  const socket = createSocket({ type: family, reuseAddr: isGroup });
  try {
    socket.bind({ port: place.port, address: place.address, exclusive: true });
    await once(socket, 'listening');
    if (isGroup) socket.addMembership(place.address, place.networkInterface);
  } catch (cause) {
    socket.close();
    throw cannotListen(place, cause);
  }
  widenBuffer(socket);
  // A port-unreachable message from a peer that is gone is not ours to report: the watchdog sees the silence.
  socket.on('error', () => {});
  return socket;
}

function cannotListen(place: UdpPlace, cause: unknown): MediaError {
  const at = `${place.address}:${place.port}`;
  const reason = cause instanceof Error ? cause.message : 'unknown';
  return new MediaError('unreachable', `cannot listen on ${at}: ${reason}`, {
    code: 'udp.cannot-listen',
    peer: at,
    step: 'connect',
    cause,
  });
}

/** The kernel caps the size (rmem_max) or refuses it: then its own default stays. */
function widenBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // ERR_SOCKET_BUFFER_SIZE: the default works for smaller pictures.
  }
}

/** Keeps to one sender while it is heard: two on one port would make nonsense of each other. */
export class SenderLock {
  readonly #allowed: (address: string) => boolean;
  // Apart: a text of both for each packet is a measurable part of what a packet costs.
  #address = '';
  #port = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  constructor(allowed: (address: string) => boolean) {
    this.#allowed = allowed;
  }

  /** Whether a packet that arrived at `nowMs` (monotonic) is to be taken. */
  takes(from: Pick<RemoteInfo, 'address' | 'port'>, nowMs: number): boolean {
    if (from.port !== this.#port || from.address !== this.#address) {
      if (nowMs - this.#heardAtMs < SENDER_LEFT_AFTER_MS || !this.#allowed(from.address))
        return false;
      this.#address = from.address;
      this.#port = from.port;
    }
    this.#heardAtMs = nowMs;
    return true;
  }
}
