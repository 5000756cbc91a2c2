import { describe, expect, it } from 'vitest';
import { g711Track } from '../codecs/g711.ts';
import type { Frame } from '../media/frame.ts';
import { ticks90k } from '../media/ticks.ts';
import { senderReports } from '../protocols/rtp/rtcp.ts';
import { type RtspElement, RtspReader } from '../protocols/rtsp/reader.ts';
import { InterleavedMuxer, newSender } from './interleaved-muxer.ts';
import { rtpMedia } from './rtp-media.ts';

const track = g711Track('a');
const sound = (ms: number): Frame => ({
  kind: 'audio',
  pts: ticks90k(ms * 90),
  data: new Uint8Array(160),
});

/** Sound alone on channels 4 and 5; the clock stands where the test puts it. */
function open(newestPts = 0) {
  const clock = { nowMs: 1_000_000 };
  const media = rtpMedia(track);
  if (!media) throw new Error('RTP carries G.711');
  const sender = newSender();
  const lane = { media, sender, channels: [4, 5], payloadType: 97 } as const;
  const muxer = new InterleavedMuxer([lane], { wallNow: () => clock.nowMs, newestPts });
  muxer.tracks([track]);
  const packets = (frame: Frame) => new RtspReader().push(muxer.write(frame)).map(packetOf);
  return { clock, sender, muxer, packets };
}

function packetOf(element: RtspElement): { channel: number; payload: Uint8Array } {
  if (element.type !== 'interleaved') throw new Error('packets only');
  return element;
}

function sequenceOf({ payload }: { payload: Uint8Array }): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint16(2);
}

describe('RTP on connections', () => {
  it('begins with a report, then counts packets up on the channel it was set up for', () => {
    const { packets, sender } = open();
    const [report, first] = packets(sound(0));
    const [second] = packets(sound(20));
    if (!report || !first || !second) throw new Error('a report and two packets');
    expect([report.channel, first.channel, second.channel]).toEqual([5, 4, 4]);
    expect(senderReports(report.payload)).toMatchObject([{ ssrc: sender.ssrc }]);
    expect((sequenceOf(second) - sequenceOf(first)) & 0xffff).toBe(1);
  });

  it('says of cached frames that they were taken before now', () => {
    const { packets, clock } = open(2_000 * 90);
    const [report] = packets(sound(0));
    const [said] = senderReports(report?.payload ?? new Uint8Array());
    expect(said?.utcMs).toBeCloseTo(clock.nowMs - 2_000, 0);
  });

  it('follows our clock slowly where a source comes in bursts, at once where it is another time', () => {
    const { packets, clock } = open();
    const utcOf = (ms: number) =>
      senderReports(packets(sound(ms))[0]?.payload ?? new Uint8Array())[0]?.utcMs ?? 0;
    expect(utcOf(0)).toBeCloseTo(clock.nowMs, 0);
    expect(utcOf(6_000)).toBeCloseTo(clock.nowMs + 6_000 - 5, 0); // six seconds came in no time
    clock.nowMs += 100_000;
    expect(utcOf(12_000)).toBeCloseTo(clock.nowMs, 0);
  });

  it('sends nothing of a medium that became another codec than the readers were told', () => {
    const { muxer, packets } = open();
    muxer.tracks([g711Track('u')]);
    expect(packets(sound(0)).map(({ channel }) => channel)).toEqual([5]);
  });
});
