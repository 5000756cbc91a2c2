import { describe, expect, it } from 'vitest';
import { sourceSpecSchema } from '../control/contract.ts';
import { systemClock } from '../platform/clock.ts';
import { Sips } from '../platform/sips.ts';
import { Mosaics } from './mosaic.ts';
import { pullerFor } from './puller-for.ts';
import { RtpLeases } from './rtp-leases.ts';

const networks = ['127.0.0.0/8'];
const leases = new RtpLeases({
  host: '127.0.0.1',
  ports: [40_000, 59_999],
  networks,
  clock: systemClock,
});

describe('pullerFor', () => {
  it.each([
    { kind: 'rtsp', url: 'rtsp://h/1' },
    { kind: 'http-flv', url: 'http://h/a.flv' },
    { kind: 'ws-flv', url: 'ws://h/a.flv' },
    { kind: 'http-ts', url: 'https://h/a.ts' },
    { kind: 'hls', url: 'https://h/a.m3u8', username: 'u', password: 'p' },
    { kind: 'udp-ts', url: 'udp://239.0.0.1:5000', networkInterface: '10.0.0.1' },
    { kind: 'srt', url: 'srt://h:9000', passphrase: 'ten letters' },
    { kind: 'rtmp', url: 'rtmp://h/live/a' },
    { kind: 'rtp-ps', from: { mode: 'passive', lease: '8f1c2f0e-0000-4000-8000-000000000000' } },
    { kind: 'rtp-ps', from: { mode: 'active', host: '10.0.0.9', port: 30_000 } },
    { kind: 'file', path: 'a.mp4' },
    { kind: 'relay', host: '10.0.0.2', port: 8080 },
    { kind: 'mosaic', columns: 1, rows: 1, cells: [{ streamId: 'b', place: [0, 0, 1, 1] }] },
  ])('fetches what the contract names $kind', (written) => {
    const source = sourceSpecSchema.parse(written);
    if (source.kind === 'publish') throw new Error('nobody fetches what is pushed');

    const around = {
      networks,
      clock: systemClock,
      leases,
      mosaics: new Mosaics({ clock: systemClock, max: 1, decodeBudget: 1, find: () => null }),
      mediaFolder: null,
      signalling: null,
      wantKeyFrame: () => {},
    };
    const puller = pullerFor(source, { ...around, sips: new Sips(), relayTicket: () => null }, 'a');
    expect(puller.protocol).toBe(written.kind);
  });
});
