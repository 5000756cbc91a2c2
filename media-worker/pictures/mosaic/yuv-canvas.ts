import type { EncodedSize } from '../../transcoding/video-encoder.ts';
import type { Rect } from './geometry.ts';

/** Y, U and V of a picture in YUV 4:2:0, and how many bytes each of their rows takes. */
export type YuvPlanes = { readonly data: readonly Buffer[]; readonly strides: readonly number[] };

/** Dark, as the ground of cells without a picture; limited range. */
const GROUND = [26, 130, 126] as const;

/** A picture in YUV 4:2:0 that is drawn part by part. Places and sizes are even. */
export class YuvCanvas {
  readonly size: EncodedSize;
  /** The planes one after the other, without gaps. */
  readonly bytes: Buffer;
  readonly #planes: readonly { readonly bytes: Buffer; readonly stride: number }[];

  constructor(size: EncodedSize) {
    const { width, height } = size;
    const luma = width * height;
    this.size = size;
    this.bytes = Buffer.alloc((luma * 3) / 2);
    this.#planes = [
      { bytes: this.bytes.subarray(0, luma), stride: width },
      { bytes: this.bytes.subarray(luma, (luma * 5) / 4), stride: width / 2 },
      { bytes: this.bytes.subarray((luma * 5) / 4), stride: width / 2 },
    ];
    this.clear({ x: 0, y: 0, width, height });
  }

  clear(rect: Rect): void {
    this.#rows(rect, (plane, target, from, to) => target.fill(GROUND[plane] ?? 0, from, to));
  }

  draw(picture: YuvPlanes, rect: Rect): void {
    this.#rows(rect, (plane, target, from, to, row) => {
      const start = row * (picture.strides[plane] ?? 0);
      picture.data[plane]?.copy(target, from, start, start + to - from);
    });
  }

  copyFrom(other: YuvCanvas): void {
    other.bytes.copy(this.bytes);
  }

  #rows(
    { x, y, width, height }: Rect,
    each: (plane: number, target: Buffer, from: number, to: number, row: number) => void,
  ): void {
    this.#planes.forEach(({ bytes, stride }, plane) => {
      const share = plane === 0 ? 1 : 2;
      for (let row = 0; row < height / share; row += 1) {
        const from = (y / share + row) * stride + x / share;
        each(plane, bytes, from, from + width / share, row);
      }
    });
  }
}
