import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { boxAt } from '../formats/fmp4/box-reader.ts';
import { movieTracks } from '../formats/fmp4/movie.ts';
import { tableSamples } from '../formats/fmp4/sample-table.ts';
import type { SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { systemClock } from '../platform/clock.ts';
import { clip, steps } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { pullPictures } from '../testkit/pulling.ts';
import { filePuller } from './file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lukou-files-'));
const options = { folder, clock: systemClock };
const silent: SourceOutput = {
  event: () => {},
  step: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: true,
};

afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasFfmpeg)('file source', () => {
  it.each([
    { name: 'MP4', output: ['-f', 'mp4'], bFrames: true },
    {
      name: 'MP4 with its tables in front',
      output: ['-movflags', 'faststart', '-f', 'mp4'],
      bFrames: false,
    },
    {
      name: 'fragmented MP4',
      output: ['-movflags', 'frag_keyframe+delay_moov', '-f', 'mp4'],
      bFrames: true,
    },
    { name: 'FLV', output: ['-f', 'flv'], bFrames: true },
    { name: 'MPEG-TS', output: ['-f', 'mpegts'], bFrames: true },
    { name: 'MPEG-PS', output: ['-f', 'vob'], bFrames: false, audio: 'none' as const },
  ])(
    'plays $name over and over, in time',
    async ({ name, output, bFrames, audio = 'aac' as const }) => {
      const path = `${name.replaceAll(' ', '-')}.bin`;
      writeFileSync(join(folder, path), clip({ seconds: 1, bFrames, audio }, ...output));
      const startedAt = performance.now();

      const { tracks, video } = await pullPictures(filePuller({ path, loop: true }, options), 60);
      const tookMs = performance.now() - startedAt;

      expect(tracks.at(-1)?.[0]).toMatchObject({ codec: 'h264', width: 320, height: 180 });
      expect(video.filter((frame) => frame.randomAccess)).toHaveLength(3);
      const between = steps(video.map((frame) => frame.dts));
      expect({ between, regular: between.every((step) => step >= 0 && step <= 120) }).toEqual({
        between,
        regular: true,
      });
      expect(tookMs).toBeGreaterThan(2_000);
    },
  );

  it('ends with a file that is played once', async () => {
    writeFileSync(join(folder, 'once.mp4'), clip({ seconds: 0.2 }, '-f', 'mp4'));
    const heard: unknown[] = [];
    const count: SourceOutput = { ...silent, event: (event) => void heard.push(event) };

    await filePuller({ path: 'once.mp4', loop: false }, options).runOnce(
      count,
      AbortSignal.timeout(5_000),
    );

    expect(heard.length).toBeGreaterThan(5);
  });

  it('takes damaged sample tables: samples or a coded error', () => {
    const bytes = clip({ seconds: 0.4, bFrames: true }, '-movflags', 'faststart', '-f', 'mp4');
    const movie = boxAt(bytes, 'moov') ?? new Uint8Array(0);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(movie.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (damage) => {
          const damaged = movie.slice();
          for (const [at, value] of damage) damaged[at] = value;
          try {
            for (const { sampleTable } of movieTracks(damaged))
              for (const sample of tableSamples(sampleTable))
                expect(sample.size).toBeLessThan(5 << 20);
          } catch (error) {
            expect(error).toBeInstanceOf(MediaError);
          }
        },
      ),
      { numRuns: 300, seed: 20_267 },
    );
  });
});

describe('file source', () => {
  symlinkSync('/etc/hostname', join(folder, 'link'));
  writeFileSync(join(folder, 'text.mp4'), 'not a movie at all, and long enough to be one');
  it.each([
    { path: '../../etc/hostname', code: 'file.not-allowed' },
    { path: '/etc/hostname', code: 'file.not-allowed' },
    { path: 'link', code: 'file.not-allowed' },
    { path: '.', code: 'file.not-allowed' },
    { path: 'absent.mp4', code: 'file.not-found' },
    { path: 'text.mp4', code: 'file.unknown-format' },
  ])('tells $path by its code', async ({ path, code }) => {
    const running = filePuller({ path, loop: true }, options).runOnce(
      silent,
      AbortSignal.timeout(5_000),
    );

    await expect(running).rejects.toMatchObject({ context: { code } });
  });

  it('plays nothing where no folder is set', async () => {
    const running = filePuller(
      { path: 'a.mp4', loop: false },
      { folder: null, clock: systemClock },
    ).runOnce(silent, AbortSignal.timeout(5_000));

    await expect(running).rejects.toMatchObject({ context: { code: 'file.not-allowed' } });
  });
});
