import { randomInt } from 'node:crypto';
import { alawToUlaw } from '../codecs/g711.ts';
import { NO_OUTPUT } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import type { AudioFrame } from '../media/frame.ts';
import { buildRtp } from '../protocols/rtp/packet.ts';
import { type BackChannelFormat, openBackChannel } from '../protocols/rtsp/back-channel.ts';
import { askOptions, keepAlive, tearDown } from '../protocols/rtsp/client.ts';
import { type DialOptions, dialRtsp, type RtspSource } from '../sources/rtsp-dial.ts';
import { StepLadder } from '../sources/step-ladder.ts';

/** Where a talker's voice comes out. */
export type VoiceOutlet = {
  /** What the device takes. */
  readonly codec: 'g711a' | 'g711u';
  readonly packets: number;
  readonly framesDropped: number;
  /** A-law at 8 kHz. */
  send(frame: AudioFrame): void;
  /** Rejects when the device ends it. */
  readonly over: Promise<never>;
  /** Resolves when the device was told, or does not answer. Never rejects. */
  close(): Promise<void>;
};

/** 300 ms of what the device does not take: the oldest goes first. */
const MOST_PENDING = 15;
const TICKS_PER_SAMPLE = 90_000 / 8_000;
const FRAMING_BYTES = 4;

/** Opens a camera's audio back channel: ONVIF Streaming Specification §5.3. @throws `talk.*`, `rtsp.*`, `network.*` */
export async function openRtspBackChannel(
  source: RtspSource,
  options: DialOptions,
): Promise<VoiceOutlet> {
  const ladder = new StepLadder(NO_OUTPUT);
  const { signal } = options;
  // The connection outlives the caller's wish to stop by the moment a TEARDOWN takes.
  const link = new AbortController();
  const abort = () => link.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const { connection, url } = await dialRtsp(source, ladder, { ...options, signal: link.signal });
    const connected = await ladder.climb('sign-in', () => askOptions(connection, url));
    return outlet(await ladder.climb('setup', () => openBackChannel(connected)));
  } catch (cause) {
    link.abort(new MediaError('unreachable', 'the attempt is over'));
    if (signal.aborted) throw signal.reason;
    throw cause;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function outlet(playing: Awaited<ReturnType<typeof openBackChannel>>): VoiceOutlet {
  const { connection, voice } = playing;
  const sender = new VoiceSender(voice);
  const pending: Uint8Array[] = [];
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {}); // whoever talks awaits it; before that nobody does
  connection.ended.then(
    () =>
      over.reject(
        new MediaError('unreachable', 'the device ended the back channel', {
          code: 'talk.device-ended',
          peer: connection.peer,
        }),
      ),
    over.reject,
  );
  const keepOpen = () => void keepAlive(playing).catch(over.reject);
  const beat = setInterval(keepOpen, playing.timeoutMs / 2);
  let packets = 0;
  let framesDropped = 0;
  return {
    codec: voice.law === 'a' ? 'g711a' : 'g711u',
    get packets() {
      return packets;
    },
    get framesDropped() {
      return framesDropped;
    },
    over: over.promise,
    send: (frame) => {
      pending.push(sender.packet(frame));
      if (pending.length > MOST_PENDING) {
        pending.shift();
        framesDropped += 1;
      }
      if (connection.socket.writableLength > 0) return;
      packets += pending.length;
      connection.write(Buffer.concat(pending.splice(0)));
    },
    close: () => {
      clearInterval(beat);
      return tearDown(playing);
    },
  };
}

/** Frames of A-law as packets on a connection's channel. */
class VoiceSender {
  readonly #format: BackChannelFormat & { readonly channel: number };
  readonly #ssrc = randomInt(1, 2 ** 32 - 1);
  readonly #timestampOffset = randomInt(2 ** 32 - 1);
  #sequence = randomInt(0x1_0000);
  #next = Number.NEGATIVE_INFINITY;

  constructor(format: BackChannelFormat & { readonly channel: number }) {
    this.#format = format;
  }

  packet({ data, pts }: AudioFrame): Uint8Array {
    const { law, payloadType, channel } = this.#format;
    const at = Math.round(pts / TICKS_PER_SAMPLE);
    const packet = buildRtp(
      {
        // RFC 3551 §4.1: the first packet after silence.
        marker: at !== this.#next,
        payloadType,
        sequence: this.#sequence,
        timestamp: this.#timestampOffset + at,
        ssrc: this.#ssrc,
      },
      law === 'a' ? data : alawToUlaw(data),
    );
    this.#sequence += 1;
    this.#next = at + data.length;
    const bytes = new Uint8Array(FRAMING_BYTES + packet.length);
    bytes.set([0x24, channel, packet.length >> 8, packet.length & 0xff]);
    bytes.set(packet, FRAMING_BYTES);
    return bytes;
  }
}
