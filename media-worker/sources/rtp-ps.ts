// The media leg of GB/T 28181: RTP with MPEG-PS, or with what devices send instead of it.
import { connect, type Socket } from 'node:net';
import { asMediaError } from '../hub/failure.ts';
import type { Puller, SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { TCP_REORDER, UDP_REORDER } from '../protocols/rtp/reorder.ts';
import { RtpTcpReader } from '../protocols/rtp/tcp-framing.ts';
import { networkError, timeoutError } from '../protocols/rtsp/network-error.ts';
import { cameraAddress } from './camera-address.ts';
import { RtpIntake } from './rtp-intake.ts';
import type { RtpLeases } from './rtp-leases.ts';

/** `passive`: the device sends to a leased port, over UDP or TCP. `active`: we connect to the device. */
export type RtpPsSource =
  | { readonly mode: 'passive'; readonly lease: string }
  | { readonly mode: 'active'; readonly host: string; readonly port: number };

export type RtpPsOptions = {
  readonly networks: readonly string[];
  readonly clock: Clock;
  readonly leases: RtpLeases;
  /** Only signalling can ask a device for a key frame. */
  readonly wantKeyFrame: () => void;
};

/** A device answers the invitation before its encoder runs. */
const FIRST_PACKET_MS = 15_000;
const CONNECT_MS = 5_000;
const IDLE_MS = 15_000;

/** Receives one session until the device ends it. Inviting the device is signalling's business. */
export function rtpPsPuller(source: RtpPsSource, options: RtpPsOptions): Puller {
  return {
    protocol: 'rtp-ps',
    runOnce: (output, signal) => {
      output.takesKeyFrameRequests?.(options.wantKeyFrame);
      return source.mode === 'passive'
        ? receiveLeased(source.lease, { ...options, output, signal })
        : receiveActive(source, { ...options, output, signal });
    },
  };
}

export type RtpAttempt = RtpPsOptions & {
  readonly output: SourceOutput;
  readonly signal: AbortSignal;
};

/** Takes what arrives at a leased port until the device ends it. */
export async function receiveLeased(
  lease: string,
  { leases, output, clock, signal }: RtpAttempt,
): Promise<void> {
  using session = new Session(signal);
  const intake = new RtpIntake(output, UDP_REORDER);
  using _claim = leases.claim(lease, {
    packet: (bytes) => {
      session.heard();
      intake.push(bytes, clock.monotonicNow());
    },
    ended: (error) => session.fail(error),
  });
  output.step('setup', 'waiting for the device');
  await session.over;
}

/** Connects to where a device waits. */
export async function receiveActive(
  source: Extract<RtpPsSource, { mode: 'active' }>,
  attempt: RtpAttempt,
): Promise<void> {
  const { networks, output, clock, signal } = attempt;
  const address = await cameraAddress(source.host, networks, signal);
  output.step('resolve', address);
  using session = new Session(signal);
  const peer = `${address}:${source.port}`;
  const socket = connect({ host: address, port: source.port, noDelay: true });
  session.owns(socket);
  const late = setTimeout(
    () => session.fail(timeoutError(peer, 'no connection', CONNECT_MS)),
    CONNECT_MS,
  );
  const reader = new RtpTcpReader();
  const intake = new RtpIntake(output, TCP_REORDER);
  socket.on('connect', () => {
    clearTimeout(late);
    output.step('connect', peer);
    output.step('setup');
  });
  socket.setTimeout(IDLE_MS, () => session.fail(timeoutError(peer, 'nothing more came', IDLE_MS)));
  socket.on('data', (bytes) => {
    try {
      for (const packet of reader.push(bytes)) {
        session.heard();
        intake.push(packet, clock.monotonicNow());
      }
    } catch (thrown) {
      session.fail(asMediaError(thrown));
    }
  });
  socket.on('error', (cause) => session.fail(networkError(cause, peer)));
  socket.on('close', () => session.end());
  try {
    await session.over;
  } finally {
    clearTimeout(late);
  }
}

/** One attempt's end: the device's, the signal's, or silence from the beginning. */
class Session implements Disposable {
  readonly #ending = Promise.withResolvers<void>();
  readonly #signal: AbortSignal;
  readonly #abort = () => this.#ending.reject(this.#signal.reason);
  readonly #silent: NodeJS.Timeout;
  #socket: Socket | null = null;
  #heard = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#silent = setTimeout(() => this.fail(nothingCame()), FIRST_PACKET_MS);
    signal.addEventListener('abort', this.#abort, { once: true });
    if (signal.aborted) this.#abort();
    this.#ending.promise.catch(() => {}); // told through `over`, which may be awaited later
  }

  get over(): Promise<void> {
    return this.#ending.promise;
  }

  owns(socket: Socket): void {
    this.#socket = socket;
  }

  heard(): void {
    if (this.#heard) return;
    this.#heard = true;
    clearTimeout(this.#silent);
  }

  fail(error: MediaError): void {
    this.#ending.reject(error);
  }

  /** The device left: without having sent anything that is a failure. */
  end(): void {
    if (this.#heard) this.#ending.resolve();
    else this.fail(nothingCame());
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#silent);
    this.#signal.removeEventListener('abort', this.#abort);
    this.#socket?.destroy();
  }
}

function nothingCame(): MediaError {
  return new MediaError('timeout', 'the device sent no packet', {
    code: 'rtp.no-packet',
    step: 'first-packet',
  });
}
