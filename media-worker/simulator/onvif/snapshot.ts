import { createCanvas, ImageData } from '@napi-rs/canvas';
import { ScenePainter } from '../scene-painter.ts';
import { sceneOfCamera } from '../scenes.ts';

const SIZE = { width: 640, height: 360 };
const JPEG_QUALITY = 80;

/** What the camera sees now, drawn on demand. */
export async function takeSnapshot(code: string, nowMs: number): Promise<Buffer> {
  const scene = sceneOfCamera(code);
  const painter = new ScenePainter(scene, 'clean', SIZE);
  const rgba = painter.draw((nowMs / 1000) % scene.seconds);
  const canvas = createCanvas(SIZE.width, SIZE.height);
  const pixels = new ImageData(new Uint8ClampedArray(rgba), SIZE.width, SIZE.height);
  canvas.getContext('2d').putImageData(pixels, 0, 0);
  return canvas.encode('jpeg', JPEG_QUALITY);
}
