import { randomInt } from 'node:crypto';
import type { Puller, SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { READ_BYTES } from '../platform/shared-read.ts';
import type { Sips } from '../platform/sips.ts';
import { buildRtp } from '../protocols/rtp/packet.ts';
import { TCP_REORDER, UDP_REORDER } from '../protocols/rtp/reorder.ts';
import {
  keepAlive,
  play,
  type Ready,
  setUp,
  type TrackSetup,
  tearDown,
} from '../protocols/rtsp/client.ts';
import { timeoutError } from '../protocols/rtsp/network-error.ts';
import { keyFramePackets } from './key-frame-packets.ts';
import { type DialOptions, dialAndDescribe, type RtspSource } from './rtsp-dial.ts';
import { RtspReceiver } from './rtsp-receiver.ts';
import { StepLadder } from './step-ladder.ts';

export type RtspPullOptions = Omit<DialOptions, 'signal'> & {
  readonly clock: Clock;
  /** Lets the connection rest while nobody watches; absent: everything is read at once. */
  readonly sips?: Sips;
  readonly firstPacketMs?: number;
};

/** Cameras with a long GOP send something within a second; a firewall that eats UDP never does. */
const FIRST_PACKET_MS = 5_000;
/** RFC 3550 §6.2: about every 5 s. */
const RECEIVER_REPORT_MS = 5_000;

/** Pulls one RTSP source. With `auto` it begins with TCP, goes to UDP when refused or silent, and remembers what worked. */
export function rtspPuller(source: RtspSource, options: RtspPullOptions): Puller {
  let preferred: 'tcp' | 'udp' = source.transport === 'udp' ? 'udp' : 'tcp';
  return {
    protocol: 'rtsp',
    async runOnce(output, signal) {
      const attempt = (protocol: 'tcp' | 'udp') =>
        pullOver(protocol, source, { ...options, output, signal });
      try {
        await attempt(preferred);
      } catch (cause) {
        if (source.transport !== 'auto' || signal.aborted || !isTransportFailure(cause))
          throw cause;
        const other = preferred === 'tcp' ? 'udp' : 'tcp';
        preferred = other;
        await attempt(other);
      }
    },
  };
}

function isTransportFailure(cause: unknown): boolean {
  if (!(cause instanceof MediaError)) return false;
  return (
    cause.context.code === 'rtsp.transport-refused' ||
    (cause.context.code === 'network.timeout' && cause.context.step === 'first-packet')
  );
}

type Attempt = RtspPullOptions & { readonly output: SourceOutput; readonly signal: AbortSignal };

async function pullOver(
  protocol: 'tcp' | 'udp',
  source: RtspSource,
  attempt: Attempt,
): Promise<void> {
  const { output, signal } = attempt;
  const ladder = new StepLadder(output);
  // The connection outlives the caller's wish to stop by the moment a TEARDOWN takes.
  const link = new AbortController();
  const abortLink = () => link.abort(signal.reason);
  signal.addEventListener('abort', abortLink, { once: true });
  try {
    signal.throwIfAborted();
    const described = await dialAndDescribe(source, ladder, { ...attempt, signal: link.signal });
    const ready = await ladder.climb('setup', () => setUp(described, protocol), protocol);
    signal.removeEventListener('abort', abortLink);
    try {
      await receive(ready, ladder, attempt);
    } finally {
      // Not awaited: the caller is told at once, the camera gets its TEARDOWN, both are bounded.
      void tearDown(ready);
    }
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw ladder.located(cause);
  } finally {
    signal.removeEventListener('abort', abortLink);
    if (!ladder.reached('setup')) link.abort(new MediaError('unreachable', 'the attempt is over'));
  }
}

async function receive(ready: Ready, ladder: StepLadder, attempt: Attempt): Promise<void> {
  const { clock, signal, output, firstPacketMs = FIRST_PACKET_MS } = attempt;
  signal.throwIfAborted();
  const limits = ready.setups.some((setup) => setup.transport.protocol === 'udp')
    ? UDP_REORDER
    : TCP_REORDER;
  const tracks = ready.setups.map((setup) => setup.track);
  const receiver = new RtspReceiver(tracks, { output: ladder, limits, now: clock.monotonicNow });
  const failure = Promise.withResolvers<never>();
  listen(ready, receiver, { output, sips: attempt.sips, fail: failure.reject });
  const abort = () => failure.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const timers: NodeJS.Timeout[] = [];
  try {
    letAskForKeyFrames(ready, receiver, output);
    const playing = await Promise.race([ladder.climb('setup', () => play(ready)), failure.promise]);
    const beat = () => keepAlive(playing).catch(failure.reject);
    timers.push(setInterval(() => void beat(), playing.timeoutMs / 2));
    timers.push(setInterval(() => sendReports(ready, receiver), RECEIVER_REPORT_MS));
    timers.push(
      setTimeout(() => {
        if (receiver.startedAtMs === null)
          failure.reject(
            atFirstPacket(timeoutError(ready.connection.peer, 'no packet', firstPacketMs)),
          );
      }, firstPacketMs),
    );
    await Promise.race([ready.connection.ended, failure.promise]);
    if (receiver.startedAtMs === null)
      throw atFirstPacket(
        new MediaError('unreachable', `${ready.connection.peer} closed without sending anything`, {
          code: 'network.closed',
        }),
      );
  } finally {
    for (const timer of timers) clearInterval(timer);
    signal.removeEventListener('abort', abort);
  }
}

function atFirstPacket(error: MediaError): MediaError {
  return new MediaError(error.kind, error.message, {
    ...error.context,
    step: 'first-packet',
    cause: error,
  });
}

type Ears = {
  readonly output: SourceOutput;
  readonly sips: Sips | undefined;
  readonly fail: (cause: unknown) => void;
};

/** Leads every packet of the session to the receiver. An error while taking one ends the session. */
function listen(ready: Ready, receiver: RtspReceiver, { output, sips, fail }: Ears): void {
  const { connection, setups } = ready;
  connection.onBytes = (bytes, socket) => {
    output.received(bytes);
    if (!sips || output.watched || bytes === READ_BYTES) return 'go on';
    sips.rest(socket);
    return 'rest';
  };
  const takers = new Map<number, (payload: Uint8Array) => void>();
  for (const [index, { transport }] of setups.entries()) {
    const rtp = (payload: Uint8Array) => receiver.rtp(index, payload);
    const rtcp = (payload: Uint8Array) => receiver.rtcp(index, payload);
    if (transport.protocol === 'tcp') {
      takers.set(transport.channels[0], rtp).set(transport.channels[1], rtcp);
      continue;
    }
    const from =
      (take: (payload: Uint8Array) => void) => (bytes: Uint8Array, peer: { address: string }) => {
        if (!transport.from.includes(peer.address)) return;
        output.received(bytes.length);
        try {
          take(bytes);
        } catch (cause) {
          fail(cause);
        }
      };
    transport.ports.rtp.on('message', from(rtp));
    transport.ports.rtcp.on('message', from(rtcp));
    openPath(transport);
  }
  connection.onInterleaved = (channel, payload) => takers.get(channel)?.(payload);
}

/** Two packets with nothing in them make firewalls and NAT on the way let the camera's packets in. */
function openPath(transport: Extract<TrackSetup['transport'], { protocol: 'udp' }>): void {
  const { server, ports } = transport;
  if (!server) return;
  const header = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0 };
  const empty = buildRtp(header, new Uint8Array());
  ports.rtp.send(empty, server.ports[0], server.address);
  ports.rtcp.send(Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 0), server.ports[1], server.address);
}

const ownSsrc = randomInt(1, 2 ** 32 - 1);

function sendReports(ready: Ready, receiver: RtspReceiver): void {
  for (const [index, { transport }] of ready.setups.entries()) {
    const report = receiver.receiverReport(index, ownSsrc);
    if (report) sendRtcp(ready, transport, report);
  }
}

function sendRtcp({ connection }: Ready, to: TrackSetup['transport'], rtcp: Uint8Array): void {
  if (to.protocol === 'tcp') {
    const head = Uint8Array.of(0x24, to.channels[1], rtcp.length >> 8, rtcp.length & 0xff);
    connection.write(Buffer.concat([head, rtcp]));
  } else if (to.server) to.ports.rtcp.send(rtcp, to.server.ports[1], to.server.address);
}

/** Where the description says that requests for a key frame are heard. */
function letAskForKeyFrames(ready: Ready, receiver: RtspReceiver, output: SourceOutput): void {
  const setup = ready.setups.find(({ track }) => track.kind === 'video');
  const ask = keyFramePackets(setup?.track, receiver, ownSsrc);
  if (!setup || !ask) return;
  output.takesKeyFrameRequests?.(() => {
    const packet = ask();
    if (packet) sendRtcp(ready, setup.transport, packet);
  });
}
