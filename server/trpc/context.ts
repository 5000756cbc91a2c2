import type { CameraChanges } from '../cameras/changes.ts';
import type { Signalling } from '../gb28181/signalling.ts';
import type { RoadsideTiles } from '../map/roadside-tiles.ts';
import type { CameraTiles } from '../map/tiles.ts';
import type { MediaGateway } from '../media/gateway.ts';
import type { PictureTaker } from '../pictures/taker.ts';
import type { Auth } from '../platform/auth.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Logger } from '../platform/logger.ts';
import type { Networks } from '../platform/networks.ts';
import type { Notifications } from '../platform/notify.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { HeadPool } from '../ptz/heads.ts';
import type { SteeringHub } from '../ptz/hub.ts';
import type { Actor } from '../session/policy.ts';
import type { CameraMoves } from '../tracks/moves.ts';

/** What the composition root opened once and procedures use. */
export type Services = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly auth: Auth;
  readonly secrets: SecretBox;
  readonly notifications: Notifications;
  readonly jobs: Jobs;
  readonly changes: CameraChanges;
  readonly moves: CameraMoves;
  readonly tiles: CameraTiles;
  readonly roadsideTiles: RoadsideTiles;
  readonly media: MediaGateway;
  readonly pictures: PictureTaker;
  readonly signalling: Signalling;
  readonly heads: HeadPool;
  readonly steering: SteeringHub;
  readonly cameraNetworks: Networks;
  readonly site: {
    readonly title: string | null;
    readonly version: string;
    readonly demo: boolean;
    readonly timeZone: string;
  };
  /** Aborts when the server stops: subscriptions end. */
  readonly stopping: AbortSignal;
};

/** The request, as far as procedures may know it. */
export type RequestFacts = {
  readonly headers: Headers;
  readonly address: string | null;
  /** Adds a `set-cookie` to the answer. */
  setCookie(value: string): void;
};

export type Context = {
  readonly services: Services;
  readonly request: RequestFacts;
  readonly actor: Actor | null;
};
