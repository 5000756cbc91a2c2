import { describe, expect, it } from 'vitest';
import { bindingRequest, bindingSuccess, isAuthentic, parseStun } from './stun.ts';

// RFC 5769 §2: short-term credentials.
const PASSWORD = 'VOkJxbRl1RmTxUk/WvJxBt';
const TRANSACTION = 'b7e7a701bc34d686fa87dfae';
const REQUEST =
  '000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff' +
  '80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249' +
  'c1b571a280280004e57a3bcf';
const RESPONSES = [
  {
    name: 'IPv4',
    hex:
      '0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643' +
      '000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96',
    mapped: { address: '192.0.2.1', port: 32853 },
  },
  {
    name: 'IPv6',
    hex:
      '010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9fa' +
      'a5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c',
    mapped: { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32853 },
  },
];
/** Where the fingerprint of the request begins: without one a message is none the less one. */
const FINGERPRINT_AT = 100;
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('the samples of RFC 5769', () => {
  it('reads the request and believes its password alone', () => {
    const message = parseStun(bytes(REQUEST));
    expect(message).toMatchObject({ kind: 'request', username: 'evtj:h6vY', useCandidate: false });
    expect(message && Buffer.from(message.transaction).toString('hex')).toBe(TRANSACTION);
    expect(message && isAuthentic(bytes(REQUEST), message, PASSWORD)).toBe(true);
    expect(message && isAuthentic(bytes(REQUEST), message, `${PASSWORD}x`)).toBe(false);
  });

  it.each(RESPONSES)('reads the response over $name', ({ hex, mapped }) => {
    const message = parseStun(bytes(hex));
    expect(message).toMatchObject({ kind: 'success', mapped });
    expect(message && isAuthentic(bytes(hex), message, PASSWORD)).toBe(true);
  });

  it('does not take a message with a flipped bit under its fingerprint', () => {
    for (let at = 0; at < FINGERPRINT_AT; at++) {
      const flipped = bytes(REQUEST);
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      expect(parseStun(flipped), `byte ${at}`).toBeNull();
    }
  });
});

describe('what we write', () => {
  it.each([
    { address: '10.1.2.3', port: 40_000 },
    { address: '2001:db8::1', port: 9 },
    { address: '::1', port: 65_535 },
    { address: '::ffff:a01:203', port: 1 },
  ])('tells $address its own address', (peer) => {
    const transaction = bytes(TRANSACTION);
    const written = bindingSuccess(transaction, peer, PASSWORD);
    const message = parseStun(written);
    expect(message).toMatchObject({ kind: 'success', mapped: peer });
    expect(message && isAuthentic(written, message, PASSWORD)).toBe(true);
  });

  it('nominates in a request', () => {
    const written = bindingRequest(bytes(TRANSACTION), 'ours:theirs', PASSWORD);
    expect(parseStun(written)).toMatchObject({ username: 'ours:theirs', useCandidate: true });
  });
});
