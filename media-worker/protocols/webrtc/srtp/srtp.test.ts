import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { srtpCipher } from './cipher.ts';
import { CounterCipher } from './counter-cipher.ts';
import { GcmCipher } from './gcm-cipher.ts';
import {
  AEAD_AES_128_GCM,
  AES128_CM_HMAC_SHA1_80,
  type DirectionKeys,
  deriveSrtp,
  directionKeys,
} from './keys.ts';
import { SrtpReceiver } from './receiver.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const HEADER_BYTES = 12;

/** Session keys given as they are, without derivation. */
function given(key: string, salt: string): DirectionKeys {
  const session = {
    key: createSecretKey(hex(key)),
    auth: createSecretKey(Buffer.alloc(20)),
    salt: hex(salt),
  };
  return { rtp: session, rtcp: session };
}

describe('RFC 3711 appendix B', () => {
  it('B.3: derives session keys', () => {
    const master = hex('E1F97A0D3E018BE0D64FA32C06DE4139');
    const salt = hex('0EC675AD498AFEEBB6960B3AABE6');
    expect(deriveSrtp(master, salt, 0, 16)).toEqual(hex('C61E7A93744F39EE10734AFE3FF7A087'));
    expect(deriveSrtp(master, salt, 2, 14)).toEqual(hex('30CBBC08863D8C85D49DB34A9AE1'));
    expect(deriveSrtp(master, salt, 1, 94).subarray(0, 32)).toEqual(
      hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE'),
    );
  });

  it('B.2: counter mode makes the keystream', () => {
    const cipher = new CounterCipher(
      given('2B7E151628AED2A6ABF7158809CF4F3C', 'F0F1F2F3F4F5F6F7F8F9FAFBFCFD'),
    );
    // A packet of zeros with SSRC 0 and index 0 shows the keystream.
    const packet = Buffer.alloc(HEADER_BYTES + 48 + cipher.tagBytes);
    cipher.sealRtp(packet, HEADER_BYTES, 0);
    expect(packet.subarray(HEADER_BYTES, HEADER_BYTES + 48)).toEqual(
      hex(`E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
        41E95B3BB0A2E8DD477901E4FCA894C0`),
    );
  });
});

describe('RFC 7714 §16 and §17', () => {
  const keys = given('000102030405060708090a0b0c0d0e0f', '517569642070726f2071756f');

  it('16.1: seals and opens the RTP packet', () => {
    const plain = hex(`8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976
      69736120 696e2070 61727465 73207472 6573`);
    const cipher = new GcmCipher(keys);
    const packet = Buffer.concat([plain, Buffer.alloc(cipher.tagBytes)]);
    cipher.sealRtp(packet, HEADER_BYTES, 0xf17b);
    expect(packet).toEqual(
      hex(`8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f
        42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce`),
    );
    expect(cipher.openRtp(packet, HEADER_BYTES, 0xf17b)).toEqual(new Uint8Array(plain));
  });

  it('17.1: seals and opens the RTCP packet', () => {
    const plain = hex(`81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
      deadbeef deadbeef deadbeef deadbeef deadbeef`);
    const cipher = new GcmCipher(keys);
    const sealed = cipher.sealRtcp(plain, 0x5d4);
    expect(Buffer.from(sealed)).toEqual(
      hex(`81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1
        730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4`),
    );
    expect(cipher.openRtcp(sealed, 0x5d4)).toEqual(new Uint8Array(plain));
  });
});

describe.each([
  { name: 'AEAD_AES_128_GCM', profile: AEAD_AES_128_GCM },
  { name: 'AES128_CM_HMAC_SHA1_80', profile: AES128_CM_HMAC_SHA1_80 },
])('$name', ({ profile }) => {
  const keys = directionKeys(Buffer.alloc(16, 7), Buffer.alloc(profile.saltBytes, 9));
  const cipher = srtpCipher(profile, keys);

  function sealed(index: number, payload: Uint8Array): Buffer {
    const packet = Buffer.alloc(HEADER_BYTES + payload.length + cipher.tagBytes);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt16BE(index & 0xffff, 2);
    packet.writeUInt32BE(0xabcd, 8);
    packet.set(payload, HEADER_BYTES);
    cipher.sealRtp(packet, HEADER_BYTES, index);
    return packet;
  }

  it('brings packets over the wrap of their numbers, each once', () => {
    const receiver = new SrtpReceiver(cipher);
    for (let index = 65_530; index < 65_545; index++) {
      const packet = sealed(index, Uint8Array.of(index & 0xff));
      expect(receiver.openRtp(packet)?.at(-1)).toBe(index & 0xff);
      expect(receiver.openRtp(packet)).toBeNull();
    }
  });

  it('takes late packets, but none from before its window', () => {
    const receiver = new SrtpReceiver(cipher);
    receiver.openRtp(sealed(5_000, Uint8Array.of(0)));
    expect(receiver.openRtp(sealed(4_000, Uint8Array.of(1)))?.at(-1)).toBe(1);
    expect(receiver.openRtp(sealed(3_900, Uint8Array.of(1)))).toBeNull();
  });

  it('opens no packet that was touched', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), fc.nat(7), (payload, where, bit) => {
        const packet = sealed(5, payload);
        const at = where % packet.length;
        packet[at] = (packet[at] ?? 0) ^ (1 << bit);
        expect(new SrtpReceiver(cipher).openRtp(packet)).toBeNull();
      }),
    );
  });

  it('brings control packets, each once and never in the clear', () => {
    const receiver = new SrtpReceiver(cipher);
    const plain = Buffer.concat([hex('80c90001'), hex('0000abcd'), Buffer.alloc(12, 3)]);
    const packet = cipher.sealRtcp(plain, 1);
    expect(receiver.openRtcp(packet)).toEqual(new Uint8Array(plain));
    expect(receiver.openRtcp(packet)).toBeNull();
    expect(receiver.openRtcp(plain)).toBeNull();
  });

  it('leaves arbitrary bytes alone', () => {
    const receiver = new SrtpReceiver(cipher);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(receiver.openRtp(bytes)).toBeNull();
        expect(receiver.openRtcp(bytes)).toBeNull();
      }),
    );
  });
});
