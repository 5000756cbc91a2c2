import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What a ticket is for: watching a stream, or talking through a device. */
export type TicketRight = 'play' | 'talk';

/**
 * A ticket: what the server signs and the worker checks without a database.
 * Text form `<base64url JSON>.<base64url HMAC-SHA-256 of the first part>`.
 */
const payloadSchema = z.object({
  /** What the ticket opens: a stream, or a talk. */
  s: z.string(),
  /** User id it was made for. */
  u: z.string(),
  /** Expiry, UTC seconds. A viewer admitted before stays connected; a new connection is refused. */
  e: z.number().int(),
  /** Absent: it is for watching. */
  r: z.literal('talk').optional(),
});

/** Before a worker's name: that worker fetches the stream for viewers of its own. No user id looks like it. */
export const RELAY_USER = 'relay:';

export type Ticket = {
  readonly streamId: string;
  readonly userId: string;
  readonly expiresAtMs: number;
  /** Absent: `play`. */
  readonly right?: TicketRight;
};
export type TicketVerdict =
  | { readonly ok: true; readonly ticket: Ticket }
  | {
      readonly ok: false;
      readonly code: 'ticket.missing' | 'ticket.forged' | 'ticket.expired' | 'ticket.other-stream';
    };

function signature(body: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

/** `null` for what is no JSON: signed with our secret, but by something that signs other texts too. */
function parsedBody(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** Signs a ticket; `expiresAtMs` is rounded up to whole seconds. */
export function signTicket(ticket: Ticket, secret: string): string {
  const { streamId: s, userId: u, expiresAtMs } = ticket;
  const right = ticket.right === 'talk' ? { r: 'talk' } : {};
  const payload = { s, u, e: Math.ceil(expiresAtMs / 1000), ...right };
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${body}.${signature(body, secret).toString('base64url')}`;
}

/** Checks signature, expiry, stream and right in constant time for the signature. Total: any text gives a verdict. */
export function verifyTicket(
  text: string | null,
  secret: string,
  streamId: string,
  nowMs: number,
  right: TicketRight = 'play',
): TicketVerdict {
  if (!text) return { ok: false, code: 'ticket.missing' };
  const [body, mac, ...rest] = text.split('.');
  if (!body || !mac || rest.length > 0) return { ok: false, code: 'ticket.forged' };
  const given = Buffer.from(mac, 'base64url');
  const expected = signature(body, secret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { ok: false, code: 'ticket.forged' };
  const payload = payloadSchema.safeParse(parsedBody(body));
  if (!payload.success) return { ok: false, code: 'ticket.forged' };
  if (payload.data.e * 1000 <= nowMs) return { ok: false, code: 'ticket.expired' };
  // One that may watch must not talk, nor the other way round.
  if (payload.data.s !== streamId || (payload.data.r ?? 'play') !== right)
    return { ok: false, code: 'ticket.other-stream' };
  return {
    ok: true,
    ticket: { streamId, userId: payload.data.u, expiresAtMs: payload.data.e * 1000 },
  };
}
