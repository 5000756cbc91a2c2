import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FlvBodyDemuxer } from '../formats/flv/body-demuxer.ts';
import { asMediaError } from '../hub/failure.ts';
import type { Puller } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { type PlayTarget, RtmpClientSession } from '../protocols/rtmp/client-session.ts';
import { networkError, timeoutError } from '../protocols/rtsp/network-error.ts';
import { cameraAddress } from './camera-address.ts';
import { DemuxedFeed } from './demuxed-feed.ts';
import { StepLadder } from './step-ladder.ts';

/** `rtmp://` or `rtmps://<host>[:<port>]/<app>/<name>[?<query>]`. */
export type RtmpPullSource = { readonly url: string };
export type RtmpPullOptions = { readonly networks: readonly string[] };

export type RtmpTarget = PlayTarget & {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
};

const RTMP_PORT = 1935;
const RTMPS_PORT = 443;
/** From dialling to the server's word that it plays. */
const PLAY_WITHIN_MS = 10_000;
const IDLE_MS = 15_000;

/** Plays a stream of another RTMP server. */
export function rtmpPuller(source: RtmpPullSource, options: RtmpPullOptions): Puller {
  return {
    protocol: 'rtmp',
    async runOnce(output, signal) {
      const ladder = new StepLadder(output);
      try {
        const target = rtmpTarget(source.url);
        const address = await ladder.climb('resolve', () =>
          cameraAddress(target.host, options.networks, signal),
        );
        ladder.step('resolve', address);
        await play(target, address, ladder, signal);
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        throw ladder.located(cause);
      }
    },
  };
}

/** The first part of the path is the application, the rest the stream with its query. @throws `unsupported` */
export function rtmpTarget(text: string): RtmpTarget {
  const url = URL.canParse(text) ? new URL(text) : null;
  const [, app = '', name = ''] = /^\/([^/]+)\/(.+)$/.exec(url?.pathname ?? '') ?? [];
  if (!url || (url.protocol !== 'rtmp:' && url.protocol !== 'rtmps:') || name === '')
    throw new MediaError('unsupported', 'not an RTMP address', {
      code: 'rtmp.bad-address',
      step: 'resolve',
    });
  const tls = url.protocol === 'rtmps:';
  return {
    app: decodeURIComponent(app),
    name: `${decodeURIComponent(name)}${url.search}`,
    tcUrl: `${url.protocol}//${url.host}/${app}`,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (tls ? RTMPS_PORT : RTMP_PORT) : Number(url.port),
    tls,
  };
}

/** Dials the address that was checked; the name counts for the certificate. */
export function openRtmp({ host, port, tls }: RtmpTarget, address: string): Socket {
  if (!tls) return connectTcp({ host: address, port, noDelay: true });
  return connectTls({ host: address, port, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

async function play(
  target: RtmpTarget,
  address: string,
  ladder: StepLadder,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const peer = `${target.host}:${target.port}`;
  const socket = openRtmp(target, address);
  const late = setTimeout(
    () => reject(timeoutError(peer, 'not playing', PLAY_WITHIN_MS)),
    PLAY_WITHIN_MS,
  );
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const session = openSession(target, socket, ladder, {
    playing: () => clearTimeout(late),
    ended: resolve,
  });
  socket.on(target.tls ? 'secureConnect' : 'connect', () => {
    ladder.step('connect', peer);
    session.start();
  });
  socket.setTimeout(IDLE_MS, () => reject(timeoutError(peer, 'nothing more came', IDLE_MS)));
  socket.on('data', (bytes) => {
    try {
      session.push(bytes);
    } catch (thrown) {
      reject(asMediaError(thrown));
    }
  });
  socket.on('error', (cause) => reject(networkError(cause, peer)));
  socket.on('close', () => {
    if (ladder.reached('setup')) resolve();
    else
      reject(
        new MediaError('unreachable', `${peer} closed the connection`, {
          code: 'network.closed',
          peer,
        }),
      );
  });
  if (signal.aborted) abort();
  try {
    await promise;
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

type Progress = { playing(): void; ended(): void };

function openSession(
  target: PlayTarget,
  socket: Socket,
  ladder: StepLadder,
  progress: Progress,
): RtmpClientSession {
  const feed = new DemuxedFeed(ladder);
  const demuxer = new FlvBodyDemuxer((event) => feed.take([event]));
  return new RtmpClientSession(target, {
    write: (bytes) => void socket.write(bytes),
    reached: (state) => {
      if (state === 'connected') {
        ladder.step('sign-in');
        return;
      }
      ladder.step('describe');
      ladder.step('setup');
      progress.playing();
    },
    audio: (timestampMs, body) => {
      feed.received(body.length);
      demuxer.audio(timestampMs, body);
    },
    video: (timestampMs, body) => {
      feed.received(body.length);
      demuxer.video(timestampMs, body);
    },
    end: progress.ended,
  });
}
