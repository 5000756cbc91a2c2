import type { Socket } from 'node:net';
import type { StreamId } from '../media/stream-id.ts';
import { DirectWriter } from '../platform/direct-writer.ts';
import type { Batch } from './batch.ts';

export type ViewerFormat =
  | 'http-flv'
  | 'ws-flv'
  | 'http-fmp4'
  | 'ws-fmp4'
  | 'http-ts'
  | 'ws-ts'
  | 'rtmp'
  | 'rtsp';

/** Why a viewer ended, as a stable code. */
export type ViewerEnd = { readonly code: string; readonly message: string };

/** How bytes and the end reach one viewer's socket. */
export type ViewerTransport = {
  readonly format: ViewerFormat;
  /** Bytes go out as WebSocket frames. */
  readonly framed: boolean;
  readonly socket: Socket;
  /** Sent once, before the first bytes: the HTTP response head, RTMP's word that it plays, nothing for WebSocket. */
  readonly prologue: Buffer;
  /** Tells the viewer why, as far as the transport can, and closes. */
  finish(end: ViewerEnd, started: boolean): void;
};

/** One viewer of one stream: a socket and the index of the tag it needs next. */
export class Viewer {
  readonly id: string;
  readonly streamId: StreamId;
  readonly userId: string | null;
  readonly address: string;
  readonly since: number;
  readonly transport: ViewerTransport;
  /** Index into the ring; -1 until the first bytes were sent, or while waiting for a key frame. */
  index = -1;
  /** The first tag it did not get: it goes on at a key frame behind that. */
  skippedFrom = 0;
  started = false;
  /** Out of the fan-out: whoever still has it in a list drops it. */
  left = false;
  bytes = 0;
  framesDropped = 0;
  /** Monotonic ms since when the socket has not taken what it was given; 0 while it keeps up. */
  stuckSince = 0;
  readonly #framed: boolean;
  readonly #writer: DirectWriter;

  constructor(fields: {
    readonly id: string;
    readonly streamId: StreamId;
    readonly userId: string | null;
    readonly since: number;
    readonly transport: ViewerTransport;
  }) {
    this.id = fields.id;
    this.streamId = fields.streamId;
    this.userId = fields.userId;
    this.since = fields.since;
    this.transport = fields.transport;
    this.#framed = fields.transport.framed;
    this.#writer = new DirectWriter(fields.transport.socket);
    this.address = fields.transport.socket.remoteAddress ?? 'unknown';
  }

  get format(): ViewerFormat {
    return this.transport.format;
  }

  /** The socket still holds bytes of an earlier write. */
  get busy(): boolean {
    return this.transport.socket.writableLength > 0;
  }

  /** False when the socket could not take everything at once: the batch is then its own. */
  write(batch: Batch): boolean {
    const bytes = this.#framed ? batch.framed : batch.plain;
    this.bytes += bytes.length;
    if (this.#writer.write(bytes)) return true;
    batch.kept = true;
    return false;
  }

  /** Header and what comes at once, at the beginning after the prologue, in one system call. */
  start(header: Batch, batch: Batch): void {
    const { socket, prologue } = this.transport;
    socket.cork();
    if (!this.started && prologue.length > 0) socket.write(prologue);
    this.started = true;
    this.write(header);
    this.write(batch);
    socket.uncork();
  }
}
