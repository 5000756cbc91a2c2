import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../../media/errors.ts';
import { buildRtp } from '../rtp/packet.ts';
import { cseqOf, encodeRequest, encodeResponse, headerOf } from './message.ts';
import { type RtspElement, RtspReader } from './reader.ts';

const RTP = { marker: false, payloadType: 96, sequence: 1, timestamp: 2, ssrc: 3 };

function framed(channel: number, payload: Uint8Array): Uint8Array {
  const packet = buildRtp(RTP, payload);
  return Uint8Array.of(0x24, channel, packet.length >> 8, packet.length & 0xff, ...packet);
}

function summary(element: RtspElement): unknown {
  if (element.type === 'interleaved') return [element.channel, ...element.payload];
  const { message } = element;
  const start = message.kind === 'request' ? message.method : message.status;
  return [start, cseqOf(message), Buffer.from(message.body).toString()];
}

function readInPieces(bytes: Uint8Array, cuts: readonly number[]): unknown[] | 'refused' {
  const reader = new RtspReader();
  const out: unknown[] = [];
  const points = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  let at = 0;
  try {
    for (const point of points) {
      out.push(...reader.push(bytes.subarray(at, point)).map(summary));
      at = point;
    }
  } catch (cause) {
    if (cause instanceof MediaError && cause.kind !== 'bug') return 'refused';
    throw cause;
  }
  return out;
}

const element = fc.oneof(
  fc.uint8Array({ maxLength: 50 }).map((payload) => framed(0, payload)),
  fc.nat(99).map((cseq) => encodeResponse(200, { CSeq: cseq }, 'v=0\r\n')),
  fc.nat(99).map((cseq) => encodeRequest('GET_PARAMETER', 'rtsp://a/b', { CSeq: cseq })),
);
const wire = fc
  .array(fc.oneof(element, fc.uint8Array({ maxLength: 12 })), { maxLength: 12 })
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

describe('RtspReader', () => {
  it('reads the same elements however the bytes are cut', () => {
    fc.assert(
      fc.property(wire, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        expect(readInPieces(bytes, cuts)).toEqual(readInPieces(bytes, []));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the next element behind garbage', () => {
    const reader = new RtspReader();
    const bytes = Buffer.concat([
      Buffer.from('junk $\u0001 RTS \r\n'),
      framed(2, Uint8Array.of(7)),
      Buffer.from('\u0000\u0000$$'),
      encodeResponse(404, { CSeq: 3 }),
    ]);
    expect(reader.push(bytes).map((one) => one.type)).toEqual(['interleaved', 'message']);
    expect(reader.garbageBytes).toBe(18);
  });

  it('reads headers folded, repeated, in any case, with bare line feeds', () => {
    const text =
      'RTSP/1.0 401 Unauthorized\nCSEQ: 2\nWWW-Authenticate: Basic realm="a"\nwww-authenticate: Digest realm="b",\n nonce="c"\n\n';
    const [one] = new RtspReader().push(Buffer.from(text));
    if (one?.type !== 'message') throw new Error('no message');
    expect(one.message.headers.get('www-authenticate')).toEqual([
      'Basic realm="a"',
      'Digest realm="b", nonce="c"',
    ]);
    expect(headerOf(one.message, 'CSeq')).toBe('2');
  });

  it.each([
    ['an endless header', `RTSP/1.0 200 OK\r\n${'X: y\r\n'.repeat(10_000)}`, 'overflow'],
    [
      'an absurd content length',
      'RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n',
      'malformed',
    ],
    ['a negative content length', 'RTSP/1.0 200 OK\r\nContent-Length: -4\r\n\r\n', 'malformed'],
    ['a megabyte of something else', 'x'.repeat(1_100_000), 'malformed'],
  ])('refuses %s', (_, text, kind) => {
    const read = () => {
      const reader = new RtspReader();
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += 1000) reader.push(bytes.subarray(at, at + 1000));
    };
    expect(read).toThrow(expect.objectContaining({ kind }));
  });
});
