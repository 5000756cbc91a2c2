import { describe, expect, it } from 'vitest';
import { aacConfig, aacTrack, adtsHeader, splitAdts } from './aac.ts';
import { unit } from './codecs.cases.ts';
import { g711Track } from './g711.ts';
import { opusSamples, opusTrack } from './opus.ts';

describe('AudioSpecificConfig', () => {
  it.each([
    { name: 'LC 48 kHz stereo', hex: '1190', expected: [48_000, 2, 'mp4a.40.2'] },
    { name: 'LC 16 kHz mono', hex: '1408', expected: [16_000, 1, 'mp4a.40.2'] },
    { name: 'LC 8 kHz mono', hex: '1588', expected: [8_000, 1, 'mp4a.40.2'] },
    { name: 'HE-AAC 24 to 48 kHz', hex: '2b118800', expected: [48_000, 2, 'mp4a.40.5'] },
  ])('$name', ({ hex, expected }) => {
    const track = aacTrack(unit(hex));
    expect([track.sampleRate, track.channels, track.codecString]).toEqual(expected);
  });

  it.each([{ hex: '11' }, { hex: '' }, { hex: '1690' }])('refuses "$hex"', ({ hex }) => {
    expect(() => aacTrack(unit(hex))).toThrow();
  });
});

describe('ADTS', () => {
  it('is split into what it was built from', () => {
    const config = aacConfig(2, 44_100, 2);
    const track = aacTrack(config);
    const frames = [unit('21001049'), unit('aabb')];
    const bytes = Buffer.concat(frames.flatMap((data) => [adtsHeader(track, data.length), data]));
    expect(splitAdts(bytes).map((frame) => [frame.config, new Uint8Array(frame.data)])).toEqual(
      frames.map((data) => [config, data]),
    );
  });

  it('refuses a frame that does not fit', () => {
    expect(() => splitAdts(unit('fff15080043ffc21'))).toThrow('does not fit');
  });
});

it('G.711 is one byte a sample', () => {
  expect(g711Track('u')).toEqual({
    kind: 'audio',
    codec: 'g711u',
    sampleRate: 8_000,
    channels: 1,
    codecString: 'ulaw',
  });
});

describe('Opus', () => {
  it.each([
    { name: 'SILK, 20 ms', hex: '0800', expected: 960 },
    { name: 'SILK, 60 ms', hex: '1800', expected: 2880 },
    { name: 'hybrid, 10 ms twice', hex: '6100', expected: 960 },
    { name: 'CELT, 20 ms', hex: 'fc00', expected: 960 },
    { name: 'CELT, 2.5 ms six times', hex: 'e306', expected: 720 },
    { name: 'nothing', hex: '', expected: 0 },
    { name: 'more than 120 ms', hex: 'fb3f', expected: 0 },
  ])('$name', ({ hex, expected }) => {
    expect(opusSamples(unit(hex))).toBe(expected);
  });

  it('is a 48 kHz track', () => {
    expect(opusTrack()).toMatchObject({ codec: 'opus', sampleRate: 48_000, channels: 2 });
  });
});
