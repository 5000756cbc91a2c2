import type { Database } from '../platform/db.ts';
import type { Logger } from '../platform/logger.ts';
import type { Notifications } from '../platform/notify.ts';
import { type PlacedDevice, placedDevices } from '../roadside/data.ts';
import type { Scope } from '../session/policy.ts';
import { projectionTo } from './crs.ts';
import { keyOf, type MapTile, renew, tileOf } from './map-tile.ts';
import type { Tile } from './mercator.ts';
import { PlaceIndex } from './place-index.ts';
import { deviceMarks, encodeDevices } from './roadside-tile.ts';
import type { Crs } from './schema.ts';

type Needs = {
  readonly db: Database;
  readonly notifications: Pick<Notifications, 'listen'>;
  readonly log: Logger;
};

/** Far more than all open maps look at together. */
const MOST_KEPT = 1_024;

type Sheet = { readonly index: PlaceIndex<PlacedDevice>; readonly kept: Map<string, MapTile> };
type Read = { readonly devices: PlacedDevice[]; readonly sheets: Map<Crs, Sheet> };

/**
 * The map of all roadside devices as vector tiles. Read at the first question and, because they seldom
 * change, read anew at the first question after any change.
 */
export class RoadsideTiles implements Disposable {
  readonly #needs: Needs;
  readonly #unlisten: () => void;
  #reading: Promise<Read> | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#unlisten = needs.notifications.listen('roadside_changes', () => {
      this.#reading = null;
    });
  }

  async tile(_scope: Scope<'cameras.view'>, crs: Crs, tile: Tile): Promise<MapTile> {
    const { index, kept } = sheetOf(await this.#read(), crs);
    const key = keyOf(tile);
    const made = kept.get(key) ?? tileOf(encodeDevices(deviceMarks(index, tile)));
    renew(kept, key, made, MOST_KEPT);
    return made;
  }

  #read(): Promise<Read> {
    if (this.#reading === null) {
      const reading = this.#load();
      this.#reading = reading;
      reading.catch(() => {
        if (this.#reading === reading) this.#reading = null; // whoever asks next tries again
      });
    }
    return this.#reading;
  }

  async #load(): Promise<Read> {
    const { db, log } = this.#needs;
    const started = performance.now();
    const devices: PlacedDevice[] = [];
    for await (const rows of placedDevices(db)) devices.push(...rows);
    const ms = Math.round(performance.now() - started);
    log.info({ devices: devices.length, ms }, 'roadside devices read');
    return { devices, sheets: new Map() };
  }

  [Symbol.dispose](): void {
    this.#unlisten();
  }
}

function sheetOf({ devices, sheets }: Read, crs: Crs): Sheet {
  const known = sheets.get(crs);
  if (known !== undefined) return known;
  const index = new PlaceIndex<PlacedDevice>(projectionTo(crs));
  index.fill(devices);
  const sheet = { index, kept: new Map() };
  sheets.set(crs, sheet);
  return sheet;
}
