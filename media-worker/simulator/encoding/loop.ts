import { z } from 'zod';
import { h264Track } from '../../codecs/h264.ts';
import { MediaError } from '../../media/errors.ts';
import type { H264Track, Nalu } from '../../media/track.ts';
import { nalu } from '../../media/track.ts';
import type { Truth } from '../truth.ts';
import type { EncodedPicture } from './video-encoder.ts';

/** A drawn and encoded scene: what is cached on disk and replayed for ever. */
export type Loop = {
  readonly fps: number;
  readonly track: H264Track;
  readonly pictures: readonly EncodedPicture[];
  readonly truth: readonly Truth[];
};

const MAGIC = 'LUKOULP1';

const headSchema = z.object({
  fps: z.number(),
  sps: z.string(),
  pps: z.string(),
  /** Per picture: 1 for an IDR, then the length of each slice. */
  pictures: z.array(z.array(z.number())),
  truth: z.array(z.custom<Truth>()),
});

/** File layout: magic, length of the head, head as JSON, slices one after another. */
export function writeLoop(loop: Loop): Buffer {
  const head = Buffer.from(
    JSON.stringify({
      fps: loop.fps,
      sps: Buffer.from(loop.track.sps).toString('base64'),
      pps: Buffer.from(loop.track.pps[0] ?? []).toString('base64'),
      pictures: loop.pictures.map((one) => [
        one.idr ? 1 : 0,
        ...one.slices.map((slice) => slice.length),
      ]),
      truth: loop.truth,
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const slices = loop.pictures.flatMap((one) => one.slices);
  return Buffer.concat([Buffer.from(MAGIC), length, head, ...slices]);
}

/** @throws `storage` when the file is not what we wrote */
export function readLoop(bytes: Buffer): Loop {
  if (bytes.subarray(0, 8).toString() !== MAGIC || bytes.length < 12) throw broken();
  const headEnd = 12 + bytes.readUInt32BE(8);
  const head = headSchema.safeParse(parseJson(bytes.subarray(12, headEnd).toString()));
  if (!head.success) throw broken();
  const { fps, sps, pps, truth } = head.data;
  let at = headEnd;
  const pictures = head.data.pictures.map(([idr, ...lengths]) => {
    const slices: Nalu[] = [];
    for (const length of lengths) {
      slices.push(nalu(bytes.subarray(at, at + length)));
      at += length;
    }
    return { idr: idr === 1, slices };
  });
  if (at !== bytes.length || pictures.length === 0) throw broken();
  const set = (text: string) => nalu(new Uint8Array(Buffer.from(text, 'base64')));
  return { fps, track: h264Track(set(sps), [set(pps)]), pictures, truth };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

function broken(): MediaError {
  return new MediaError('storage', 'a cached loop is damaged', { code: 'simulator.damaged-loop' });
}
