import type { Clock } from '../platform/clock.ts';
import type { Networks } from '../platform/networks.ts';
import type { ChannelControl, DevicePreset, FoundDevice, LensPart } from './schema.ts';

/** What a driver signs in to. */
export type DeviceTarget = {
  readonly address: string;
  readonly username: string | null;
  readonly password: string | null;
};

/** Directions from −1 to 1; 0 stands still. */
export type Motion = {
  readonly pan: number;
  readonly tilt: number;
  readonly zoom: number;
  readonly focus: number;
  readonly iris: number;
};

/**
 * A part of the picture that is to fill it: its middle from −1 to 1, right and up positive, and how many
 * times closer it comes; below 1 farther.
 */
export type Framing = { readonly x: number; readonly y: number; readonly closer: number };

/**
 * Where a head looks, as shares of its whole travel: pan and tilt from −1 to 1, clockwise and up positive,
 * pan 1 being where −1 is; zoom from 0 to 1.
 */
export type Position = { readonly pan: number; readonly tilt: number; readonly zoom: number };

/** A scan that the device makes by itself, between limits it keeps, until it is stopped. */
export type OwnScan = {
  setLimit(side: 'left' | 'right'): Promise<void>;
  /** `speed`: from 0 to 1 of what it can. */
  start(speed: number): Promise<void>;
};

export type DeviceEvent = {
  readonly topic: string;
  readonly at: Date;
  readonly operation: string | null;
  readonly source: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
};

/** The head of one camera. What the sheet does not name is refused with `ptz.not-supported`. */
export type PtzHead = {
  move(motion: Motion, signal?: AbortSignal): Promise<void>;
  /** Everything stands still, whatever moved. */
  stop(): Promise<void>;
  /** Goes there by itself, where the sheet says more than `timed`. */
  frame(framing: Framing): Promise<void>;
  /** null: the device does not say. */
  position(signal?: AbortSignal): Promise<Position | null>;
  /** Goes there by itself, where the sheet says `absolute`; what is left out stays; pan and tilt go together, zoom where it can. */
  moveTo(position: Partial<Position>, speed?: number, signal?: AbortSignal): Promise<void>;
  /** Left out where the server has to make scans. */
  readonly ownScan?: OwnScan;
  presets(): Promise<DevicePreset[]>;
  /** `speed`: from 0 to 1 of what it can; without: the device's own. */
  callPreset(token: string, speed?: number, signal?: AbortSignal): Promise<void>;
  /** Keeps where it looks now; answers the preset's token. */
  savePreset(name: string, token: string | null): Promise<string>;
  removePreset(token: string): Promise<void>;
  goHome(): Promise<void>;
  setHome(): Promise<void>;
  auxiliary(command: string): Promise<void>;
  /** Focus or iris by the device itself, until they are turned by hand again. */
  auto(part: LensPart): Promise<void>;
};

/** A device that answered and took our credentials. */
export type OpenDevice = AsyncDisposable & {
  describe(signal: AbortSignal): Promise<FoundDevice>;
  ptz(control: ChannelControl): PtzHead;
  /** Asks for the difference anew and answers it, device minus us. */
  clockOffset(): Promise<number | null>;
  setClock(utcMs: number): Promise<void>;
  reboot(): Promise<void>;
  /** Until the signal aborts; a device that loses the subscription is asked again. */
  events(signal: AbortSignal): AsyncGenerator<DeviceEvent>;
};

export type DriverPlatform = {
  readonly clock: Clock;
  /** Nothing outside is ever dialled, whatever a device says of itself. */
  readonly networks: Networks;
};

/** One way to talk to cameras. Every failure is an AppError whose code people can read. */
export type Driver = {
  open(platform: DriverPlatform, target: DeviceTarget, signal: AbortSignal): Promise<OpenDevice>;
};
