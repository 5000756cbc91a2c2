// An RTMP session seen from the client (Adobe RTMP 1.0 §7.2.2): handshake, connect, createStream, then play or publish.
import { randomBytes } from 'node:crypto';
import { amfObject } from '../../codecs/amf0.ts';
import { ByteWriter } from '../../media/byte-writer.ts';
import { concatBytes, u16, u32 } from '../../media/bytes.ts';
import { assertNever, hexHead, MediaError } from '../../media/errors.ts';
import { ChunkReader } from './chunk-reader.ts';
import {
  READ_FOURCCS,
  type RtmpCommand,
  readCommand,
  textProperty,
  textsProperty,
  writeCommand,
} from './commands.ts';
import { MAX_COMMANDS } from './limits.ts';
import { controlMessage, MESSAGE, type RtmpMessage, writeMessage } from './messages.ts';
import { type MediaIntake, STREAM_ID } from './session.ts';

/** What a stream is played from or published to: `rtmp://<host>/<app>/<name>`. */
export type PlayTarget = { readonly app: string; readonly name: string; readonly tcUrl: string };

export type RtmpClientOutput = MediaIntake & {
  write(bytes: Uint8Array): void;
  /** The server lets us in; it names the stream it found, or takes what we publish. */
  reached(state: 'connected' | 'playing' | 'publishing'): void;
};

type State = 'handshake' | 'connecting' | 'creating' | 'started';

const VERSION = 3;
const HANDSHAKE_BYTES = 1536;
const CONNECT = 1;
const CREATE_STREAM = 2;
const BUFFER_MS = 1_000;
const PING_REQUEST = 6;
const PING_RESPONSE = 7;
const SET_BUFFER_LENGTH = 3;
const DEFAULT_WINDOW = 2_500_000;
const CONTROL_CHUNK_STREAM = 2;

/** Reads a server's bytes in any pieces and answers through `output`. A throw ends the session. */
export class RtmpClientSession {
  readonly #target: PlayTarget;
  readonly #output: RtmpClientOutput;
  readonly #reader = new ChunkReader((message) => this.#message(message));
  #state: State = 'handshake';
  readonly #purpose: 'play' | 'publish';
  #fourCcs: readonly string[] = [];
  #greeting: Uint8Array = new Uint8Array(0);
  #commands = 0;
  #received = 0;
  #acknowledged = 0;
  #window = DEFAULT_WINDOW;

  constructor(target: PlayTarget, output: RtmpClientOutput, purpose: 'play' | 'publish' = 'play') {
    this.#target = target;
    this.#output = output;
    this.#purpose = purpose;
  }

  /** The server said that it reads H.265 as Enhanced RTMP writes it. */
  get enhanced(): boolean {
    return this.#reads('hvc1');
  }

  /** The server said that it reads Opus. */
  get readsOpus(): boolean {
    return this.#reads('Opus');
  }

  /** Says hello; call once, when the connection stands. */
  start(): void {
    const c1 = Buffer.concat([Buffer.alloc(8), randomBytes(HANDSHAKE_BYTES - 8)]);
    this.#output.write(Buffer.concat([Buffer.from([VERSION]), c1]));
  }

  /** @throws `malformed`, `overflow`, `unsupported`, `refused` with codes `rtmp.*` */
  push(bytes: Uint8Array): void {
    this.#received += bytes.length;
    if (this.#state === 'handshake') this.#handshake(bytes);
    else this.#reader.push(bytes);
    if (this.#received - this.#acknowledged < this.#window) return;
    this.#acknowledged = this.#received;
    this.#output.write(controlMessage(MESSAGE.acknowledgement, this.#received % 2 ** 32));
  }

  /** S0, S1 and S2; C2 repeats S1. */
  #handshake(bytes: Uint8Array): void {
    this.#greeting = concatBytes([this.#greeting, bytes]);
    const greeting = this.#greeting;
    if (greeting.length > 0 && greeting[0] !== VERSION)
      throw new MediaError('malformed', 'not an RTMP handshake', {
        code: 'rtmp.bad-handshake',
        hex: hexHead(greeting),
      });
    if (greeting.length < 1 + 2 * HANDSHAKE_BYTES) return;
    this.#greeting = new Uint8Array(0);
    this.#state = 'connecting';
    this.#output.write(greeting.subarray(1, 1 + HANDSHAKE_BYTES));
    this.#output.write(this.#connectCommand());
    this.#reader.push(greeting.subarray(1 + 2 * HANDSHAKE_BYTES));
  }

  #connectCommand(): Uint8Array {
    const { app, tcUrl } = this.#target;
    const body = amfObject({
      app,
      tcUrl,
      flashVer: 'LNX 9,0,124,2',
      fpad: false,
      capabilities: 15,
      audioCodecs: 0x0fff,
      videoCodecs: 0xff,
      videoFunction: 1,
      fourCcList: [...READ_FOURCCS],
    });
    return writeCommand(0, 'connect', CONNECT, body);
  }

  #message(message: RtmpMessage): void {
    const { type, body } = message;
    switch (type) {
      case MESSAGE.video:
        this.#output.video(message.timestampMs, body);
        return;
      case MESSAGE.audio:
        this.#output.audio(message.timestampMs, body);
        return;
      case MESSAGE.setChunkSize:
        this.#reader.setChunkSize(u32(body, 0));
        return;
      case MESSAGE.abort:
        this.#reader.abort(u32(body, 0));
        return;
      case MESSAGE.windowAckSize:
        this.#window = Math.max(1, u32(body, 0));
        return;
      case MESSAGE.userControl:
        this.#userControl(body);
        return;
      case MESSAGE.commandAmf0:
      case MESSAGE.commandAmf3:
        this.#command(readCommand(message));
        return;
      default: // acknowledgements, bandwidth and metadata tell us nothing we need
    }
  }

  #userControl(body: Uint8Array): void {
    if (body.length < 6 || u16(body, 0) !== PING_REQUEST) return;
    this.#output.write(userControl(PING_RESPONSE, u32(body, 2)));
  }

  #command(command: RtmpCommand): void {
    this.#commands += 1;
    if (this.#commands > MAX_COMMANDS)
      throw new MediaError('overflow', 'endless commands', { code: 'rtmp.too-many-commands' });
    if (command.name === '_error') throw refusedBy(textProperty(command.args[0], 'code'));
    switch (this.#state) {
      case 'connecting':
        if (command.name === '_result' && command.transaction === CONNECT) this.#connected(command);
        return;
      case 'creating':
        if (command.name === '_result' && command.transaction === CREATE_STREAM)
          this.#created(command);
        return;
      case 'started':
        this.#status(command);
        return;
      case 'handshake':
        throw new MediaError('bug', 'a command during the handshake');
      default:
        assertNever(this.#state);
    }
  }

  #reads(fourCc: string): boolean {
    return this.#fourCcs.includes(fourCc) || this.#fourCcs.includes('*');
  }

  #connected({ args }: RtmpCommand): void {
    this.#state = 'creating';
    this.#fourCcs = textsProperty(args[0], 'fourCcList');
    this.#output.reached('connected');
    this.#output.write(controlMessage(MESSAGE.windowAckSize, DEFAULT_WINDOW));
    this.#output.write(writeCommand(0, 'createStream', CREATE_STREAM, null));
  }

  #created({ args }: RtmpCommand): void {
    const [streamId] = args;
    if (typeof streamId !== 'number')
      throw new MediaError('malformed', 'the server names no stream', { code: 'rtmp.bad-order' });
    this.#state = 'started';
    if (this.#purpose === 'publish') {
      this.#publish(streamId);
      return;
    }
    this.#output.write(writeCommand(streamId, 'play', 0, null, this.#target.name, -2_000));
    this.#output.write(userControl(SET_BUFFER_LENGTH, streamId, BUFFER_MS));
  }

  /** What is published is muxed for the first stream of a connection, once for all who take it. */
  #publish(streamId: number): void {
    if (streamId !== STREAM_ID)
      throw new MediaError('unsupported', `the server names our first stream ${streamId}`, {
        code: 'rtmp.bad-order',
      });
    this.#output.write(writeCommand(streamId, 'publish', 0, null, this.#target.name, 'live'));
  }

  #status({ name, args }: RtmpCommand): void {
    if (name !== 'onStatus') return;
    const code = textProperty(args[0], 'code');
    if (code === 'NetStream.Play.Start') this.#output.reached('playing');
    else if (code === 'NetStream.Publish.Start') this.#output.reached('publishing');
    else if (textProperty(args[0], 'level') === 'error') throw refusedBy(code);
    else if (code === 'NetStream.Play.Stop' || code === 'NetStream.Play.UnpublishNotify')
      this.#output.end();
  }
}

function userControl(event: number, ...values: readonly number[]): Uint8Array {
  const body = new ByteWriter().u16(event);
  for (const value of values) body.u32(value);
  return writeMessage(
    { type: MESSAGE.userControl, streamId: 0, timestampMs: 0, body: body.finish() },
    CONTROL_CHUNK_STREAM,
    128,
  );
}

/** A stream nobody publishes now may be there in a moment; a refusal is one until somebody changes something. */
function refusedBy(code: string): MediaError {
  const shown = code.slice(0, 64);
  if (code === 'NetStream.Play.StreamNotFound')
    return new MediaError('unreachable', 'the server has no such stream', {
      code: 'rtmp.not-found',
      step: 'describe',
    });
  return new MediaError('refused', `the server refuses: ${shown}`, {
    code: 'rtmp.refused',
    step: 'sign-in',
  });
}
