import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterOf, userOf } from './address.ts';
import {
  headerOf,
  isRequest,
  NO_BODY,
  parseDatagram,
  SipError,
  type SipMessage,
  SipStreamReader,
  writeMessage,
} from './message.ts';

const REGISTER = [
  'REGISTER sip:34020000002000000001@3402000000 SIP/2.0',
  'v: SIP/2.0/UDP 192.168.3.99:5060;rport;branch=z9hG4bK1',
  'From: <sip:34020000001320000001@3402000000>;tag=a1',
  'To: <sip:34020000001320000001@3402000000>',
  'i: 1@host',
  'CSeq: 1 REGISTER',
  'Expires:  3600 ',
  'X-Long: one',
  '\ttwo',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

function withBody(body: string): SipMessage {
  return {
    method: 'MESSAGE',
    uri: 'sip:1@2',
    headers: [
      ['Call-ID', 'x'],
      ['CSeq', '1 MESSAGE'],
    ],
    body: Buffer.from(body),
  };
}

describe('a SIP message', () => {
  it('is read with compact names, folded lines and spaces', () => {
    const message = parseDatagram(Buffer.from(REGISTER));
    expect(isRequest(message) && message.method).toBe('REGISTER');
    expect(headerOf(message, 'call-id')).toBe('1@host');
    expect(headerOf(message, 'EXPIRES')).toBe('3600');
    expect(headerOf(message, 'x-long')).toBe('one two');
    expect(userOf(headerOf(message, 'from') ?? '')).toBe('34020000001320000001');
    expect(parameterOf(headerOf(message, 'via') ?? '', 'rport')).toBe('');
    expect(parameterOf(headerOf(message, 'via') ?? '', 'branch')).toBe('z9hG4bK1');
  });

  it('says what it was when it is written and read again', () => {
    const message = withBody('<a/>');
    const again = parseDatagram(writeMessage(message));
    expect(again.body.toString()).toBe('<a/>');
    expect(headerOf(again, 'content-length')).toBe('4');
  });

  it('never lets a value become a header of its own', () => {
    const written = writeMessage({ ...withBody(''), headers: [['Subject', 'a\r\nEvil: 1']] });
    expect(headerOf(parseDatagram(written), 'Evil')).toBeNull();
  });

  it.each([
    '',
    'GET / HTTP/1.1\r\n\r\n',
    'A B SIP/2.0\r\nno colon\r\n\r\n',
    'REGISTER x SIP/2.0\r\n',
  ])('that is none is refused with a code: %j', (text) => {
    expect(() => parseDatagram(Buffer.from(text))).toThrow(SipError);
  });

  it('comes whole out of a connection, however it is cut, and keep-alives between are answered', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
        (bodies, cuts) => {
          let pings = 0;
          const reader = new SipStreamReader(() => {
            pings += 1;
          });
          const ping = Buffer.from('\r\n\r\n');
          const bytes = Buffer.concat(
            bodies.flatMap((body) => [writeMessage(withBody(body)), ping]),
          );
          const got: string[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1;
            for (const { body } of reader.push(bytes.subarray(at, at + size)))
              got.push(body.toString());
            at += size;
          }
          expect(got).toEqual(bodies.map((body) => Buffer.from(body).toString()));
          expect(pings).toBeLessThanOrEqual(bodies.length);
        },
      ),
    );
  });

  it('never does anything but throw its own error, whatever arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (pieces) => {
        const reader = new SipStreamReader(() => {});
        try {
          for (const piece of pieces) for (const _ of reader.push(Buffer.from(piece)));
          parseDatagram(Buffer.from(pieces[0] ?? NO_BODY));
        } catch (error) {
          expect(error).toBeInstanceOf(SipError);
        }
      }),
    );
  });

  it('is given up when its headers never end', () => {
    const reader = new SipStreamReader(() => {});
    expect(() => {
      for (let part = 0; part < 10; part += 1)
        for (const _ of reader.push(Buffer.alloc(4_096, 'a')));
    }).toThrow(SipError);
  });
});
