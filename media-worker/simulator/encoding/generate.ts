import { PROFILES, type StreamName } from '../profiles.ts';
import { ScenePainter } from '../scene-painter.ts';
import type { Look, Scene } from '../scenes.ts';
import type { Loop } from './loop.ts';
import { sortPictures, VideoEncoder } from './video-encoder.ts';

export type LoopPlan = { readonly scene: Scene; readonly look: Look; readonly stream: StreamName };

/** Draws and encodes one loop: a few seconds of one core. */
export async function generateLoop({ scene, look, stream }: LoopPlan): Promise<Loop> {
  const profile = PROFILES[stream];
  const painter = new ScenePainter(scene, look, profile);
  using encoder = await VideoEncoder.open(profile);
  const units: Buffer[] = [];
  const context = painter.canvas.getContext('2d');
  // The strip is replaced live. Until then it is as unlike the scene as can be, so that no motion vector points into it.
  const strip = scene.light === 'night' ? '#ffffff' : '#000000';
  for (let picture = 0; picture < scene.seconds * profile.fps; picture++) {
    painter.draw(picture / profile.fps);
    context.filter = 'none';
    context.fillStyle = strip;
    context.fillRect(0, 0, profile.width, profile.stripRows * 16);
    painter.restoreFilter();
    units.push(...(await encoder.push(painter.canvas.data())));
  }
  units.push(...(await encoder.finish()));
  const { track, pictures } = sortPictures(units);
  return { fps: profile.fps, track, pictures, truth: painter.truth };
}
