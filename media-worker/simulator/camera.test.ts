import { describe, expect, it } from 'vitest';
import { clockText } from './camera.ts';
import { ScenePainter } from './scene-painter.ts';
import { SCENES, sceneById, sceneOfCamera } from './scenes.ts';
import { simulatedAddress } from './site.ts';

describe('scenes', () => {
  it('a code shows the same scene for ever, an ordinary one', () => {
    const shown = ['G40-K612', 'G40-K613', 'S28-K001', 'cam-1'].map(
      (code) => sceneOfCamera(code).id,
    );
    expect(shown).toEqual(
      ['G40-K612', 'G40-K613', 'S28-K001', 'cam-1'].map((code) => sceneOfCamera(code).id),
    );
    expect(shown.every((id) => sceneById(id)?.ordinary)).toBe(true);
  });

  it('300 codes see all of them', () => {
    const ids = new Set(Array.from({ length: 300 }, (_, n) => sceneOfCamera(`G40-${n}`).id));
    expect([...ids].sort()).toEqual(
      SCENES.filter((one) => one.ordinary)
        .map((one) => one.id)
        .sort(),
    );
  });

  it.each(SCENES.map((scene) => [scene.id, scene] as const))(
    '%s: its end meets its beginning',
    (_, scene) => {
      const painter = new ScenePainter(scene, 'clean', { width: 320, height: 180 });
      const first = Buffer.from(painter.draw(0));
      const again = painter.draw(scene.seconds);
      const changed = first.reduce(
        (count, value, at) => count + (Math.abs(value - (again[at] ?? 0)) > 24 ? 1 : 0),
        0,
      );
      expect(changed / first.length).toBeLessThan(0.002);
    },
  );

  it.each([
    ['stopped-vehicle', 'stopped-vehicle', 6000, 20_000, 29],
    ['wrong-way', 'wrong-way', 2000, 20_000, 37],
    ['pedestrian', 'pedestrian', 3000, 21_000, 37],
    ['congestion', 'congestion', 0, 24_000, 0],
    ['fog-rising', 'fog', 7000, 20_500, 0],
  ])('%s: the truth is told', (id, type, fromMs, toMs, boxes) => {
    const scene = sceneById(id);
    if (!scene) throw new Error(`no scene ${id}`);
    const { truth } = new ScenePainter(scene, 'clean', { width: 320, height: 180 });
    expect(truth).toHaveLength(1);
    expect(truth[0]).toMatchObject({ type, fromMs, toMs });
    expect(truth[0]?.boxes).toHaveLength(boxes);
    for (const { box } of truth[0]?.boxes ?? [])
      expect(box.left <= box.right && box.top <= box.bottom && box.bottom <= 1).toBe(true);
  });

  it('a fault of the picture changes the picture and is in the truth', () => {
    const scene = sceneById('plain-day');
    if (!scene) throw new Error('no scene');
    const size = { width: 320, height: 180 };
    const mean = (look: 'clean' | 'dark') => {
      const rgba = new ScenePainter(scene, look, size).draw(1);
      return (
        rgba.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0) /
        (rgba.length * 0.75)
      );
    };
    expect(mean('clean')).toBeGreaterThan(90);
    expect(mean('dark')).toBeLessThan(20);
    expect(new ScenePainter(scene, 'dark', size).truth).toMatchObject([
      { type: 'dark', toMs: 12_000 },
    ]);
  });
});

it('the clock is Beijing time with tenths', () => {
  expect(clockText(Date.UTC(2026, 10, 20, 6, 26, 7, 389))).toBe('2026-11-20 14:26:07.3');
});

it('writes addresses', () => {
  const camera = { code: 'G40-1', label: 'G40 K612+300 UP', scene: 'tunnel' };
  expect(simulatedAddress(camera, 'sub', 8654)).toBe(
    'rtsp://127.0.0.1:8654/G40-1/sub?scene=tunnel&label=G40%20K612%2B300%20UP',
  );
});
