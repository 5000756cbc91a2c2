import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { baseUrl, controlUrl, parseRtspUrl, presentationUrl } from './control-url.ts';
import { headerOf } from './message.ts';
import { RtspReader } from './reader.ts';
import { parseSdp } from './sdp.ts';
import { offeredEncodings, supportedTracks } from './sdp-tracks.ts';

/** Reads a transcript through the connection's reader, as it would come from the device. */
function transcript(name: string, requested: string) {
  const file = readFileSync(new URL(`testdata/${name}.describe.txt`, import.meta.url), 'utf8');
  const [head = '', body = ''] = file.replace(/^#.*\n/, '').split('\n\n');
  const text = `${head.replace('LENGTH', String(Buffer.byteLength(body)))}\n\n${body}`;
  const [element] = new RtspReader().push(Buffer.from(text));
  if (element?.type !== 'message') throw new Error('not a message');
  const { message } = element;
  const base = baseUrl(
    requested,
    headerOf(message, 'content-base'),
    headerOf(message, 'content-location'),
  );
  const sdp = parseSdp(Buffer.from(message.body).toString());
  const tracks = supportedTracks(sdp.media);
  return {
    presentation: presentationUrl(base, sdp.attributes.get('control')?.[0] ?? null),
    controls: tracks.map((track) =>
      controlUrl(base, track.media.attributes.get('control')?.[0] ?? null),
    ),
    codecs: tracks.map((track) => (track.kind === 'video' ? track.codec : track.track.codec)),
    described: tracks.map((track) => track.track !== null),
    offered: offeredEncodings(sdp.media),
  };
}

describe('DESCRIBE answers', () => {
  it('hikvision: absolute controls, G.711', () => {
    const base = 'rtsp://192.0.2.10:554/Streaming/Channels/101';
    expect(transcript('hikvision-main', base)).toMatchObject({
      presentation: `${base}/`,
      controls: [`${base}/trackID=1`, `${base}/trackID=2`],
      codecs: ['h264', 'g711a'],
      described: [true, true],
    });
  });

  it('dahua: controls go behind the query, metadata is left out', () => {
    const base = 'rtsp://192.0.2.20:554/cam/realmonitor?channel=1&subtype=0';
    expect(transcript('dahua-query', base)).toMatchObject({
      presentation: base,
      controls: [`${base}/trackID=0`, `${base}/trackID=1`],
      codecs: ['h264', 'aac'],
      described: [true, true],
    });
  });

  it('uniview: no base, no parameter sets', () => {
    expect(transcript('uniview-h265', 'rtsp://192.0.2.30/media/video1')).toMatchObject({
      presentation: 'rtsp://192.0.2.30/media/video1',
      controls: ['rtsp://192.0.2.30/media/video1/video', 'rtsp://192.0.2.30/media/video1/audio'],
      codecs: ['h265', 'g711u'],
      described: [false, true],
    });
  });

  it('axis: a lying SPS and LATM sound leave H.264 to be found in band', () => {
    expect(transcript('axis-latm', 'rtsp://192.0.2.40/axis-media/media.amp')).toMatchObject({
      presentation: 'rtsp://192.0.2.40/axis-media/media.amp?videocodec=h264',
      controls: ['rtsp://192.0.2.40/axis-media/media.amp/stream=0?videocodec=h264'],
      codecs: ['h264'],
      described: [false],
    });
  });

  it('old DVR: says what it cannot carry', () => {
    expect(transcript('old-dvr-mpeg4', 'rtsp://192.0.2.50/')).toMatchObject({
      codecs: [],
      offered: 'MP4V-ES, G726-32',
    });
  });
});

describe('parseRtspUrl', () => {
  it.each([
    ['rtsp://10.0.0.1', 'rtsp://10.0.0.1/', 554, null],
    ['rtsp://10.0.0.1:8554/a?b=c', 'rtsp://10.0.0.1:8554/a?b=c', 8554, null],
    ['rtsp://u:p%40ss@10.0.0.1/a', 'rtsp://10.0.0.1/a', 554, { username: 'u', password: 'p@ss' }],
    ['rtsp://u:50%@10.0.0.1/a', 'rtsp://10.0.0.1/a', 554, { username: 'u', password: '50%' }],
    ['rtsp://u:p@s@10.0.0.1/a', 'rtsp://10.0.0.1/a', 554, { username: 'u', password: 'p@s' }],
    ['rtsp://[fe80::1]:554/x', 'rtsp://[fe80::1]:554/x', 554, null],
  ])('%s', (text, url, port, credentials) => {
    expect(parseRtspUrl(text)).toMatchObject({ url, port, credentials });
  });

  it.each([
    'http://10.0.0.1/',
    'rtsp://',
    'rtsp://a b/',
    'rtsp://10.0.0.1:70000/',
    'rtsp://h/a b',
    '',
  ])('refuses %j', (text) => {
    expect(parseRtspUrl(text)).toBeNull();
  });
});
