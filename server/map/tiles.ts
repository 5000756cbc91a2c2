import type { CameraChanges } from '../cameras/changes.ts';
import type { RememberedChange } from '../cameras/schema.ts';
import type { Database } from '../platform/db.ts';
import type { Logger } from '../platform/logger.ts';
import type { Scope } from '../session/policy.ts';
import { type PlacedCamera, placedCamera, placedCameras } from './data.ts';
import type { MapTile } from './map-tile.ts';
import type { Tile } from './mercator.ts';
import type { Crs } from './schema.ts';
import { type Hidden, NOTHING } from './tile-content.ts';
import { TileSet } from './tile-set.ts';

type Needs = {
  readonly db: Database;
  readonly changes: CameraChanges;
  readonly log: Logger;
};

type Sets = Map<Crs, TileSet>;
type NextChange = Promise<IteratorResult<readonly [string, RememberedChange], void>>;

/**
 * The map of all cameras as vector tiles. Read from the database at the first question; from then on
 * it follows what happens to cameras. Sites with few cameras never ask.
 */
export class CameraTiles implements Disposable {
  readonly #needs: Needs;
  readonly #life = new AbortController();
  #opening: Promise<Sets> | null = null;
  #sets: Sets | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  async tile(
    _scope: Scope<'cameras.view'>,
    crs: Crs,
    tile: Tile,
    hidden: Hidden = NOTHING,
  ): Promise<MapTile> {
    const sets = this.#sets ?? (await this.#open());
    return setOf(sets, crs).tile(tile, hidden);
  }

  /** The change, with the place of its camera where that is known without asking. */
  withPlace(change: RememberedChange): RememberedChange {
    const set = this.#sets?.get('wgs84');
    if (change.type !== 'status' || set === undefined) return change;
    const camera = set.get(change.id);
    const at = camera === undefined ? null : { lon: camera.lon, lat: camera.lat };
    return { ...change, at };
  }

  #open(): Promise<Sets> {
    this.#opening ??= this.#read().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #read(): Promise<Sets> {
    const { db, changes, log } = this.#needs;
    const started = performance.now();
    const news = changes.follow(null, this.#life.signal);
    // Asked for before the cameras are read: what happens meanwhile is not missed.
    const first = news.next();
    const cameras: PlacedCamera[] = [];
    for await (const rows of placedCameras(db)) cameras.push(...rows);
    const sets: Sets = new Map([['wgs84', new TileSet('wgs84', cameras)]]);
    this.#sets = sets;
    void this.#follow(sets, first, () => news.next());
    const ms = Math.round(performance.now() - started);
    log.info({ cameras: cameras.length, ms }, 'map read');
    return sets;
  }

  async #follow(sets: Sets, first: NextChange, next: () => NextChange): Promise<void> {
    try {
      for (let news = await first; !news.done; news = await next()) {
        const [, change] = news.value;
        if (change.type === 'reset') break;
        await this.#apply(sets, change);
      }
    } catch (error) {
      this.#needs.log.warn({ error }, 'map not kept up to date');
    }
    // Whoever asks next has it read again.
    if (this.#sets === sets) this.#sets = null;
  }

  async #apply(sets: Sets, change: RememberedChange): Promise<void> {
    if (change.type === 'removed') for (const id of change.ids) remove(sets, id);
    if (change.type === 'upserted') {
      const camera = await placedCamera(this.#needs.db, change.id);
      if (camera === null) remove(sets, change.id);
      else put(sets, camera);
    }
    if (change.type === 'status') {
      const known = sets.get('wgs84')?.get(change.id);
      if (known !== undefined) put(sets, { ...known, status: change.status });
    }
  }

  [Symbol.dispose](): void {
    this.#life.abort();
  }
}

function put(sets: Sets, camera: PlacedCamera): void {
  for (const set of sets.values()) set.put(camera);
}

function remove(sets: Sets, id: string): void {
  for (const set of sets.values()) set.remove(id);
}

/** Other coordinates are made from ours when somebody first looks at such a basemap. */
function setOf(sets: Sets, crs: Crs): TileSet {
  const known = sets.get(crs);
  if (known !== undefined) return known;
  const made = new TileSet(crs, sets.get('wgs84')?.all() ?? []);
  sets.set(crs, made);
  return made;
}
