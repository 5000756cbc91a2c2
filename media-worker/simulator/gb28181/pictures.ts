import type { Loop } from '../encoding/loop.ts';
import { sortPictures, VideoEncoder, type VideoProfile } from '../encoding/video-encoder.ts';

/** What a channel shows, over and over. The first picture and every first one of a group is an IDR. */
export type ChannelPictures = Pick<Loop, 'fps' | 'track' | 'pictures'>;

const PROFILE: VideoProfile = {
  width: 320,
  height: 176,
  fps: 25,
  gop: 25,
  kilobits: 400,
  stripRows: 11, // all rows: one slice a picture
};
const SECONDS = 2;
const BAR = 32;

let made: Promise<ChannelPictures> | null = null;

/** A bar that crosses a grey picture, for channels that were given nothing to show. Made once. */
export function builtInPictures(): Promise<ChannelPictures> {
  made ??= draw();
  return made;
}

async function draw(): Promise<ChannelPictures> {
  const { width, height, fps } = PROFILE;
  using encoder = await VideoEncoder.open(PROFILE);
  const units: Buffer[] = [];
  for (let picture = 0; picture < SECONDS * fps; picture += 1) {
    const rgba = Buffer.alloc(width * height * 4, 0x60);
    const from = Math.floor((picture * width) / (SECONDS * fps));
    for (let y = 0; y < height; y += 1)
      for (let x = from; x < Math.min(width, from + BAR); x += 1)
        rgba.fill(0xe0, (y * width + x) * 4, (y * width + x) * 4 + 4);
    units.push(...(await encoder.push(rgba)));
  }
  units.push(...(await encoder.finish()));
  return { fps, ...sortPictures(units) };
}
