import { createServer, type Server, type Socket } from 'node:net';
import { FlvBodyDemuxer } from '../formats/flv/body-demuxer.ts';
import { asMediaError } from '../hub/failure.ts';
import type { Publication, Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import { READ_BYTES, readShared } from '../platform/shared-read.ts';
import type { Sips } from '../platform/sips.ts';
import {
  type MediaIntake,
  type PublishRequest,
  type RtmpPlayRequest,
  RtmpSession,
  type Seat,
} from '../protocols/rtmp/session.ts';

/** From connecting to publishing or playing; encoders over bad lines take two seconds. */
const PUBLISH_WITHIN_MS = 10_000;
/** No bytes at all for this long: a half-open connection. */
const IDLE_TIMEOUT_MS = 15_000;
/** After "I stop publishing" encoders still send their goodbyes; closing at once makes them report an error. */
const LINGER_MS = 2_000;
const LEFT_CODE = 'publish.ended';
/** One process takes some hundreds of publishers; more is an attack or a mistake. */
const MAX_CONNECTIONS = 4_096;

/** Ends of a session that did not play, for one log line each; players have their own. */
export type RtmpSessionEnd = {
  readonly peer: string;
  readonly stream: string | null;
  readonly bytes: number;
  readonly durationMs: number;
  readonly error: MediaError;
};

export type RtmpPublishOptions = {
  readonly sips: Sips;
  /** Finds the stream a request may publish to. @throws MediaError `refused` */
  admit(request: PublishRequest): Stream;
  /** Gives a player its place. @throws MediaError `refused` */
  play(request: RtmpPlayRequest, socket: Socket): Seat;
  ended(end: RtmpSessionEnd): void;
};

/** Takes RTMP publishers and players. Listen on it; close it to stop taking new ones. */
export function rtmpPublishServer(options: RtmpPublishOptions): Server {
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (accepted) =>
    takePeer(accepted, options),
  );
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

function takePeer(accepted: Socket, options: RtmpPublishOptions): void {
  const startedAt = performance.now();
  let publication: Publication | null = null;
  let stream: Stream | null = null;
  let played = false;
  let over = false;
  const socket = readShared(accepted, (bytes) => {
    if (over) return 'go on';
    publication?.output.received(bytes.length);
    try {
      session.push(bytes);
    } catch (thrown) {
      finish(asMediaError(thrown));
    }
    if (over || !publication || publication.output.watched || bytes.length === READ_BYTES)
      return 'go on';
    options.sips.rest(socket);
    return 'rest';
  });

  const finish = (error: MediaError): void => {
    if (over) return;
    over = true;
    clearTimeout(deadline);
    publication?.end(error);
    session.close();
    if (error.context.code === LEFT_CODE) socket.setTimeout(LINGER_MS, () => socket.destroy());
    else socket.destroySoon();
    if (played && !publication) return;
    const durationMs = Math.round(performance.now() - startedAt);
    const peer = `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
    options.ended({ peer, stream: stream?.id ?? null, bytes: socket.bytesRead, durationMs, error });
  };

  const session = new RtmpSession({
    write: (bytes) => void socket.write(bytes),
    publish: (request) => {
      stream = options.admit(request);
      publication = stream.publish({ evict: finish });
      clearTimeout(deadline);
      return intakeOf(publication, () => finish(left()));
    },
    play: (request) => {
      const seat = options.play(request, socket);
      played = true;
      clearTimeout(deadline);
      socket.setTimeout(0); // a player has nothing to say; the fan-out sees whether it takes what it is sent
      return {
        pause: (paused) => seat.pause(paused),
        end: () => {
          seat.end();
          if (!over) socket.setTimeout(IDLE_TIMEOUT_MS);
        },
      };
    },
  });
  const deadline = setTimeout(() => finish(tooSlow('rtmp.handshake-timeout')), PUBLISH_WITHIN_MS);

  socket.setTimeout(IDLE_TIMEOUT_MS, () => finish(tooSlow('rtmp.idle')));
  socket.on('error', (cause) =>
    finish(new MediaError('unreachable', cause.message, { code: 'rtmp.connection-lost', cause })),
  );
  socket.on('close', () => finish(left()));
}

function intakeOf(publication: Publication, end: () => void): MediaIntake {
  const { output } = publication;
  let started = false;
  const demuxer = new FlvBodyDemuxer((event) => {
    if (event.type === 'tracks')
      output.step('tracks', event.tracks.map((track) => track.codec).join(' '));
    output.event(event);
  });
  const firstPacket = (): void => {
    started = true;
    output.step('first-packet');
  };
  return {
    audio: (timestampMs, body) => {
      if (!started) firstPacket();
      demuxer.audio(timestampMs, body);
    },
    video: (timestampMs, body) => {
      if (!started) firstPacket();
      demuxer.video(timestampMs, body);
    },
    end,
  };
}

function left(): MediaError {
  return new MediaError('unreachable', 'the publisher left', { code: LEFT_CODE });
}

function tooSlow(code: string): MediaError {
  return new MediaError('timeout', 'the peer sent nothing', { code });
}
