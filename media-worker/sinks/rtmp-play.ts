// RTMP play (Adobe RTMP 1.0 §7.2.2.1): players on the port of RTMP publishing, fed by the fan-out all live formats share.
import type { Socket } from 'node:net';
import { writeAmf0 } from '../codecs/amf0.ts';
import { concatBytes } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import { statusCommand } from '../protocols/rtmp/commands.ts';
import {
  controlMessage,
  DEFAULT_CHUNK_SIZE,
  MEDIA_CHUNK_STREAM,
  MESSAGE,
  USER_CONTROL,
  userControlOf,
  writeMessage,
} from '../protocols/rtmp/messages.ts';
import {
  playFailure,
  type RtmpPlayRequest,
  type Seat,
  STREAM_ID,
} from '../protocols/rtmp/session.ts';
import type { SuitingGate } from './play-request.ts';
import { RTMP_CHUNK_SIZE } from './rtmp-muxer.ts';
import type { ViewerEnd, ViewerTransport } from './viewer.ts';
import type { PlayRequest, Viewers } from './viewers.ts';
import { LEFT } from './watcher.ts';

/** RTMP players say nothing about what they can play. */
const AS_IT_COMES = { video: null, audio: null } as const;
/** The application name of play addresses: `rtmp://host/live/<stream>`. */
const APP = 'live';

/** What goes before the first picture: the stream is there, and what follows is ours to keep. */
const STARTED: Opening = {
  prologue: prologue('NetStream.Play.Reset', 'NetStream.Play.Start'),
  chunkSizeBefore: DEFAULT_CHUNK_SIZE,
};
const RESUMED: Opening = {
  prologue: prologue('NetStream.Unpause.Notify'),
  chunkSizeBefore: RTMP_CHUNK_SIZE,
};
type Opening = { readonly prologue: Buffer; readonly chunkSizeBefore: number };

/** Takes RTMP players in. @throws MediaError `refused` with the code of a refused ticket, path or stream */
export function rtmpPlay(
  gate: SuitingGate,
  viewers: Viewers,
): (request: RtmpPlayRequest, socket: Socket) => Seat {
  return (request, socket) => seat(admitted(request, gate), socket, viewers);
}

function admitted(
  { app, name, ticket, enhanced }: RtmpPlayRequest,
  gate: SuitingGate,
): PlayRequest {
  if (app !== APP) throw refused('request.bad-path', 'play addresses are /live/<stream>');
  const verdict = gate.check?.(ticket, name) ?? null;
  if (verdict && !verdict.ok) throw refused(verdict.code, 'the ticket does not open this stream');
  const found = /^[A-Za-z0-9._-]{1,96}$/.test(name) ? gate.find(name) : null;
  if (!found) throw refused('stream.unknown', 'no such stream on this worker');
  const full = gate.admit?.(found);
  if (full) throw refused(full.code, full.message);
  const stream = gate.suiting(found, AS_IT_COMES);
  const userId = verdict?.ticket.userId ?? null;
  return { stream, format: enhanced ? 'rtmp' : 'rtmp-legacy', userId };
}

/** A paused player is none: it gives its place up and takes another one, at the newest key frame, when it goes on. */
function seat(request: PlayRequest, socket: Socket, viewers: Viewers): Seat {
  let place: Disposable | null = viewers.join(request, transport(socket, STARTED));
  return {
    pause: (paused) => {
      if (paused === (place === null)) return;
      place?.[Symbol.dispose]();
      place = paused ? null : viewers.join(request, transport(socket, RESUMED));
      if (paused) socket.write(status('NetStream.Pause.Notify', 'Paused.'));
    },
    end: () => {
      place?.[Symbol.dispose]();
      place = null;
    },
  };
}

function transport(socket: Socket, { prologue, chunkSizeBefore }: Opening): ViewerTransport {
  return {
    format: 'rtmp',
    framed: false,
    socket,
    prologue,
    finish: (end, started) => {
      if (end === LEFT) return; // paused or closed by the player itself: the connection may go on
      if (socket.writableLength > 0) socket.destroy();
      else
        socket.end(started ? farewell(end) : refusal(end, chunkSizeBefore), () =>
          socket.destroySoon(),
        );
    },
  };
}

function farewell({ code }: ViewerEnd): Uint8Array {
  return concatBytes([
    userControlOf(USER_CONTROL.streamEof, STREAM_ID),
    status('NetStream.Play.Stop', code),
  ]);
}

function refusal({ code }: ViewerEnd, chunkSize: number): Uint8Array {
  return statusCommand(STREAM_ID, 'error', playFailure(code), code, chunkSize);
}

function status(code: string, description: string): Uint8Array {
  return statusCommand(STREAM_ID, 'status', code, description, RTMP_CHUNK_SIZE);
}

function prologue(...codes: readonly string[]): Buffer {
  return Buffer.from(
    concatBytes([
      controlMessage(MESSAGE.setChunkSize, RTMP_CHUNK_SIZE),
      userControlOf(USER_CONTROL.streamBegin, STREAM_ID),
      ...codes.map((code) => status(code, 'Playing.')),
      sampleAccess(),
    ]),
  );
}

/** What Flash wants to hear before it hands pictures to a program; others skip it. */
function sampleAccess(): Uint8Array {
  const body = writeAmf0('|RtmpSampleAccess', true, true);
  return writeMessage(
    { type: MESSAGE.dataAmf0, streamId: STREAM_ID, timestampMs: 0, body },
    MEDIA_CHUNK_STREAM,
    RTMP_CHUNK_SIZE,
  );
}

function refused(code: string, message: string): MediaError {
  return new MediaError('refused', message, { code });
}
