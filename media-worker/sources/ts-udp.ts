import type { Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Puller, SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { parseRtp } from '../protocols/rtp/packet.ts';
import { ReorderBuffer, UDP_REORDER } from '../protocols/rtp/reorder.ts';
import { timeoutError } from '../protocols/rtsp/network-error.ts';
import { cameraNetworkCheck } from './camera-address.ts';
import { TsIntake } from './ts-intake.ts';
import { openUdp, SenderLock, type UdpPlace } from './udp-receive.ts';

/** `udp://<local address or group>:<port>`; packets may be wrapped in RTP (RFC 2250 §2). */
export type TsUdpSource = { readonly url: string; readonly networkInterface?: string | undefined };

export type TsUdpOptions = {
  /** CIDR ranges that may send to us. */
  readonly networks: readonly string[];
  readonly clock: Clock;
};

const FIRST_PACKET_MS = 10_000;
const SYNC = 0x47;
const PROTOCOL = 'udp-ts';

/** Receives a transport stream over UDP until aborted. */
export function tsUdpPuller(source: TsUdpSource, options: TsUdpOptions): Puller {
  return {
    protocol: PROTOCOL,
    async runOnce(output, signal) {
      const place = udpPlace(source);
      signal.throwIfAborted();
      output.step('resolve', place.address);
      const socket = await openUdp(place);
      try {
        output.step('connect', `${place.address}:${place.port}`);
        output.step('setup');
        await receive(socket, output, { ...options, signal });
      } finally {
        socket.close();
      }
    },
  };
}

/** @throws `unsupported` with `udp.bad-address` */
export function udpPlace({ url, networkInterface }: TsUdpSource): UdpPlace {
  const match = /^(?:udp|rtp):\/\/@?(\[[^\]]+\]|[^/:]+):(\d{1,5})\/?$/.exec(url);
  const address = (match?.[1] ?? '').replace(/^\[|\]$/g, '');
  const port = Number(match?.[2]);
  if (isIP(address) === 0 || port < 1 || port > 65_535)
    throw new MediaError('unsupported', 'not an address of the form udp://<IP address>:<port>', {
      code: 'udp.bad-address',
      step: 'resolve',
    });
  return { address, port, networkInterface };
}

type Reception = TsUdpOptions & { readonly signal: AbortSignal };

async function receive(socket: Socket, output: SourceOutput, options: Reception): Promise<void> {
  const { signal, clock, networks } = options;
  const { promise, reject } = Promise.withResolvers<never>();
  const silent = setTimeout(() => reject(nothingCame(socket)), FIRST_PACKET_MS);
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const lock = new SenderLock(cameraNetworkCheck(networks));
  const intake = new TsDatagrams(output);
  socket.on('message', (bytes, from) => {
    const now = clock.monotonicNow();
    if (!lock.takes(from, now)) return;
    clearTimeout(silent);
    try {
      intake.push(bytes, now);
    } catch (cause) {
      reject(cause);
    }
  });
  if (signal.aborted) abort(); // while the socket was opened
  try {
    await promise;
  } finally {
    clearTimeout(silent);
    signal.removeEventListener('abort', abort);
  }
}

function nothingCame(socket: Socket): MediaError {
  const { address, port } = socket.address();
  const error = timeoutError(`${address}:${port}`, 'no packet', FIRST_PACKET_MS);
  return new MediaError('timeout', error.message, {
    ...error.context,
    step: 'first-packet',
    cause: error,
  });
}

/** Datagrams, bare or in RTP, to stream events. */
export class TsDatagrams {
  readonly #output: SourceOutput;
  readonly #intake: TsIntake;
  readonly #reorder = new ReorderBuffer(UDP_REORDER);

  constructor(output: SourceOutput) {
    this.#output = output;
    this.#intake = new TsIntake(output);
  }

  push(datagram: Uint8Array, nowMs: number): void {
    this.#intake.received(datagram.length);
    if (datagram[0] === SYNC) {
      this.#intake.push(datagram);
      this.#intake.tellErrors();
      return;
    }
    const packet = parseRtp(datagram);
    if (!packet) return;
    for (const ordered of this.#reorder.push(packet, nowMs)) {
      if (ordered.lostBefore > 0) this.#output.lost(ordered.lostBefore);
      this.#intake.push(ordered.packet.payload);
    }
  }
}
