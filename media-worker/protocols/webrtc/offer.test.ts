import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../../media/errors.ts';
import { buildAnswer } from './answer.ts';
import { h264Format } from './h264-profile.ts';
import { type OfferedFormat, parseOffer } from './offer.ts';

/** The form of a browser's offer, cut down to what is looked at. */
const OFFER = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'a=extmap-allow-mixed',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 102 108 109',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:h6vY',
  'a=ice-pwd:VOkJxbRl1RmTxUk/WvJxBt22',
  'a=fingerprint:sha-256 AA:BB',
  'a=setup:actpass',
  'a=mid:0',
  'a=recvonly',
  'a=rtcp-mux',
  'a=rtcp-rsize',
  'a=rtpmap:96 VP8/90000',
  'a=rtpmap:102 H264/90000',
  'a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f',
  'a=rtpmap:108 H264/90000',
  'a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f',
  'a=rtpmap:109 H264/90000',
  'a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 0 8',
  'c=IN IP4 0.0.0.0',
  'a=mid:1',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  '',
].join('\r\n');

describe('an offer', () => {
  it('is read', () => {
    const offer = parseOffer(OFFER);
    expect(offer).toMatchObject({ ufrag: 'h6vY', fingerprints: ['sha-256 AA:BB'] });
    expect(
      offer.media.map(({ kind, mid, direction, bundled, formats }) => ({
        kind,
        mid,
        direction,
        bundled,
        formats: formats.map(({ payloadType, encoding }) => `${payloadType} ${encoding}`),
      })),
    ).toEqual([
      {
        kind: 'video',
        mid: '0',
        direction: 'recvonly',
        bundled: true,
        formats: ['96 VP8', '102 H264', '108 H264', '109 H264'],
      },
      {
        kind: 'audio',
        mid: '1',
        direction: 'sendrecv',
        bundled: true,
        formats: ['111 OPUS', '0 PCMU', '8 PCMA'],
      },
    ]);
  });

  it.each([
    { name: 'no media', text: 'v=0\r\n' },
    { name: 'no user fragment', text: OFFER.replace('a=ice-ufrag:h6vY\r\n', '') },
    { name: 'a user fragment of other characters', text: OFFER.replace('h6vY', 'h:vY') },
    { name: 'no fingerprint', text: OFFER.replace('a=fingerprint:sha-256 AA:BB\r\n', '') },
    { name: 'no rtcp-mux', text: OFFER.replaceAll('a=rtcp-mux\r\n', '') },
  ])('with $name is refused', ({ text }) => {
    expect(() => parseOffer(text)).toThrow(
      expect.objectContaining({ context: { code: 'webrtc.bad-offer' } }),
    );
  });

  it('may be any text: it is read or refused with a code', () => {
    const lines = fc.constantFrom(
      ...OFFER.split('\r\n'),
      'm=video',
      'a=',
      'a=mid',
      'a=group:BUNDLE',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(lines, fc.string()), { maxLength: 60 }), (text) => {
        try {
          parseOffer(text.join('\n'));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(MediaError);
          expect(thrown).toMatchObject({ kind: 'malformed' });
        }
      }),
    );
  });
});

it('the answer takes one medium and turns down the other, in the offered order', () => {
  const offer = parseOffer(OFFER);
  const [media] = offer.media;
  if (!media) throw new Error('the offer has a first medium');
  const answer = buildAnswer({
    offer,
    agreed: [
      {
        media,
        direction: 'sendonly',
        payloadType: 102,
        rtpmap: 'H264/90000',
        fmtp: 'packetization-mode=1',
        feedback: ['nack', 'nack pli'],
        ssrc: 7,
      },
    ],
    ufrag: 'ours',
    password: 'secret',
    fingerprint: 'sha-256 CC',
    candidates: [{ address: '10.0.0.1', port: 8189 }],
    sessionId: 5,
  });
  expect(answer.split('\r\n')).toEqual([
    'v=0',
    'o=- 5 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'a=ice-lite',
    'a=msid-semantic:WMS lukou',
    'm=video 9 UDP/TLS/RTP/SAVPF 102',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=ice-ufrag:ours',
    'a=ice-pwd:secret',
    'a=fingerprint:sha-256 CC',
    'a=setup:passive',
    'a=sendonly',
    'a=rtcp-mux',
    'a=rtcp-rsize',
    'a=rtpmap:102 H264/90000',
    'a=fmtp:102 packetization-mode=1',
    'a=rtcp-fb:102 nack',
    'a=rtcp-fb:102 nack pli',
    'a=msid:lukou video',
    'a=ssrc:7 cname:lukou',
    'a=candidate:1 1 udp 2130706431 10.0.0.1 8189 typ host',
    'a=candidate:2 1 tcp 1520435199 10.0.0.1 8189 typ host tcptype passive',
    'a=end-of-candidates',
    'm=audio 0 UDP/TLS/RTP/SAVPF 111 0 8',
    'c=IN IP4 0.0.0.0',
    'a=mid:1',
    'a=inactive',
    '',
  ]);
});

describe('the H.264 profile', () => {
  const offered = (...ids: readonly string[]): OfferedFormat[] =>
    ids.map((id, index) => ({
      payloadType: 100 + index,
      encoding: 'H264',
      clockRate: 90_000,
      channels: 1,
      fmtp: null,
      parameters: new Map([
        ['packetization-mode', id.startsWith('!') ? '0' : '1'],
        ['profile-level-id', id.replace('!', '')],
      ]),
    }));
  it.each([
    { stream: '42c01e', ids: ['42001f', '42e01f', '4d001f'], expected: 101 },
    { stream: '4d401f', ids: ['42e01f', '64001f', '4d001f'], expected: 102 },
    { stream: '4d401f', ids: ['42e01f', '640c1f'], expected: 101 },
    { stream: '64001f', ids: ['42e01f', '4d001f', '64001f'], expected: 102 },
    { stream: '42c01e', ids: ['!42e01f', '4d001f'], expected: 101 },
    { stream: '64001f', ids: ['!64001f', '42e01f'], expected: 101 },
    { stream: '64001f', ids: ['!64001f'], expected: undefined },
  ])('$stream of $ids', ({ stream, ids, expected }) => {
    const sps = Buffer.from(`67${stream}`, 'hex');
    expect(h264Format(offered(...ids), sps)?.payloadType).toBe(expected);
  });
});
