// What runs on one RTSP connection: messages and interleaved packets, RFC 2326 §10.12.
import { copyBytes } from '../../media/bytes.ts';
import { hexHead, MediaError } from '../../media/errors.ts';
import { headerOf, parseHead, type RtspMessage } from './message.ts';

export type RtspElement =
  | { readonly type: 'message'; readonly message: RtspMessage }
  | { readonly type: 'interleaved'; readonly channel: number; readonly payload: Uint8Array };

/** Real answers stay below 4 KiB; a DESCRIBE with many tracks and long sprop values has been seen at 9 KiB. */
const MAX_HEAD_BYTES = 32 * 1024;
const MAX_BODY_BYTES = 256 * 1024;
/** Bytes skipped in one run while looking for the next element; more is not RTSP at all. */
const MAX_GARBAGE_BYTES = 1024 * 1024;

const DOLLAR = 0x24;
/** Longest thing needed to tell an element by its beginning: the method names of RFC 2326 and a space. */
const LOOKAHEAD = 14;
const STARTS = [
  'RTSP/',
  'ANNOUNCE ',
  'DESCRIBE ',
  'GET_PARAMETER ',
  'OPTIONS ',
  'PAUSE ',
  'PLAY ',
  'RECORD ',
  'REDIRECT ',
  'SETUP ',
  'SET_PARAMETER ',
  'TEARDOWN ',
];
const FIRST_BYTES = new Set([DOLLAR, ...STARTS.map((start) => start.charCodeAt(0))]);

type Step = { readonly element: RtspElement | null; readonly used: number } | 'more';

/**
 * Cuts the bytes of a connection into elements. Push-only, synchronous, total; the cut does not depend on how the
 * bytes are chunked. Garbage between elements is skipped up to the next plausible beginning and counted.
 */
export class RtspReader {
  #pending: Uint8Array = new Uint8Array(0);
  #garbage = 0;
  #garbageTotal = 0;

  /** Bytes skipped so far because they belonged to no element. */
  get garbageBytes(): number {
    return this.#garbageTotal;
  }

  /** Payloads are views of `chunk` where the element lies in it whole. @throws MediaError `malformed` or `overflow` */
  push(chunk: Uint8Array): RtspElement[] {
    const bytes = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    const out: RtspElement[] = [];
    let at = 0;
    while (at < bytes.length) {
      const step = this.#next(bytes, at);
      if (step === 'more') break;
      at += step.used;
      if (step.element) out.push(step.element);
      this.#count(step, bytes, at);
    }
    this.#pending = bytes.subarray(at);
    return out;
  }

  #count(step: Exclude<Step, 'more'>, bytes: Uint8Array, at: number): void {
    if (step.element) {
      this.#garbage = 0;
      return;
    }
    this.#garbage += step.used;
    this.#garbageTotal += step.used;
    if (this.#garbage > MAX_GARBAGE_BYTES)
      throw new MediaError('malformed', 'the peer does not speak RTSP', {
        code: 'rtsp.bad-response',
        hex: hexHead(bytes.subarray(at)),
      });
  }

  #next(bytes: Uint8Array, at: number): Step {
    if (bytes[at] === DOLLAR) return interleaved(bytes, at);
    const start = textStart(bytes, at);
    if (start === 'more') return 'more';
    return start ? message(bytes, at) : garbage(bytes, at);
  }
}

function interleaved(bytes: Uint8Array, at: number): Step {
  if (bytes.length - at < 5) return 'more';
  const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  // RTP and RTCP are both version 2; anything else is a stray `$` in garbage.
  if (length < 4 || (bytes[at + 4] ?? 0) >> 6 !== 2) return garbage(bytes, at);
  const end = at + 4 + length;
  if (end > bytes.length) return 'more';
  const payload = bytes.subarray(at + 4, end);
  return { element: { type: 'interleaved', channel: bytes[at + 1] ?? 0, payload }, used: end - at };
}

/** Whether a message begins here, as far as the bytes that are there can tell. */
function textStart(bytes: Uint8Array, at: number): boolean | 'more' {
  const have = Buffer.from(
    bytes.buffer,
    bytes.byteOffset + at,
    Math.min(LOOKAHEAD, bytes.length - at),
  );
  const text = have.toString('latin1');
  if (STARTS.some((start) => text.startsWith(start))) return true;
  return STARTS.some((start) => start.startsWith(text)) ? 'more' : false;
}

/** Skips at least one byte, up to the next byte an element could begin with. */
function garbage(bytes: Uint8Array, at: number): Step {
  let end = at + 1;
  while (end < bytes.length && !FIRST_BYTES.has(bytes[end] ?? 0)) end += 1;
  return { element: null, used: end - at };
}

/** Index after the empty line, or −1. Some devices end lines with LF alone. */
function headEnd(bytes: Uint8Array, at: number): number {
  const limit = Math.min(bytes.length, at + MAX_HEAD_BYTES);
  for (let index = at; index < limit; index++) {
    if (bytes[index] !== 0x0a) continue;
    if (bytes[index + 1] === 0x0a) return index + 2;
    if (bytes[index + 1] === 0x0d && bytes[index + 2] === 0x0a) return index + 3;
  }
  return -1;
}

function message(bytes: Uint8Array, at: number): Step {
  const bodyStart = headEnd(bytes, at);
  if (bodyStart < 0) {
    if (bytes.length - at < MAX_HEAD_BYTES) return 'more';
    throw new MediaError('overflow', 'message header is too long', { code: 'rtsp.bad-response' });
  }
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + at, bodyStart - at).toString('utf8');
  const parsed = parseHead(head.trimEnd());
  if (!parsed) return garbage(bytes, at);
  const length = bodyLength(headerOf(parsed, 'content-length'));
  const end = bodyStart + length;
  if (end > bytes.length) return 'more';
  // Copied: a body is small and kept, the read buffer is large and shared.
  const body = copyBytes(bytes, bodyStart, end);
  return { element: { type: 'message', message: { ...parsed, body } }, used: end - at };
}

function bodyLength(value: string | null): number {
  if (value === null || value === '') return 0;
  if (!/^\d{1,7}$/.test(value) || Number(value) > MAX_BODY_BYTES)
    throw new MediaError('malformed', `content length ${value.slice(0, 20)} is not acceptable`, {
      code: 'rtsp.bad-response',
    });
  return Number(value);
}
