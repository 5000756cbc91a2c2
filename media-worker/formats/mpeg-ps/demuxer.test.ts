import { serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../../media/errors.ts';
import type { StreamEvent } from '../../media/frame.ts';
import { gstreamerFile, hasGstreamer } from '../../testkit/gstreamer.ts';
import { PsDemuxer } from './demuxer.ts';

/** A program stream that is not ours: GStreamer's, 50 pictures of H.264, a pack each as cameras send it. */
function programStream(): Uint8Array {
  return gstreamerFile(
    'videotestsrc num-buffers=50 ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 tune=zerolatency ! h264parse ! mpegpsmux',
  );
}

function readInPieces(bytes: Uint8Array, sizes: readonly number[]): StreamEvent[] {
  const demuxer = new PsDemuxer();
  const events: StreamEvent[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    events.push(...demuxer.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...events, ...demuxer.flush()];
}

describe('MPEG-PS demuxer', () => {
  it.skipIf(!hasGstreamer)('reads every picture that GStreamer wrote, in decode order', () => {
    const events = readInPieces(programStream(), [1400]);
    const video = events.flatMap((event) =>
      event.type === 'frame' && event.frame.kind === 'video' ? [event.frame] : [],
    );
    expect(events[0]).toMatchObject({
      type: 'tracks',
      tracks: [{ codec: 'h264', width: 320, height: 180 }],
    });
    expect(video.map((frame) => frame.randomAccess).filter(Boolean)).toHaveLength(2);
    expect(video).toHaveLength(50);
    expect(
      video.every((frame, index) => index === 0 || frame.dts > (video[index - 1]?.dts ?? 0)),
    ).toBe(true);
  });

  it.skipIf(!hasGstreamer)('gives the same whatever the pieces', () => {
    const bytes = programStream().subarray(0, 60_000);
    // As bytes: comparing the pictures one number at a time takes most of a minute.
    const whole = serialize(readInPieces(bytes, [bytes.length]));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }),
        (sizes) => {
          expect(serialize(readInPieces(bytes, sizes)).equals(whole)).toBe(true);
        },
      ),
      { numRuns: 20, seed: 7 },
    );
  });

  it('takes arbitrary bytes: events or a coded error', () => {
    const pack = [0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xf8];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(Uint8Array.from(pack)))),
        (pieces) => {
          const demuxer = new PsDemuxer();
          try {
            for (const piece of pieces) demuxer.push(piece);
            demuxer.flush();
          } catch (error) {
            expect(error).toBeInstanceOf(MediaError);
          }
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });

  it('refuses to collect without end', () => {
    const demuxer = new PsDemuxer();
    demuxer.push(Uint8Array.of(0, 0, 1, 0xe0, 0, 0));
    const megabyte = new Uint8Array(1 << 20).fill(1);
    expect(() => {
      for (let count = 0; count < 10; count++) demuxer.push(megabyte);
    }).toThrow(expect.objectContaining({ kind: 'overflow' }));
  });
});
