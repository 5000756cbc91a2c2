import { afterEach, expect, it, vi } from 'vitest';
import { collect } from './collect.ts';
import { isMissed, isTaken, type Shot } from './shot.ts';

afterEach(() => vi.unstubAllGlobals());

const cameras = Array.from({ length: 9 }, (_, index) => {
  const id = `c${index}`;
  return { id, code: id, name: id };
});

/** Answers like the server; `c4` has no picture. @returns how many were asked for at once at most */
function stubServer(onAsked: (asked: number) => void = () => undefined) {
  const seen = { asked: 0, running: 0, most: 0 };
  vi.stubGlobal('fetch', async (url: string, { signal }: { signal: AbortSignal }) => {
    seen.asked += 1;
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    onAsked(seen.asked);
    await Promise.resolve();
    seen.running -= 1;
    signal.throwIfAborted();
    if (url.endsWith('/c4.jpg'))
      return Response.json(
        { app: { code: 'picture.not-taken', details: { code: 'source.timeout' } } },
        { status: 503 },
      );
    const headers = { 'x-taken-at': '2026-01-02T03:04:05.000Z' };
    return new Response(new Uint8Array([1, 2]), { headers });
  });
  return seen;
}

it('takes a picture of each, a few at once, and goes on after a failure', async () => {
  const seen = stubServer();
  const shots: Shot[] = [];
  await collect(cameras, new AbortController().signal, (shot) => shots.push(shot));
  expect(shots.filter(isTaken)).toHaveLength(8);
  expect(shots.filter(isTaken)[0]?.takenAt.toISOString()).toBe('2026-01-02T03:04:05.000Z');
  expect(shots.filter(isMissed)).toEqual([
    { camera: cameras[4], failure: expect.objectContaining({ code: 'picture.not-taken' }) },
  ]);
  expect(seen.most).toBe(3);
});

it('asks no more once it is stopped, and keeps what there is', async () => {
  const controller = new AbortController();
  const seen = stubServer((asked) => {
    if (asked === 5) controller.abort();
  });
  const shots: Shot[] = [];
  await collect(cameras, controller.signal, (shot) => shots.push(shot));
  expect(seen.asked).toBe(5);
  expect(shots.length).toBeLessThan(5);
  expect(shots.every(isTaken)).toBe(true);
});
