// An RTMP session seen from the server (Adobe RTMP 1.0 §7): handshake, connect, createStream, publish or play.

import { u32 } from '../../media/bytes.ts';
import { assertNever, MediaError } from '../../media/errors.ts';
import { ChunkReader } from './chunk-reader.ts';
import {
  connectResult,
  type RtmpCommand,
  readCommand,
  statusCommand,
  textProperty,
  textsProperty,
  writeCommand,
} from './commands.ts';
import { ServerHandshake } from './handshake.ts';
import { MAX_COMMANDS } from './limits.ts';
import {
  controlMessage,
  MESSAGE,
  type RtmpMessage,
  USER_CONTROL,
  userControlOf,
} from './messages.ts';

/** Who wants to publish what: `rtmp://host/<app>/<name>?key=<key>`. */
export type PublishRequest = {
  readonly app: string;
  readonly name: string;
  readonly key: string | null;
};

/** Who wants to watch what: `rtmp://host/<app>/<name>?ticket=<ticket>`. */
export type RtmpPlayRequest = {
  readonly app: string;
  readonly name: string;
  readonly ticket: string | null;
  /** The player said that it reads H.265 as Enhanced RTMP writes it. */
  readonly enhanced: boolean;
};

/** A player's place. What it is sent, the status of its start first, goes to the socket past the session. */
export type Seat = {
  pause(paused: boolean): void;
  /** The player stopped; the connection may go on. */
  end(): void;
};

/** Where a publisher's media go. The bodies are given away: nobody writes to them again. */
export type MediaIntake = {
  audio(timestampMs: number, body: Uint8Array): void;
  video(timestampMs: number, body: Uint8Array): void;
  /** The peer stopped publishing; the connection may go on. */
  end(): void;
};

export type RtmpSessionOutput = {
  write(bytes: Uint8Array): void;
  /** @throws MediaError `refused` to turn the publisher away */
  publish(request: PublishRequest): MediaIntake;
  /** @throws MediaError `refused` to turn the player away */
  play(request: RtmpPlayRequest): Seat;
};

type State =
  | { readonly state: 'handshake'; readonly handshake: ServerHandshake }
  | { readonly state: 'greeting' }
  | (Connected & { readonly state: 'connected' })
  | (Connected & { readonly state: 'publishing'; readonly intake: MediaIntake })
  | (Connected & { readonly state: 'playing'; readonly seat: Seat });
type Connected = { readonly app: string; readonly enhanced: boolean };

/** We never have more than one stream on a connection. */
export const STREAM_ID = 1;
/** What peers are asked to acknowledge by, and we acknowledge by until they say otherwise. */
const WINDOW_BYTES = 2_500_000;
const PEER_BANDWIDTH_DYNAMIC = 2;

/** Reads a peer's bytes in any pieces and answers through `output`. A throw ends the session. */
export class RtmpSession {
  readonly #output: RtmpSessionOutput;
  readonly #reader = new ChunkReader((message) => this.#message(message));
  #state: State = { state: 'handshake', handshake: new ServerHandshake() };
  #commands = 0;
  #received = 0;
  #acknowledged = 0;
  #window = WINDOW_BYTES;

  constructor(output: RtmpSessionOutput) {
    this.#output = output;
  }

  get state(): State['state'] {
    return this.#state.state;
  }

  /** @throws `malformed`, `overflow`, `unsupported`, `refused` */
  push(bytes: Uint8Array): void {
    this.#received += bytes.length;
    if (this.#state.state === 'handshake') this.#handshake(this.#state.handshake, bytes);
    else this.#reader.push(bytes);
    this.#acknowledge();
  }

  /** The connection is gone. */
  close(): void {
    const current = this.#state;
    if (current.state !== 'publishing' && current.state !== 'playing') return;
    const { app, enhanced } = current;
    this.#state = { state: 'connected', app, enhanced };
    if (current.state === 'publishing') current.intake.end();
    else current.seat.end();
  }

  #handshake(handshake: ServerHandshake, bytes: Uint8Array): void {
    const { reply, rest } = handshake.push(bytes);
    if (reply) this.#output.write(reply);
    if (!rest) return;
    this.#state = { state: 'greeting' };
    this.#reader.push(rest);
  }

  #acknowledge(): void {
    if (this.#received - this.#acknowledged < this.#window) return;
    this.#acknowledged = this.#received;
    this.#output.write(controlMessage(MESSAGE.acknowledgement, this.#received % 2 ** 32));
  }

  #message(message: RtmpMessage): void {
    switch (message.type) {
      case MESSAGE.video:
        if (this.#state.state === 'publishing')
          this.#state.intake.video(message.timestampMs, message.body);
        return;
      case MESSAGE.audio:
        if (this.#state.state === 'publishing')
          this.#state.intake.audio(message.timestampMs, message.body);
        return;
      case MESSAGE.setChunkSize:
        this.#reader.setChunkSize(u32(message.body, 0));
        return;
      case MESSAGE.abort:
        this.#reader.abort(u32(message.body, 0));
        return;
      case MESSAGE.windowAckSize:
        this.#window = Math.max(1, u32(message.body, 0));
        return;
      case MESSAGE.commandAmf0:
      case MESSAGE.commandAmf3:
        this.#command(readCommand(message));
        return;
      default: // acknowledgements, user control and metadata tell us nothing we need
    }
  }

  #command(command: RtmpCommand): void {
    this.#commands += 1;
    if (this.#commands > MAX_COMMANDS)
      throw new MediaError('overflow', 'endless commands', { code: 'rtmp.too-many-commands' });
    const current = this.#state;
    switch (current.state) {
      case 'greeting':
        this.#greet(command);
        return;
      case 'connected':
        this.#prepare(command, current);
        return;
      case 'publishing':
        if (isGoodbye(command)) this.close();
        return;
      case 'playing':
        if (isGoodbye(command)) this.close();
        else if (command.name === 'pause') current.seat.pause(command.args[0] === true);
        return;
      case 'handshake':
        throw new MediaError('bug', 'a command during the handshake');
      default:
        assertNever(current);
    }
  }

  #greet(command: RtmpCommand): void {
    if (command.name !== 'connect')
      throw new MediaError('malformed', `${command.name.slice(0, 32)} before connect`, {
        code: 'rtmp.bad-order',
      });
    this.#output.write(controlMessage(MESSAGE.windowAckSize, WINDOW_BYTES));
    this.#output.write(controlMessage(MESSAGE.peerBandwidth, WINDOW_BYTES, PEER_BANDWIDTH_DYNAMIC));
    this.#output.write(connectResult(command.transaction));
    const [app = ''] = textProperty(command.object, 'app').split('?');
    const fourCcs = textsProperty(command.object, 'fourCcList');
    const enhanced = fourCcs.includes('hvc1') || fourCcs.includes('*');
    this.#state = { state: 'connected', app: app.replace(/\/+$/, ''), enhanced };
  }

  #prepare(command: RtmpCommand, connected: Connected): void {
    switch (command.name) {
      case 'createStream':
        this.#output.write(writeCommand(0, '_result', command.transaction, null, STREAM_ID));
        return;
      case 'releaseStream':
      case 'FCPublish':
        this.#output.write(writeCommand(0, '_result', command.transaction, null, undefined));
        return;
      case 'publish':
        this.#publish(command, connected);
        return;
      case 'play':
        this.#play(command, connected);
        return;
      default: // _checkbw, getStreamLength and the like need no answer
    }
  }

  #publish(command: RtmpCommand, { app, enhanced }: Connected): void {
    const { name, query } = pathOf(command);
    let intake: MediaIntake;
    try {
      intake = this.#output.publish({ app, name, key: query.get('key') });
    } catch (thrown) {
      this.#turnAway('NetStream.Publish.BadName', thrown);
      return;
    }
    this.#state = { state: 'publishing', app, enhanced, intake };
    this.#output.write(userControlOf(USER_CONTROL.streamBegin, STREAM_ID));
    this.#output.write(
      statusCommand(STREAM_ID, 'status', 'NetStream.Publish.Start', 'Publishing.'),
    );
  }

  #play(command: RtmpCommand, { app, enhanced }: Connected): void {
    const { name, query } = pathOf(command);
    try {
      const seat = this.#output.play({ app, name, ticket: query.get('ticket'), enhanced });
      this.#state = { state: 'playing', app, enhanced, seat };
    } catch (thrown) {
      this.#turnAway(playFailure(codeOf(thrown)), thrown);
    }
  }

  /** Tells the peer why, then ends the session. */
  #turnAway(status: string, thrown: unknown): never {
    this.#output.write(statusCommand(STREAM_ID, 'error', status, codeOf(thrown)));
    throw thrown;
  }
}

/** The status code players know for one of ours; ours goes along as its description. */
export function playFailure(code: string): string {
  const absent = code === 'stream.unknown' || code === 'stream.removed';
  return absent ? 'NetStream.Play.StreamNotFound' : 'NetStream.Play.Failed';
}

function codeOf(thrown: unknown): string {
  return (thrown instanceof MediaError ? thrown.context.code : null) ?? 'refused';
}

function isGoodbye({ name }: RtmpCommand): boolean {
  return name === 'deleteStream' || name === 'closeStream' || name === 'FCUnpublish';
}

function pathOf(command: RtmpCommand): { name: string; query: URLSearchParams } {
  const [path] = command.args;
  const [name = '', query = ''] = (typeof path === 'string' ? path : '').split('?', 2);
  return { name, query: new URLSearchParams(query) };
}
