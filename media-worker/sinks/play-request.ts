import type { Ticket, TicketVerdict } from '../control/ticket.ts';
import type { HevcStyle } from '../formats/flv/muxer.ts';
import type { Stream } from '../hub/stream.ts';
import type { ViewerEnd } from './viewer.ts';
import type { PlayRequest } from './viewers.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})\.flv$/;

export type PlayGate = {
  /** `null` where this worker knows no such stream. */
  find(streamId: string): Stream | null;
  /** `null` where tickets are off (a worker run alone without a secret). */
  check: ((ticket: string | null, streamId: string) => TicketVerdict) | null;
};

export type PlayDecision =
  | { readonly ok: true; readonly request: PlayRequest }
  | { readonly ok: false; readonly end: ViewerEnd };

/** Reads `/live/<id>.flv?ticket=…&hevc=legacy` and decides: path, ticket, stream, in this order. */
export function decidePlay(target: string, gate: PlayGate): PlayDecision {
  const [path = '', query = ''] = target.split('?', 2);
  const id = PATH.exec(path)?.[1];
  if (id === undefined) return refuse('request.bad-path', 'play addresses are /live/<stream>.flv');
  const parameters = new URLSearchParams(query);
  const verdict = gate.check?.(parameters.get('ticket'), id) ?? null;
  if (verdict && !verdict.ok) return refuse(verdict.code, 'the ticket does not open this stream');
  const stream = gate.find(id);
  if (!stream) return refuse('stream.unknown', 'no such stream on this worker');
  const hevc: HevcStyle = parameters.get('hevc') === 'legacy' ? 'legacy' : 'enhanced';
  return { ok: true, request: { stream, hevc, userId: userOf(verdict?.ticket ?? null) } };
}

function userOf(ticket: Ticket | null): string | null {
  return ticket?.userId ?? null;
}

function refuse(code: string, message: string): PlayDecision {
  return { ok: false, end: { code, message } };
}
