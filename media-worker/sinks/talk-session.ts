import type { Socket } from 'node:net';
import { asMediaError } from '../hub/failure.ts';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import {
  ClientFrameReader,
  closeFrame,
  OPCODE,
  pongFrame,
  textFrame,
} from '../protocols/ws/frames.ts';
import { publishVoice, type VoicePublication } from '../sources/voice-publish.ts';
import type { VoiceOutlet } from './rtsp-back-channel.ts';
import { closeWebSocket } from './ws-close.ts';

/** From being let in to the first word: the page connects at once or never. */
const VOICE_WITHIN_MS = 10_000;
/** Nobody talks through a camera for longer; the next word begins anew. */
export const TALK_AT_MOST_MS = 600_000;
/** Ten frames of voice in a message. */
const MAX_MESSAGE_BYTES = 1_600;

export type TalkSpec = {
  readonly id: string;
  /** Of what there is one loudspeaker. */
  readonly cameraId: string;
  readonly userId: string;
};

export type TalkState = TalkSpec & {
  readonly state: 'connecting' | 'waiting' | 'on-air';
  readonly since: number;
  readonly packets: number;
  readonly framesDropped: number;
};

type Around = {
  readonly clock: Clock;
  /** Where the voice goes into. */
  readonly stream: Stream;
  /** Where it comes out here; `null`: whoever else holds the stream sends it on. */
  readonly outlet: VoiceOutlet | null;
  /** `closed` resolves when the device is free again. */
  readonly ended: (reason: MediaError, closed: Promise<void>) => void;
};

/** One person's talk through one device, from the open back channel to its end. */
export class TalkSession {
  readonly spec: TalkSpec;
  readonly since: number;
  readonly #around: Around;
  readonly #stop = new AbortController();
  #voice: VoicePublication | null = null;
  #socket: Socket | null = null;
  #packets = 0;

  constructor(spec: TalkSpec, around: Around) {
    this.spec = spec;
    this.#around = around;
    const { clock, stream, outlet } = around;
    this.since = clock.wallNow();
    stream.listen({
      event: (event) => {
        if (event.type !== 'frame' || event.frame.kind !== 'audio') return;
        this.#packets += 1;
        outlet?.send(event.frame);
      },
      ended: (error) => this.end(error),
    });
    outlet?.over.catch((cause: unknown) => this.end(asMediaError(cause)));
    this.#endAfter(VOICE_WITHIN_MS, () => {
      if (!this.#voice)
        this.end(new MediaError('timeout', 'no voice came', { code: 'talk.no-voice' }));
    });
  }

  get state(): TalkState {
    const framesDropped =
      (this.#voice?.framesDropped ?? 0) + (this.#around.outlet?.framesDropped ?? 0);
    return {
      ...this.spec,
      state: this.#voice ? 'on-air' : 'waiting',
      since: this.since,
      packets: this.#packets,
      framesDropped,
    };
  }

  /** The voice comes over this WebSocket, its handshake answered already. */
  attach(socket: Socket): void {
    if (this.#voice || this.#stop.signal.aborted) {
      closeWebSocket(socket, { code: 'talk.taken', message: 'this talk has its voice already' });
      return;
    }
    const { clock, stream } = this.#around;
    this.#socket = socket;
    const voice = publishVoice(stream, clock, (error) => this.end(error));
    this.#voice = voice;
    this.#endAfter(TALK_AT_MOST_MS, () =>
      this.end(new MediaError('overflow', 'talked for long enough', { code: 'talk.too-long' })),
    );
    const reader = new ClientFrameReader(MAX_MESSAGE_BYTES);
    socket.on('data', (bytes) => {
      try {
        for (const { opcode, payload } of reader.push(bytes)) {
          if (opcode === OPCODE.binary) voice.push(payload);
          else if (opcode === OPCODE.ping) socket.write(pongFrame(payload));
          else if (opcode === OPCODE.close) this.#released(socket);
        }
      } catch (cause) {
        this.end(asMediaError(cause));
      }
    });
    socket.on('close', () =>
      this.end(
        new MediaError('unreachable', 'the talker is gone', { code: 'talk.connection-lost' }),
      ),
    );
    socket.write(textFrame(JSON.stringify({ state: 'on-air' })));
  }

  /** Idempotent. */
  end(reason: MediaError): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(reason);
    this.#voice?.end(reason);
    if (this.#socket)
      closeWebSocket(this.#socket, {
        code: reason.context.code ?? `talk.${reason.kind}`,
        message: reason.message,
      });
    this.#around.ended(reason, this.#around.outlet?.close() ?? Promise.resolve());
  }

  #released(socket: Socket): void {
    this.#socket = null;
    socket.end(closeFrame(1000, ''));
    this.end(new MediaError('unreachable', 'the talker let go', { code: TALK_RELEASED }));
  }

  #endAfter(ms: number, over: () => void): void {
    this.#around.clock.sleep(ms, this.#stop.signal).then(over, () => {}); // it ended before
  }
}

/** Whoever talked has said what they wanted to say. */
export const TALK_RELEASED = 'talk.released';
