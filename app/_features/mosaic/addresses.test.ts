import { expect, it } from 'vitest';
import { decoderAddresses } from './addresses.ts';

const paths = {
  rtsp: '/live/m?ticket=t',
  rtmp: '/live/m?ticket=t',
  flv: '/live/m.flv?ticket=t',
  hls: '/live/m.m3u8?ticket=t',
};
const shared = { mediaHost: null, mediaPort: 8080, rtmpPort: 1935, rtspPort: 8554, paths };

it('are on the host of the page, each at its port', () => {
  expect(decoderAddresses(shared, '10.0.0.5').map(({ url }) => url)).toEqual([
    'rtsp://10.0.0.5:8554/live/m?ticket=t',
    'rtmp://10.0.0.5:1935/live/m?ticket=t',
    'http://10.0.0.5:8080/live/m.flv?ticket=t',
    'http://10.0.0.5:8080/live/m.m3u8?ticket=t',
  ]);
});

it('are on the host of the worker where it has one of its own, and leave out what it lacks', () => {
  const elsewhere = { ...shared, mediaHost: 'media-2.example', rtspPort: null };
  expect(
    decoderAddresses(elsewhere, '10.0.0.5').map(({ name, url }) => [name, new URL(url).hostname]),
  ).toEqual(['RTMP', 'HTTP-FLV', 'HLS'].map((name) => [name, 'media-2.example']));
});
