import type { MediaGateway } from '../media/gateway.ts';
import { workerFailure } from '../media/worker-client.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Scope } from '../session/policy.ts';
import { type PictureFile, pictureSource } from './data.ts';
import { storePicture, storePresetPicture } from './mutations.ts';

const WIDTH = 640;
const SHARP_WIDTH = 1920;
/** Who takes one of the same camera within this time gets the same. */
const NOW_MS = 1_000;
/** A picture on demand is not taken again within this time. */
const FRESH_MS = 60_000;
/** Where it stands in for a stream that somebody's computer cannot decode beside all others. */
const LIVE_MS = 4_000;
/** Asked for by plays and hovers; more at once are forgotten, the next hover asks again. */
const MAX_WAITING = 32;
const PARALLEL = 2;

type Platform = {
  readonly db: Database;
  readonly media: Pick<MediaGateway, 'still'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Folder of LUKOU_DATA. */
  readonly data: string;
};

/** Takes cameras' last pictures: two at a time, each camera once. */
export class PictureTaker {
  readonly #platform: Platform;
  /** How old a camera's picture may be. */
  readonly #waiting = new Map<string, number>();
  #running = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Somebody looks at this camera: its picture should not be old. `live`: it is all they see of it. */
  refreshSoon(cameraId: string, how: 'now-and-then' | 'live' = 'now-and-then'): void {
    const before = this.#waiting.get(cameraId);
    if (before === undefined && this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.set(cameraId, Math.min(before ?? FRESH_MS, how === 'live' ? LIVE_MS : FRESH_MS));
    void this.#work();
  }

  /** false: it cannot be had now; why is the stream's state. */
  async take(cameraId: string, maxAgeMs: number): Promise<boolean> {
    const { db, media, clock, log, data } = this.#platform;
    try {
      const source = await pictureSource(db, cameraId);
      if (!source) return false;
      const age = clock.wallNow() - (source.takenAt?.getTime() ?? 0);
      if (age < maxAgeMs) return true;
      const still = await media.still(source.streamId, {
        maxAgeMs: Math.min(maxAgeMs, FRESH_MS) / 2,
        width: WIDTH,
      });
      await storePicture(db, data, cameraId, {
        jpeg: Buffer.from(still.jpegBase64, 'base64'),
        width: still.width,
        height: still.height,
        takenAt: new Date(still.takenAt),
      });
      return true;
    } catch (error) {
      log.debug({ error, camera: cameraId }, 'no picture of the camera');
      return false;
    }
  }

  /** What the camera sees now. @throws camera.not-found; picture.not-taken with the worker's code for why its stream gives none */
  async takeNow(_scope: Scope<'snapshots.take'>, cameraId: string): Promise<PictureFile> {
    const { db, media } = this.#platform;
    const source = await pictureSource(db, cameraId, 'sharp');
    if (!source) throw new AppError('camera.not-found', { details: { id: cameraId } });
    const sharp = { maxAgeMs: NOW_MS, width: SHARP_WIDTH };
    const still = await media.still(source.streamId, sharp).catch((cause: unknown) => {
      if (cause instanceof AppError) throw cause;
      const { code } = workerFailure(cause);
      throw new AppError('picture.not-taken', { details: { code }, cause });
    });
    return { bytes: Buffer.from(still.jpegBase64, 'base64'), takenAt: new Date(still.takenAt) };
  }

  /** What the camera sees now, kept as the picture of its preset. null: it has no stream. */
  async takePreset(cameraId: string, number: number, width: number): Promise<Date | null> {
    const { db, media, data } = this.#platform;
    const source = await pictureSource(db, cameraId);
    if (!source) return null;
    const still = await media.still(source.streamId, { maxAgeMs: 0, width });
    const jpeg = Buffer.from(still.jpegBase64, 'base64');
    await storePresetPicture(data, { cameraId, number }, jpeg);
    return new Date(still.takenAt);
  }

  async #work(): Promise<void> {
    if (this.#running >= PARALLEL) return;
    this.#running += 1;
    for (const [cameraId, maxAgeMs] of this.#waiting) {
      this.#waiting.delete(cameraId);
      await this.take(cameraId, maxAgeMs);
    }
    this.#running -= 1;
  }
}
