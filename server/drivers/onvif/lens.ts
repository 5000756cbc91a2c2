// Focus and iris of a camera: ONVIF Imaging service. The iris has no motor command there, only a value.
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Motion } from '../driver.ts';
import type { ChannelControl, LensPart, PtzSheet } from '../schema.ts';
import { orRefused } from './media.ts';
import { NAMESPACES, type Services } from './services.ts';
import type { SoapClient } from './soap.ts';
import { all, escapeXml, find, numberAt, textAt, type Xml } from './xml.ts';

/** Held at full speed the iris goes from end to end in 4 s. */
const IRIS_STEPS = 20;
const IRIS_STEP_MS = 200;

type Device = { readonly soap: SoapClient; readonly services: Services };
type Bounds = ChannelControl['focusSpeed'];
export type Lens = {
  readonly sheet: Pick<PtzSheet, 'focus' | 'autoFocus' | 'iris' | 'autoIris'>;
  readonly focusSpeed: Bounds;
  readonly irisDb: Bounds;
};
export const NO_LENS: Lens = {
  sheet: { focus: false, autoFocus: false, iris: false, autoIris: false },
  focusSpeed: null,
  irisDb: null,
};

/** What can be turned at the lens of a video source. */
export async function describeLens(
  { soap, services }: Device,
  sourceToken: string,
  signal: AbortSignal,
): Promise<Lens> {
  const { imaging } = services;
  if (!imaging) return NO_LENS;
  const ask = (operation: string) =>
    orRefused(soap.call(imaging, { body: request(operation, sourceToken), signal }));
  const [moves, options] = await Promise.all([ask('GetMoveOptions'), ask('GetOptions')]);
  return lensOf(moves, options);
}

export function lensOf(moves: Xml | null, options: Xml | null): Lens {
  const continuous = find(moves, 'MoveOptions', 'Continuous');
  const speed = find(continuous, 'Speed');
  const focusSpeed = continuous && {
    least: numberAt(speed, 'Min') ?? -1,
    most: numberAt(speed, 'Max') ?? 1,
  };
  const exposure = find(options, 'ImagingOptions', 'Exposure');
  const modes = all(exposure, 'Mode').map(({ text }) => text);
  const autoFocusModes = all(find(options, 'ImagingOptions', 'Focus'), 'AutoFocusModes');
  const least = numberAt(exposure, 'Iris', 'Min');
  const most = numberAt(exposure, 'Iris', 'Max');
  const turns = modes.includes('MANUAL') && least !== null && most !== null && least < most;
  return {
    sheet: {
      focus: focusSpeed !== null,
      autoFocus: focusSpeed !== null && autoFocusModes.some(({ text }) => text === 'AUTO'),
      iris: turns,
      autoIris: turns && modes.includes('AUTO'),
    },
    focusSpeed,
    irisDb: turns ? { least, most } : null,
  };
}

type Parts = { readonly device: Device; readonly clock: Clock; readonly control: ChannelControl };

/** Commands to one lens. */
export class OnvifLens {
  readonly #parts: Parts;
  #focusing = false;
  #manualFocus = false;
  #turning: Turning | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async move({ focus, iris }: Pick<Motion, 'focus' | 'iris'>, signal?: AbortSignal): Promise<void> {
    const { ptz } = this.#parts.control;
    await Promise.all([
      this.#focus(ptz?.focus ? focus : 0, signal),
      this.#turnIris(ptz?.iris ? iris : 0, signal),
    ]);
  }

  async stop(): Promise<void> {
    await this.move({ focus: 0, iris: 0 });
  }

  /** Leaves it to the device again. */
  async auto(part: LensPart): Promise<void> {
    await this.stop();
    if (part === 'focus') {
      await this.#set('<tt:Focus><tt:AutoFocusMode>AUTO</tt:AutoFocusMode></tt:Focus>');
      this.#manualFocus = false;
    } else await this.#set('<tt:Exposure><tt:Mode>AUTO</tt:Mode></tt:Exposure>');
  }

  async #focus(speed: number, signal?: AbortSignal): Promise<void> {
    if (speed === 0 && !this.#focusing) return;
    this.#focusing = speed !== 0;
    if (speed === 0) {
      await this.#call('Stop', '');
      return;
    }
    // A device that focuses by itself refuses to be turned, or turns back.
    if (this.#parts.control.ptz?.autoFocus && !this.#manualFocus) {
      const manual = '<tt:Focus><tt:AutoFocusMode>MANUAL</tt:AutoFocusMode></tt:Focus>';
      await this.#set(manual, signal);
      this.#manualFocus = true;
    }
    const turn = `<Focus><tt:Continuous><tt:Speed>${this.#focusSpeed(speed)}</tt:Speed></tt:Continuous></Focus>`;
    await this.#call('Move', turn, signal);
    // A stop said meanwhile may have come before it: the next one is sent as well.
    this.#focusing = true;
  }

  #focusSpeed(speed: number): number {
    const { least, most } = this.#parts.control.focusSpeed ?? { least: -1, most: 1 };
    return (Math.round(speed * 1000) / 1000) * (speed < 0 && least < 0 ? -least : most);
  }

  async #turnIris(speed: number, signal?: AbortSignal): Promise<void> {
    const { irisDb } = this.#parts.control;
    if (speed === 0 || !irisDb) {
      this.#turning?.ends.abort();
      this.#turning = null;
    } else if (this.#turning) this.#turning.speed = speed;
    else {
      const turning: Turning = { ends: new AbortController(), speed };
      this.#turning = turning;
      const from = await this.#exposure(signal);
      const next = await this.#stepIris(turning, from, irisDb);
      void this.#keepTurning(turning, { ...from, iris: next }, irisDb);
    }
  }

  async #exposure(signal?: AbortSignal): Promise<Exposure> {
    const answer = await this.#call('GetImagingSettings', '', signal);
    const exposure = find(answer, 'ImagingSettings', 'Exposure');
    const kept = ['ExposureTime', 'Gain'].flatMap((tag) => {
      const value = textAt(exposure, tag);
      return value === null ? [] : [`<tt:${tag}>${escapeXml(value)}</tt:${tag}>`];
    });
    return { iris: numberAt(exposure, 'Iris') ?? 0, kept: kept.join('') };
  }

  /** Step by step until it is let go or the iris is at its end. */
  async #keepTurning(turning: Turning, from: Exposure, bounds: NonNullable<Bounds>): Promise<void> {
    const { signal } = turning.ends;
    let { iris } = from;
    try {
      while (!signal.aborted && (turning.speed > 0 ? iris > bounds.least : iris < bounds.most)) {
        await this.#parts.clock.sleep(IRIS_STEP_MS, signal);
        iris = await this.#stepIris(turning, { ...from, iris }, bounds);
      }
    } catch {
      // Let go, or the device does not answer: it stands where it is.
    }
  }

  /** Opening lets more light in, which is less attenuation. @returns where it is then, in dB */
  async #stepIris(
    { ends, speed }: Turning,
    { iris, kept }: Exposure,
    { least, most }: NonNullable<Bounds>,
  ): Promise<number> {
    if (ends.signal.aborted) return iris;
    const wanted = iris - (speed * (most - least)) / IRIS_STEPS;
    const next = Math.round(Math.max(least, Math.min(most, wanted)) * 100) / 100;
    const exposure = `<tt:Exposure><tt:Mode>MANUAL</tt:Mode>${kept}<tt:Iris>${next}</tt:Iris></tt:Exposure>`;
    await this.#set(exposure, ends.signal);
    return next;
  }

  async #set(settings: string, signal?: AbortSignal): Promise<void> {
    const inner = `<ImagingSettings>${settings}</ImagingSettings><ForcePersistence>false</ForcePersistence>`;
    await this.#call('SetImagingSettings', inner, signal);
  }

  #call(operation: string, inner: string, signal?: AbortSignal): Promise<Xml> {
    const { device, control } = this.#parts;
    const { imaging } = device.services;
    if (!imaging) throw new AppError('ptz.not-supported');
    const body = request(operation, control.sourceToken, inner);
    return device.soap.call(imaging, { body, ...(signal ? { signal } : {}) });
  }
}

type Turning = { readonly ends: AbortController; speed: number };
type Exposure = { readonly iris: number; readonly kept: string };

function request(operation: string, sourceToken: string, inner = ''): string {
  return `<${operation} xmlns="${NAMESPACES.imaging}"><VideoSourceToken>${escapeXml(sourceToken)}</VideoSourceToken>${inner}</${operation}>`;
}
