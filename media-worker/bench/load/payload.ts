// The picture and sound that the benchmark publishes: 2 Mbit/s, 25 fps, GOP 50, 43 audio frames a second.
import { aacConfig } from '../../codecs/aac.ts';
import { buildAvcC, h264Track } from '../../codecs/h264.ts';
import { nalu } from '../../media/track.ts';

export const FPS = 25;
export const GOP = 50;
export const AUDIO_FRAME_MS = 1024 / 44.1;
/** 2.03 Mbit/s in all, as in performance.md: key frames are about seven times a predicted one. */
const KEY_BYTES = 60_000;
const INTER_BYTES = 8_350;
export const AUDIO_BYTES = 372;

/** Found in received bytes; ASCII, so that no server takes it for a start code. */
export const MARKER = Buffer.from('LUKOU-BENCH-TIME');
/** Sequence number and send time in µs, as decimal text after the marker, then K or P. */
const NUMBER_DIGITS = 10;
const TIME_DIGITS = 20;
export const STAMP_BYTES = MARKER.length + NUMBER_DIGITS + TIME_DIGITS + 1;

const SPS = '6764001eacd940a02ff97011000003000100000300320f162d96';
const PPS = '68ebe3cb22c0';

function unit(hex: string) {
  return nalu(new Uint8Array(Buffer.from(hex, 'hex')));
}

/** AVC and AAC sequence headers as RTMP bodies. */
export function sequenceHeaders(): { readonly video: Buffer; readonly audio: Buffer } {
  const avcC = buildAvcC(h264Track(unit(SPS), [unit(PPS)]));
  return {
    video: Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), avcC]),
    audio: Buffer.concat([Buffer.from([0xaf, 0]), aacConfig(2, 44_100, 2)]),
  };
}

/** A video body whose stamp is filled in just before it is sent. */
export type StampedBody = { readonly body: Buffer; stamp(sequence: number): void };

export function videoBody(isKey: boolean): StampedBody {
  const total = isKey ? KEY_BYTES : INTER_BYTES;
  const seiBytes = 2 + 1 + STAMP_BYTES + 1;
  const body = Buffer.alloc(total, 0x5a);
  body.set([isKey ? 0x17 : 0x27, 1, 0, 0, 0]);
  body.writeUInt32BE(seiBytes, 5);
  body.set([6, 5, STAMP_BYTES], 9);
  MARKER.copy(body, 12);
  body[12 + STAMP_BYTES] = 0x80;
  const slice = 9 + seiBytes;
  body.writeUInt32BE(total - slice - 4, slice);
  body[slice + 4] = isKey ? 0x65 : 0x41;
  const at = 12 + MARKER.length;
  return {
    body,
    stamp: (sequence) => {
      const text = `${pad(sequence, NUMBER_DIGITS)}${pad(nowUs(), TIME_DIGITS)}${isKey ? 'K' : 'P'}`;
      body.write(text, at, 'latin1');
    },
  };
}

export function audioBody(): Buffer {
  const body = Buffer.alloc(AUDIO_BYTES + 2, 0x21);
  body.set([0xaf, 1]);
  return body;
}

export type Stamp = { readonly sequence: number; readonly sentUs: number; readonly isKey: boolean };

/** The stamp whose marker begins at `at`; `null` when it is cut. */
export function readStamp(bytes: Buffer, at: number): Stamp | null {
  if (at + STAMP_BYTES > bytes.length) return null;
  const from = at + MARKER.length;
  const sequence = Number(bytes.toString('latin1', from, from + NUMBER_DIGITS));
  const sentUs = Number(
    bytes.toString('latin1', from + NUMBER_DIGITS, from + NUMBER_DIGITS + TIME_DIGITS),
  );
  return { sequence, sentUs, isKey: bytes[at + STAMP_BYTES - 1] === 0x4b };
}

/** Microseconds of the machine's monotonic clock: the same in all processes. */
export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
