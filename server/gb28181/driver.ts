import type { Driver, Motion, OpenDevice, PtzHead } from '../drivers/driver.ts';
import type { ChannelControl, PtzSheet } from '../drivers/schema.ts';
import { AppError } from '../platform/errors.ts';
import {
  auxiliaryCommand,
  lensCommand,
  moveCommand,
  presetCommand,
  STOP,
  STOP_LENS,
} from './ptz-command.ts';
import type { Signalling } from './signalling.ts';

/** Catalogues say no more of a head than whether it turns (PTZType): what annex A.3 has is shown, home and limits are not there. */
export const GB_HEAD: PtzSheet = {
  panTilt: true,
  zoom: true,
  focus: true,
  iris: true,
  autoFocus: false,
  autoIris: false,
  presets: 255,
  home: false,
  setHome: false,
  auxiliary: ['tt:Wiper|On', 'tt:Wiper|Off'],
  framing: 'timed',
  position: false,
  absolute: false,
  absoluteZoom: false,
};

/** Switch 1 of annex A.3. */
const WIPER = 1;

/** Dome, half dome, gun that can be turned, half dome that can be turned (annex A.2.1.9). */
const TURNED_TYPES: ReadonlySet<number> = new Set([1, 2, 4, 5]);

export function controlOf(channelId: string, ptzType: number | null): ChannelControl {
  return {
    profileToken: channelId,
    sourceToken: channelId,
    ptz: ptzType !== null && TURNED_TYPES.has(ptzType) ? GB_HEAD : null,
    moveTimeoutMs: null,
    focusSpeed: { least: -1, most: 1 },
    irisDb: null,
  };
}

/** Steers what signed in; describing and events are signalling's own. */
export function gb28181Driver(signalling: Signalling): Driver {
  return { open: async (_platform, { address }) => new GbDevice(signalling, address) };
}

class GbDevice implements OpenDevice {
  readonly #signalling: Signalling;
  readonly #deviceId: string;

  constructor(signalling: Signalling, deviceId: string) {
    this.#signalling = signalling;
    this.#deviceId = deviceId;
  }

  ptz({ profileToken }: ChannelControl): PtzHead {
    return new GbHead(this.#signalling, this.#deviceId, profileToken);
  }

  async reboot(): Promise<void> {
    await this.#signalling.reboot(this.#deviceId);
  }

  describe(): never {
    throw notSupported();
  }

  /** It took our time when it signed in. */
  async clockOffset(): Promise<null> {
    return null;
  }

  setClock(): never {
    throw notSupported();
  }

  // biome-ignore lint/correctness/useYield: it has none to tell
  async *events(): AsyncGenerator<never> {
    return;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

class GbHead implements PtzHead {
  readonly #signalling: Signalling;
  readonly #deviceId: string;
  readonly #channelId: string;
  #lensMoved = false;

  constructor(signalling: Signalling, deviceId: string, channelId: string) {
    this.#signalling = signalling;
    this.#deviceId = deviceId;
    this.#channelId = channelId;
  }

  async move(motion: Motion): Promise<void> {
    if (motion.focus !== 0 || motion.iris !== 0) {
      this.#lensMoved = true;
      await this.#send(lensCommand(motion));
    }
    if (motion.pan !== 0 || motion.tilt !== 0 || motion.zoom !== 0)
      await this.#send(moveCommand(motion));
  }

  async stop(): Promise<void> {
    const lens = this.#lensMoved;
    this.#lensMoved = false;
    await this.#send(STOP);
    if (lens) await this.#send(STOP_LENS);
  }

  async callPreset(token: string): Promise<void> {
    await this.#send(presetCommand('call', presetNumber(token)));
  }

  async savePreset(_name: string, token: string | null): Promise<string> {
    const number = token === null ? await this.#freePreset() : presetNumber(token);
    await this.#send(presetCommand('set', number));
    return String(number);
  }

  async removePreset(token: string): Promise<void> {
    await this.#send(presetCommand('delete', presetNumber(token)));
  }

  presets() {
    return this.#signalling.presets(this.#deviceId, this.#channelId);
  }

  async position(): Promise<null> {
    return null;
  }

  async frame(): Promise<void> {
    throw notSupported();
  }

  async moveTo(): Promise<void> {
    throw notSupported();
  }

  async goHome(): Promise<void> {
    throw notSupported();
  }

  async setHome(): Promise<void> {
    throw notSupported();
  }

  async auxiliary(command: string): Promise<void> {
    const on = /^tt:Wiper\|(On|Off)$/.exec(command)?.[1];
    if (on === undefined) throw notSupported();
    await this.#send(auxiliaryCommand(on === 'On', WIPER));
  }

  async auto(): Promise<void> {
    throw notSupported();
  }

  async #freePreset(): Promise<number> {
    const taken = new Set((await this.presets()).map(({ token }) => Number(token)));
    for (let number = 1; number <= GB_HEAD.presets; number += 1)
      if (!taken.has(number)) return number;
    throw new AppError('ptz.too-many');
  }

  async #send(command: string): Promise<void> {
    await this.#signalling.steer(this.#deviceId, this.#channelId, command);
  }
}

function presetNumber(token: string): number {
  const number = Number(token);
  if (Number.isInteger(number) && number >= 1 && number <= GB_HEAD.presets) return number;
  throw new AppError('ptz.no-such-preset', { details: { token } });
}

function notSupported(): AppError {
  return new AppError('ptz.not-supported');
}
