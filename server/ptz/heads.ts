import type { DeviceTarget, Driver, OpenDevice, PtzHead } from '../drivers/driver.ts';
import { onvifDriver } from '../drivers/onvif/driver.ts';
import type { ChannelControl, PtzSheet } from '../drivers/schema.ts';
import { gb28181Driver } from '../gb28181/driver.ts';
import type { Signalling } from '../gb28181/signalling.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Networks } from '../platform/networks.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { headSource, type Steerer } from './data.ts';

/** Devices that were steered lately: their connections stay open, so that the next press is fast. */
const MAX_OPEN = 256;
const IDLE_MS = 120_000;
const OPEN_WITHIN_MS = 8_000;

type Platform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly secrets: SecretBox;
  readonly cameraNetworks: Networks;
  readonly signalling: Signalling;
};

export type Head = {
  readonly name: string;
  readonly sheet: PtzSheet;
  readonly head: PtzHead;
  readonly moveTimeoutMs: ChannelControl['moveTimeoutMs'];
};

type Kept = {
  /** What it was opened with: something else opens it anew. */
  readonly key: string;
  readonly device: Promise<OpenDevice>;
  usedAt: number;
};

export class HeadPool implements AsyncDisposable {
  readonly #platform: Platform;
  readonly #drivers: Readonly<Record<string, Driver | undefined>>;
  readonly #kept = new Map<string, Kept>();

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#drivers = { onvif: onvifDriver, gb28181: gb28181Driver(platform.signalling) };
  }

  async head(scope: Steerer, cameraId: string): Promise<Head> {
    const { name, control, sheet, device } = await headSource(this.#platform.db, scope, cameraId);
    const driver = this.#drivers[device.driver];
    if (!driver) throw new AppError('ptz.not-supported', { details: { id: cameraId } });
    const open = await this.#open(driver, device);
    return { name, sheet, head: open.ptz(control), moveTimeoutMs: control.moveTimeoutMs };
  }

  async #open(driver: Driver, device: DeviceRow): Promise<OpenDevice> {
    const { clock, secrets, cameraNetworks: networks } = this.#platform;
    this.#forgetIdle();
    const key = JSON.stringify([device.address, device.username, device.passwordCipher]);
    const known = this.#kept.get(device.id);
    if (known?.key === key) {
      known.usedAt = clock.monotonicNow();
      return known.device;
    }
    if (known) this.#forget(device.id);
    const target: DeviceTarget = {
      address: device.address,
      username: device.username,
      password: device.passwordCipher === null ? null : secrets.open(device.passwordCipher),
    };
    const signal = AbortSignal.timeout(OPEN_WITHIN_MS);
    const opening = driver.open({ clock, networks }, target, signal);
    this.#kept.set(device.id, { key, device: opening, usedAt: clock.monotonicNow() });
    opening.catch(() => this.#kept.delete(device.id));
    return opening;
  }

  #forgetIdle(): void {
    const now = this.#platform.clock.monotonicNow();
    for (const [id, { usedAt }] of this.#kept) if (now - usedAt > IDLE_MS) this.#forget(id);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_OPEN && oldest !== undefined) this.#forget(oldest);
  }

  #forget(id: string): void {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    kept?.device.then(
      (device) => device[Symbol.asyncDispose](),
      () => undefined, // it never opened
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of [...this.#kept.keys()]) this.#forget(id);
  }
}

type DeviceRow = {
  readonly id: string;
  readonly driver: string;
  readonly address: string;
  readonly username: string | null;
  readonly passwordCipher: string | null;
};
