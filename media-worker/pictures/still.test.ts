import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { splitAnnexB } from '../codecs/nal-units.ts';
import { ParameterSets } from '../codecs/parameter-sets.ts';
import { type Nalu, nalu, type VideoTrack } from '../media/track.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { StillDecoder } from './still.ts';

const LARGE = { maxBuffer: 64 * 1024 * 1024 };
const TEST_PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=0.04', '-frames:v', '1'];

function keyFrame(codec: 'h264' | 'h265'): { track: VideoTrack; picture: readonly Nalu[] } {
  const encoder = codec === 'h264' ? 'libx264' : 'libx265';
  const format = codec === 'h264' ? 'h264' : 'hevc';
  const encode = ['-pix_fmt', 'yuv420p', '-c:v', encoder, '-f', format, '-'];
  const args = ['-v', 'error', ...TEST_PICTURE, ...encode];
  const bytes = execFileSync('ffmpeg', args, { ...LARGE, stdio: ['ignore', 'pipe', 'ignore'] });
  const sets = new ParameterSets(codec);
  const { picture } = sets.take(splitAnnexB(bytes));
  if (!sets.track) throw new Error('no parameter sets');
  return { track: sets.track, picture };
}

/** RGB of a picture as ffmpeg reads it. */
function pixels(args: readonly string[], input?: Buffer): Buffer {
  const output = ['-vf', 'scale=640:360:flags=area', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
  return execFileSync('ffmpeg', ['-v', 'error', ...args, ...output], { ...LARGE, input });
}

describe.skipIf(!hasFfmpeg)('key frames made by ffmpeg (skipped without it)', () => {
  it.each(['h264', 'h265'] as const)(
    '%s: the JPEG shows the picture, scaled down',
    async (codec) => {
      const { track, picture } = keyFrame(codec);
      const still = await new StillDecoder().decode(track, picture, { maxWidth: 640 });
      expect([still.width, still.height]).toEqual([640, 360]);
      const expected = pixels(TEST_PICTURE);
      const actual = pixels(['-f', 'mjpeg', '-i', '-'], still.jpeg);
      expect(actual.length).toBe(expected.length);
      const total = expected.reduce(
        (sum, value, at) => sum + Math.abs(value - (actual[at] ?? 0)),
        0,
      );
      expect(total / expected.length).toBeLessThan(4);
    },
  );

  it('never enlarges', async () => {
    const { track, picture } = keyFrame('h264');
    const still = await new StillDecoder().decode(track, picture, { maxWidth: 4000 });
    expect([still.width, still.height]).toEqual([1280, 720]);
  });

  it('answers junk with a code and goes on decoding', async () => {
    const { track, picture } = keyFrame('h264');
    const decoder = new StillDecoder();
    const junk = [nalu(Uint8Array.of(0x65, 1, 2, 3))];
    await expect(decoder.decode(track, junk, { maxWidth: 640 })).rejects.toMatchObject({
      kind: 'unsupported',
      context: { code: 'picture.undecodable' },
    });
    await expect(decoder.decode(track, picture, { maxWidth: 320 })).resolves.toMatchObject({
      width: 320,
    });
  });

  it('keeps 200 waiting and refuses more', async () => {
    const { track, picture } = keyFrame('h264');
    const decoder = new StillDecoder();
    const all = await Promise.allSettled(
      Array.from({ length: 210 }, () => decoder.decode(track, picture, { maxWidth: 64 })),
    );
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(8);
    expect(refused[0]?.reason).toMatchObject({
      kind: 'overflow',
      context: { code: 'picture.busy' },
    });
    await expect(decoder.decode(track, picture, { maxWidth: 64 })).resolves.toMatchObject({
      width: 64,
    });
  });

  it('gives its native memory back', { timeout: 60_000 }, async () => {
    const { track, picture } = keyFrame('h264');
    const decoder = new StillDecoder();
    const decode = (times: number) =>
      Promise.all(
        Array.from({ length: times }, () => decoder.decode(track, picture, { maxWidth: 640 })),
      );
    await decode(150); // the allocator's arenas fill up first
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 5; round++) await decode(100);
    // 500 pictures of 1280×720 that stayed would be 690 MB.
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(60);
  });
});
