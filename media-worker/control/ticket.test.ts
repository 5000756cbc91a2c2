import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signTicket, verifyTicket } from './ticket.ts';

const SECRET = 'a secret of the cluster';
const now = 1_700_000_000_000;
const ticket = { streamId: 'camera-1', userId: 'user-1', expiresAtMs: now + 60_000 };
const text = signTicket(ticket, SECRET);

/** Signed with our secret, but not by us. */
function signed(body: string): string {
  const encoded = Buffer.from(body).toString('base64url');
  return `${encoded}.${createHmac('sha256', SECRET).update(encoded).digest('base64url')}`;
}

describe('play tickets', () => {
  it('open their stream until they expire', () => {
    expect(verifyTicket(text, SECRET, 'camera-1', now)).toEqual({ ok: true, ticket });
    expect(verifyTicket(text, SECRET, 'camera-1', now + 59_999)).toMatchObject({ ok: true });
  });

  it.each([
    { name: 'none', given: null, code: 'ticket.missing' },
    { name: 'empty', given: '', code: 'ticket.missing' },
    { name: 'expired', given: text, at: now + 60_000, code: 'ticket.expired' },
    { name: 'of another stream', given: text, stream: 'camera-2', code: 'ticket.other-stream' },
    { name: 'of another secret', given: signTicket(ticket, 'another one'), code: 'ticket.forged' },
    { name: 'changed', given: `A${text.slice(1)}`, code: 'ticket.forged' },
    { name: 'with more behind', given: `${text}.x`, code: 'ticket.forged' },
    { name: 'signed, but no JSON', given: signed('camera-1'), code: 'ticket.forged' },
    { name: 'signed, but no ticket', given: signed('{"s":1}'), code: 'ticket.forged' },
  ])('$name: $code', ({ given, at = now, stream = 'camera-1', code }) => {
    expect(verifyTicket(given, SECRET, stream, at)).toEqual({ ok: false, code });
  });

  it('for watching do not let talk, nor the other way round', () => {
    const refused = { ok: false, code: 'ticket.other-stream' };
    expect(verifyTicket(text, SECRET, 'camera-1', now, 'talk')).toEqual(refused);
    const talks = signTicket({ ...ticket, right: 'talk' }, SECRET);
    expect(verifyTicket(talks, SECRET, 'camera-1', now)).toEqual(refused);
    expect(verifyTicket(talks, SECRET, 'camera-1', now, 'talk')).toMatchObject({ ok: true });
  });

  it('give a verdict on any text, signed or not', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string().map(signed), fc.json().map(signed)),
        (given) => {
          expect(verifyTicket(given, SECRET, 'camera-1', now).ok).toBe(false);
        },
      ),
    );
  });
});
