import { MediaError } from '../media/errors.ts';

/** H.264 level 6.2 and H.265 level 6.2 end at 8192×4320 (16,888 in one direction). */
const MAX_SIDE = 16_888;

/** A size that a picture can have. @throws `malformed` */
export function checkedSize(width: number, height: number): { width: number; height: number } {
  if (!(width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE))
    throw new MediaError('malformed', `SPS says the picture is ${width}x${height}`);
  return { width, height };
}
