import { FlvDemuxer } from '../formats/flv/demuxer.ts';
import { TsDemuxer } from '../formats/mpeg-ts/demuxer.ts';
import type { Puller, SourceOutput } from '../hub/source.ts';
import { maskedFrame, ServerFrameReader } from '../protocols/ws/client.ts';
import { OPCODE } from '../protocols/ws/frames.ts';
import { DemuxedFeed, type Demuxer } from './demuxed-feed.ts';
import {
  drain,
  type HttpAddress,
  type HttpDialOptions,
  httpUrl,
  openHttp,
  openWebSocket,
} from './http-dial.ts';
import { StepLadder } from './step-ladder.ts';

/** FLV over HTTP or WebSocket, MPEG-TS over HTTP. */
export type HttpSource = HttpAddress & { readonly kind: 'http-flv' | 'ws-flv' | 'http-ts' };
export type HttpPullOptions = Omit<HttpDialOptions, 'signal'>;

/** A live stream sends several times a second; a half-open connection never. */
const IDLE_MS = 15_000;

/** Pulls one endless HTTP answer or WebSocket. */
export function httpPuller(source: HttpSource, options: HttpPullOptions): Puller {
  return {
    protocol: source.kind,
    async runOnce(output, signal) {
      const ladder = new StepLadder(output);
      const resolved = (address: string) => ladder.step('resolve', address);
      try {
        if (source.kind === 'ws-flv')
          await pullWebSocket(source, ladder, { ...options, resolved, signal });
        else await pullAnswer(source, ladder, { ...options, resolved, signal });
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        throw ladder.located(cause);
      }
    },
  };
}

async function pullAnswer(
  source: HttpSource,
  ladder: StepLadder,
  options: HttpDialOptions,
): Promise<void> {
  const { response, url } = await openHttp(source, options);
  arrived(ladder, url.host, response.headers['content-type']);
  const intake = intakeOf(source, ladder);
  await drain(response, { peer: url.host, idleMs: IDLE_MS, signal: options.signal }, intake);
}

async function pullWebSocket(
  source: HttpSource,
  ladder: StepLadder,
  options: HttpDialOptions,
): Promise<void> {
  const peer = httpUrl(source.url).host;
  const { socket, head } = await openWebSocket(source, options);
  arrived(ladder, peer, 'websocket');
  const intake = intakeOf(source, ladder);
  const frames = new ServerFrameReader();
  const take = (bytes: Uint8Array) => {
    const { data, pings, closed } = frames.push(bytes);
    for (const ping of pings) socket.write(maskedFrame(OPCODE.pong, ping));
    for (const piece of data) intake(piece);
    if (closed) socket.end(maskedFrame(OPCODE.close, new Uint8Array(0)), () => socket.destroy());
  };
  if (head.length > 0) socket.unshift(head);
  await drain(socket, { peer, idleMs: IDLE_MS, signal: options.signal }, take);
}

function arrived(ladder: StepLadder, peer: string, detail: string | undefined): void {
  ladder.step('connect', peer);
  ladder.step('describe', detail ?? '');
  ladder.step('setup');
}

function intakeOf(source: HttpSource, output: SourceOutput): (bytes: Uint8Array) => void {
  const demuxer: Demuxer = source.kind === 'http-ts' ? new TsDemuxer() : new FlvDemuxer();
  const feed = new DemuxedFeed(output);
  return (bytes) => {
    feed.received(bytes.length);
    feed.take(demuxer.push(bytes));
  };
}
