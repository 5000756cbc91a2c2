import type { Ticket, TicketVerdict } from '../control/ticket.ts';
import type { Stream } from '../hub/stream.ts';
import { AUDIO_WISHES, type AudioWish, HEIGHTS, type Wanted } from '../transcoding/wanted.ts';
import type { Admission } from './admission.ts';
import type { WebFormat } from './live-format.ts';
import type { ViewerEnd } from './viewer.ts';
import type { PlayRequest } from './viewers.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})\.(flv|mp4|ts)$/;
const BAD_PARAMETER = 'request.bad-parameter';
const FORMATS: Readonly<Record<string, 'flv' | 'fmp4' | 'ts'>> = {
  flv: 'flv',
  mp4: 'fmp4',
  ts: 'ts',
};

export type PlayGate = {
  /** `null` where this worker knows no such stream. */
  find(streamId: string): Stream | null;
  /** `null` where tickets are off (a worker run alone without a secret). */
  check: ((ticket: string | null, streamId: string) => TicketVerdict) | null;
  /** Asked last; absent: everybody who may watch is let in. */
  readonly admit?: Admission;
};

/** A gate where viewers say what they can play. */
export type SuitingGate = PlayGate & {
  /** The stream itself, or the one made from it for all who want the same. */
  suiting(stream: Stream, wanted: Wanted): Stream;
};

/** Where a stream is played: what the container carries decides what is asked for when the viewer says nothing. */
export type PlayTarget = 'flv' | 'fmp4' | 'ts' | 'rtsp' | 'whep';

const DEFAULT_AUDIO = {
  flv: null,
  fmp4: 'aac',
  ts: null,
  rtsp: null,
  whep: null,
} as const satisfies Record<PlayTarget, AudioWish | null>;

const AAC = [null, 'aac', 'silent', 'none'] as const;
const CARRIED = {
  flv: AAC,
  fmp4: AAC,
  ts: AAC,
  rtsp: [...AAC, 'opus'],
  whep: [null, 'opus', 'none'],
} as const satisfies Record<PlayTarget, readonly (AudioWish | null)[]>;

export type WantedDecision =
  | { readonly ok: true; readonly wanted: Wanted }
  | { readonly ok: false; readonly end: ViewerEnd };

/** Reads `video=h264`, `size=1080|720|360` and `audio=aac|opus|none|silent` of any play address. */
export function readWanted(parameters: URLSearchParams, target: PlayTarget): WantedDecision {
  const video = parameters.get('video');
  const size = parameters.get('size');
  const audio = parameters.get('audio');
  const height = HEIGHTS.find((one) => String(one) === size) ?? null;
  const wish = AUDIO_WISHES.find((one) => one === audio) ?? DEFAULT_AUDIO[target];
  if (video !== null && video !== 'h264') return refuse(BAD_PARAMETER, 'video is h264');
  if (size !== null && height === null) return refuse(BAD_PARAMETER, 'size is 1080, 720 or 360');
  if (audio !== null && wish !== audio)
    return refuse(BAD_PARAMETER, 'audio is aac, opus, none or silent');
  if (!CARRIED[target].some((one) => one === wish))
    return refuse(BAD_PARAMETER, `this way does not carry ${wish}`);
  const picture = video !== null || height !== null ? ({ codec: 'h264', height } as const) : null;
  return { ok: true, wanted: { video: picture, audio: wish } };
}

export type PlayDecision =
  | { readonly ok: true; readonly request: PlayRequest & { readonly format: WebFormat } }
  | { readonly ok: false; readonly end: ViewerEnd };

/** Reads `/live/<id>.(flv|mp4|ts)?ticket=…&hevc=legacy&opus=enhanced` and decides: path, ticket, stream, codecs, in this order. */
export function decidePlay(target: string, gate: SuitingGate): PlayDecision {
  const [path = '', query = ''] = target.split('?', 2);
  const [, id, extension = ''] = PATH.exec(path) ?? [];
  const plain = FORMATS[extension];
  if (id === undefined || plain === undefined)
    return refuse(
      'request.bad-path',
      'play addresses are /live/<stream>.flv, .mp4, .ts, .m3u8 or .jpg',
    );
  const parameters = new URLSearchParams(query);
  const verdict = gate.check?.(parameters.get('ticket'), id) ?? null;
  if (verdict && !verdict.ok) return refuse(verdict.code, 'the ticket does not open this stream');
  const stream = gate.find(id);
  if (!stream) return refuse('stream.unknown', 'no such stream on this worker');
  const full = gate.admit?.(stream);
  if (full) return { ok: false, end: full };
  const read = readWanted(parameters, plain);
  if (!read.ok) return read;
  const format = plain === 'flv' ? flvFormat(parameters) : plain;
  const userId = userOf(verdict?.ticket ?? null);
  return { ok: true, request: { stream: gate.suiting(stream, read.wanted), format, userId } };
}

/** What of FLV a player says that it reads. */
function flvFormat(parameters: URLSearchParams): WebFormat {
  if (parameters.get('hevc') === 'legacy') return 'flv-legacy';
  return parameters.get('opus') === 'enhanced' ? 'flv-opus' : 'flv';
}

function userOf(ticket: Ticket | null): string | null {
  return ticket?.userId ?? null;
}

function refuse(code: string, message: string): { ok: false; end: ViewerEnd } {
  return { ok: false, end: { code, message } };
}
