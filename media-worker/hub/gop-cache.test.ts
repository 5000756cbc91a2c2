import { describe, expect, it } from 'vitest';
import { GopCache, MAX_GOP_BYTES, MAX_GOP_FRAMES } from './gop-cache.ts';
import { audio, video } from './testing.ts';

describe('GopCache', () => {
  it('holds nothing before a random access point', () => {
    const gop = new GopCache();
    for (const frame of [video(0), audio(10), video(40)]) gop.push(frame);
    expect(gop.frames).toEqual([]);
  });

  it('starts over at each random access point', () => {
    const gop = new GopCache();
    const frames = [video(0, { key: true }), video(40), video(80, { key: true }), audio(90)];
    for (const frame of frames) gop.push(frame);
    expect(gop.frames).toEqual(frames.slice(2));
    expect(gop.bytes).toBe(18);
  });

  it('empties itself when a camera never sends another random access point', () => {
    const gop = new GopCache();
    gop.push(video(0, { key: true }));
    for (let frame = 1; frame < MAX_GOP_FRAMES; frame += 1) gop.push(video(frame));
    expect(gop.frames).toHaveLength(MAX_GOP_FRAMES);
    gop.push(video(1));
    expect([gop.frames.length, gop.bytes]).toEqual([0, 0]);
  });

  it('is bounded in bytes', () => {
    const gop = new GopCache();
    gop.push(video(0, { key: true, bytes: MAX_GOP_BYTES }));
    gop.push(video(40, { bytes: 1 }));
    expect(gop.bytes).toBe(0);
  });
});
