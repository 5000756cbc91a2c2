// An RTMP session seen from the server (Adobe RTMP 1.0 §7): handshake, connect, createStream, publish, media.

import { u32 } from '../../media/bytes.ts';
import { assertNever, MediaError } from '../../media/errors.ts';
import { ChunkReader } from './chunk-reader.ts';
import {
  connectResult,
  type RtmpCommand,
  readCommand,
  statusCommand,
  textProperty,
  writeCommand,
} from './commands.ts';
import { ServerHandshake } from './handshake.ts';
import { MAX_COMMANDS } from './limits.ts';
import { controlMessage, MESSAGE, type RtmpMessage, streamBegin } from './messages.ts';

/** Who wants to publish what: `rtmp://host/<app>/<name>?key=<key>`. */
export type PublishRequest = {
  readonly app: string;
  readonly name: string;
  readonly key: string | null;
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
};

type State =
  | { readonly state: 'handshake'; readonly handshake: ServerHandshake }
  | { readonly state: 'greeting' }
  | { readonly state: 'connected'; readonly app: string }
  | { readonly state: 'publishing'; readonly app: string; readonly intake: MediaIntake };

/** We never have more than one stream on a connection. */
const STREAM_ID = 1;
/** What peers are asked to acknowledge by, and we acknowledge by until they say otherwise. */
const WINDOW_BYTES = 2_500_000;
const PEER_BANDWIDTH_DYNAMIC = 2;

/** Reads a publisher's bytes in any pieces and answers through `output`. A throw ends the session. */
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
    if (this.#state.state !== 'publishing') return;
    const { app, intake } = this.#state;
    this.#state = { state: 'connected', app };
    intake.end();
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
        this.#prepare(command, current.app);
        return;
      case 'publishing':
        this.#whilePublishing(command);
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
    this.#state = { state: 'connected', app: app.replace(/\/+$/, '') };
  }

  #prepare(command: RtmpCommand, app: string): void {
    switch (command.name) {
      case 'createStream':
        this.#output.write(writeCommand(0, '_result', command.transaction, null, STREAM_ID));
        return;
      case 'releaseStream':
      case 'FCPublish':
        this.#output.write(writeCommand(0, '_result', command.transaction, null, undefined));
        return;
      case 'publish':
        this.#publish(command, app);
        return;
      case 'play':
        this.#turnAway('NetStream.Play.Failed', playRefused());
        return;
      default: // _checkbw, getStreamLength and the like need no answer
    }
  }

  #publish(command: RtmpCommand, app: string): void {
    const [path] = command.args;
    const request = publishRequest(app, typeof path === 'string' ? path : '');
    let intake: MediaIntake;
    try {
      intake = this.#output.publish(request);
    } catch (thrown) {
      this.#turnAway('NetStream.Publish.BadName', thrown);
      return;
    }
    this.#state = { state: 'publishing', app, intake };
    this.#output.write(streamBegin(STREAM_ID));
    this.#output.write(
      statusCommand(STREAM_ID, 'status', 'NetStream.Publish.Start', 'Publishing.'),
    );
  }

  #whilePublishing(command: RtmpCommand): void {
    if (['deleteStream', 'closeStream', 'FCUnpublish'].includes(command.name)) this.close();
  }

  /** Tells the peer why, then ends the session. */
  #turnAway(status: string, thrown: unknown): never {
    const reason = thrown instanceof MediaError ? thrown : null;
    const description = reason?.context.code ?? 'refused';
    this.#output.write(statusCommand(STREAM_ID, 'error', status, description));
    throw thrown;
  }
}

function playRefused(): MediaError {
  return new MediaError('unsupported', 'RTMP play is not offered: play over HTTP-FLV or WS-FLV', {
    code: 'rtmp.play-not-offered',
  });
}

function publishRequest(app: string, path: string): PublishRequest {
  const [name = '', query = ''] = path.split('?', 2);
  return { app, name, key: new URLSearchParams(query).get('key') };
}
