import { describe, expect, it } from 'vitest';
import { aacTrack } from '../../codecs/aac.ts';
import { readAmf0 } from '../../codecs/amf0.ts';
import { h264Cases, h265Cases, unit } from '../../codecs/codecs.cases.ts';
import { g711Track } from '../../codecs/g711.ts';
import { h264Track } from '../../codecs/h264.ts';
import { h265Track } from '../../codecs/h265.ts';
import { opusTrack } from '../../codecs/opus.ts';
import type { StreamEvent } from '../../media/frame.ts';
import { msToTicks } from '../../media/ticks.ts';
import { FlvBodyDemuxer } from './body-demuxer.ts';
import { FlvMuxer } from './muxer.ts';

const [h264Case] = h264Cases;
const [h265Case] = h265Cases;
const avc = h264Track(unit(h264Case?.sps ?? ''), [unit(h264Case?.pps ?? '')]);
const hevc = h265Track(unit(h265Case?.vps ?? ''), unit(h265Case?.sps ?? ''), [
  unit(h265Case?.pps ?? ''),
]);
const aac = aacTrack(unit('1190'));
const idr = {
  kind: 'video',
  nalus: [unit('658801')],
  randomAccess: true,
  pts: msToTicks(1_040),
  dts: msToTicks(1_000),
} as const;

/** Tags as `type@ms body`, one a line, so that a difference can be read. */
function dump(bytes: Uint8Array, from = 0): string[] {
  const lines: string[] = [];
  const view = Buffer.from(bytes);
  for (let at = from; at < view.length; ) {
    const length = view.readUIntBE(at + 1, 3);
    const ms = view.readUIntBE(at + 4, 3) + (view[at + 7] ?? 0) * 2 ** 24;
    const body = view.subarray(at + 11, at + 11 + length);
    expect(view.readUInt32BE(at + 11 + length)).toBe(11 + length);
    lines.push(`${view[at]}@${ms} ${body.toString('hex')}`);
    at += 15 + length;
  }
  return lines;
}

describe('FlvMuxer', () => {
  it('begins with file header, metadata and sequence headers', () => {
    const muxer = new FlvMuxer();
    muxer.tracks([avc, aac]);
    const header = muxer.header();
    expect(Buffer.from(header.subarray(0, 13)).toString('hex')).toBe('464c5601050000000900000000');
    const [metadata = '', videoConfig, audioConfig] = dump(header, 13);
    const [name, values] = readAmf0(Buffer.from(metadata.slice(5), 'hex'));
    expect(name).toBe('onMetaData');
    expect(values).toEqual(
      new Map<string, number | boolean>([
        ['width', 640],
        ['height', 360],
        ['videocodecid', 7],
        ['framerate', 25],
        ['audiocodecid', 10],
        ['audiosamplerate', 48_000],
        ['audiosamplesize', 16],
        ['stereo', true],
      ]),
    );
    expect(videoConfig).toBe(
      `9@0 17000000000164001effe1001a${h264Case?.sps}010006${h264Case?.pps}fdf8f800`,
    );
    expect(audioConfig).toBe('8@0 af001190');
  });

  it.each([
    { name: 'AVC', track: avc, style: 'enhanced', body: '1701000028 00000003658801' },
    {
      name: 'HEVC enhanced',
      track: hevc,
      style: 'enhanced',
      body: '9168766331 000028 00000003658801',
    },
    { name: 'HEVC legacy', track: hevc, style: 'legacy', body: '1c01000028 00000003658801' },
  ] as const)('writes a key frame in $name', ({ track, style, body }) => {
    const muxer = new FlvMuxer(style);
    muxer.tracks([track]);
    expect(dump(muxer.write(idr))).toEqual([`9@0 ${body.replaceAll(' ', '')}`]);
  });

  it('counts time from its first frame', () => {
    const muxer = new FlvMuxer();
    muxer.tracks([avc, g711Track('a')]);
    muxer.write(idr);
    const tag = muxer.write({ kind: 'audio', data: unit('d5d5'), pts: msToTicks(1_020) });
    expect(dump(tag)).toEqual(['8@20 72d5d5']);
  });

  it('writes Opus as Enhanced RTMP has it for those who read it, and leaves it out for others', () => {
    const muxer = new FlvMuxer('enhanced-audio');
    muxer.tracks([avc, opusTrack(1)]);
    const [, , config] = dump(muxer.sequenceHeaders());
    expect(config).toBe(
      '8@0 904f707573 4f70757348656164 01 01 0000 80bb0000 0000 00'.replaceAll(/(?<=@0 .*) /g, ''),
    );
    const frame = { kind: 'audio', data: unit('fc0102'), pts: msToTicks(0) } as const;
    expect(dump(muxer.write(frame))).toEqual(['8@0 914f707573fc0102']);
    const usual = new FlvMuxer('enhanced');
    usual.tracks([avc, opusTrack(1)]);
    expect(usual.write(frame)).toHaveLength(0);
  });

  it('leaves out sound from before its first picture', () => {
    const muxer = new FlvMuxer();
    muxer.tracks([avc, g711Track('a')]);
    muxer.write(idr);
    const sound = (ms: number) =>
      ({ kind: 'audio', data: unit('d5'), pts: msToTicks(ms) }) as const;
    expect([980, 999, 1_000, 1_020].map((ms) => dump(muxer.write(sound(ms))))).toEqual([
      [],
      [],
      ['8@0 72d5'],
      ['8@20 72d5'],
    ]);
  });

  it('leaves out what no track announced', () => {
    const muxer = new FlvMuxer();
    muxer.tracks([avc]);
    expect(muxer.write({ kind: 'audio', data: unit('d5'), pts: msToTicks(0) })).toHaveLength(0);
  });
});

describe('FlvBodyDemuxer', () => {
  function demux(...bodies: [kind: 'video' | 'audio', ms: number, hex: string][]): StreamEvent[] {
    const events: StreamEvent[] = [];
    const demuxer = new FlvBodyDemuxer((event) => events.push(event));
    for (const [kind, ms, hex] of bodies) demuxer[kind](ms, unit(hex.replaceAll(' ', '')));
    return events;
  }
  const avcConfig = `1700000000 0164001effe1001a${h264Case?.sps}010006${h264Case?.pps}fdf8f800`;

  it('announces both tracks once, before the first frame', () => {
    const events = demux(
      ['video', 0, avcConfig],
      ['audio', 0, 'af001190'],
      ['video', 40, '1701000028 00000003658801'],
      ['video', 40, avcConfig],
      ['audio', 60, 'af01 2110'],
    );
    expect(events.map((event) => event.type)).toEqual(['tracks', 'frame', 'frame']);
    expect(events[0]).toEqual({ type: 'tracks', tracks: [avc, aac] });
    expect(events[1]).toMatchObject({ frame: { randomAccess: true, dts: 0, pts: 3_600 } });
    expect(events[2]).toMatchObject({ frame: { kind: 'audio', pts: 1_800 } });
  });

  it('reads Opus of Enhanced RTMP, with its sequence header and without', () => {
    const muxer = new FlvMuxer('enhanced-audio');
    muxer.tracks([opusTrack(1)]);
    const [, config = ''] = dump(muxer.sequenceHeaders());
    const packet = '914f707573 fc0102';
    expect(demux(['audio', 0, config.split(' ')[1] ?? ''], ['audio', 20, packet])).toMatchObject([
      { type: 'tracks', tracks: [opusTrack(1)] },
      { frame: { kind: 'audio', data: unit('fc0102'), pts: 0 } },
    ]);
    expect(demux(['audio', 0, packet])[0]).toEqual({ type: 'tracks', tracks: [opusTrack(2)] });
  });

  it.each([
    { name: 'coded frames', body: '9168766331 ffffd8 0000000326010a', cts: -3_600 },
    { name: 'coded frames without composition time', body: '9368766331 0000000326010a', cts: 0 },
  ])('reads Enhanced RTMP $name', ({ body, cts }) => {
    const muxer = new FlvMuxer('enhanced');
    muxer.tracks([hevc]);
    const [, config = ''] = dump(muxer.sequenceHeaders());
    const events = demux(['video', 0, config.split(' ')[1] ?? ''], ['video', 0, body]);
    expect(events).toMatchObject([
      { type: 'tracks', tracks: [{ codec: 'h265', width: 1_920 }] },
      { frame: { randomAccess: true, dts: 0, pts: cts, nalus: [unit('26010a')] } },
    ]);
  });

  it('takes parameter sets that change in band', () => {
    const [, other] = h264Cases;
    const sps = other?.sps ?? '';
    const pps = other?.pps ?? '';
    const events = demux(
      ['video', 0, avcConfig],
      [
        'video',
        0,
        `1701000000 000000${(sps.length / 2).toString(16)}${sps} 00000005${pps} 000000026588`,
      ],
    );
    expect(events).toMatchObject([
      { type: 'tracks', tracks: [{ width: 1_920 }] },
      { frame: { nalus: [unit('6588')] } },
    ]);
  });

  it('G.711 needs no configuration', () => {
    expect(demux(['audio', 0, '82ffff'])).toMatchObject([
      { type: 'tracks', tracks: [{ codec: 'g711u' }] },
      { frame: { data: unit('ffff') } },
    ]);
  });

  it('shows nothing before a configuration, and says what it cannot carry', () => {
    expect(demux(['video', 0, '1701000028 00000003658801'])).toEqual([]);
    expect(() => demux(['video', 0, '1401000000'])).toThrow('codec 4');
    expect(() => demux(['video', 0, '9061763031'])).toThrow('neither avc1 nor hvc1');
  });
});
