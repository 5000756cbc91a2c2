import type { Ticket, TicketVerdict } from '../control/ticket.ts';
import type { Stream } from '../hub/stream.ts';
import type { WebFormat } from './live-format.ts';
import type { ViewerEnd } from './viewer.ts';
import type { PlayRequest } from './viewers.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})\.(flv|mp4|ts)$/;
const FORMATS: Readonly<Record<string, WebFormat>> = { flv: 'flv', mp4: 'fmp4', ts: 'ts' };

export type PlayGate = {
  /** `null` where this worker knows no such stream. */
  find(streamId: string): Stream | null;
  /** `null` where tickets are off (a worker run alone without a secret). */
  check: ((ticket: string | null, streamId: string) => TicketVerdict) | null;
};

export type PlayDecision =
  | { readonly ok: true; readonly request: PlayRequest & { readonly format: WebFormat } }
  | { readonly ok: false; readonly end: ViewerEnd };

/** Reads `/live/<id>.(flv|mp4|ts)?ticket=…&hevc=legacy` and decides: path, ticket, stream, in this order. */
export function decidePlay(target: string, gate: PlayGate): PlayDecision {
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
  const legacy = plain === 'flv' && parameters.get('hevc') === 'legacy';
  const format = legacy ? 'flv-legacy' : plain;
  return { ok: true, request: { stream, format, userId: userOf(verdict?.ticket ?? null) } };
}

function userOf(ticket: Ticket | null): string | null {
  return ticket?.userId ?? null;
}

function refuse(code: string, message: string): PlayDecision {
  return { ok: false, end: { code, message } };
}
