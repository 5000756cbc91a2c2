import type { MediaNode } from '../media/nodes.ts';
import { mapOrigins, mapSetting } from '../settings/data.ts';
import type { Services } from '../trpc/context.ts';
import type { PagePlaces } from './server.ts';

/** Pages ask on every load; a new worker or basemap is known after this. */
const KEEP_MS = 5_000;

/** Where pages may load video and maps from, as the workers and settings of the moment say. */
export class PagePlacesCache {
  readonly #services: Services;
  readonly #ownMediaPort: number;
  #places: PagePlaces | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(services: Services, ownMediaPort: number) {
    this.#services = services;
    this.#ownMediaPort = ownMediaPort;
  }

  async get(): Promise<PagePlaces> {
    const now = this.#services.clock.monotonicNow();
    if (this.#places && now - this.#readAt < KEEP_MS) return this.#places;
    this.#places = await this.#read();
    this.#readAt = now;
    return this.#places;
  }

  async #read(): Promise<PagePlaces> {
    const [nodes, map] = await Promise.all([
      this.#services.media.living(),
      mapSetting(this.#services.db),
    ]);
    const local = nodes.filter((node) => node.publicHost === null).flatMap(portsOf);
    return {
      mediaPorts: [...new Set([this.#ownMediaPort, ...local])],
      mediaHosts: nodes.flatMap((node) =>
        node.publicHost === null ? [] : portsOf(node).map((port) => `${node.publicHost}:${port}`),
      ),
      mapOrigins: mapOrigins(map),
    };
  }
}

/** Plain, and encrypted where the worker has a certificate. */
function portsOf({ mediaPort, httpsPort }: MediaNode): number[] {
  return httpsPort === null ? [mediaPort] : [mediaPort, httpsPort];
}
