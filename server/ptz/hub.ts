import type { Notifications } from '../platform/notify.ts';
import type { Services } from '../trpc/context.ts';
import { type Steered, Steering } from './steering.ts';

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'heads'>;

/** Everybody who steers through this copy of the server. */
export class SteeringHub implements AsyncDisposable {
  readonly #platform: Platform;
  readonly #steerings = new Set<Steering>();
  readonly #unlisten: () => void;

  constructor(platform: Platform, notifications: Notifications) {
    this.#platform = platform;
    this.#unlisten = notifications.listen('ptz_changes', (cameraId) => {
      for (const steering of this.#steerings) void steering.reconsider(cameraId);
    });
  }

  open(steered: Steered): { steering: Steering; close: () => Promise<void> } {
    const steering = new Steering(this.#platform, steered);
    this.#steerings.add(steering);
    const close = async () => {
      this.#steerings.delete(steering);
      await steering.end('gone');
    };
    return { steering, close };
  }

  /** No camera moves on when the server is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#unlisten();
    await Promise.all([...this.#steerings].map((steering) => steering.end('gone')));
  }
}
