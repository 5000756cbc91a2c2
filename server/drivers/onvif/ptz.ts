// The head of a camera: ONVIF PTZ service.
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Framing, Motion, Position, PtzHead } from '../driver.ts';
import type { ChannelControl, DevicePreset, LensPart, PtzSheet } from '../schema.ts';
import { framingOf, translationOf } from './framing.ts';
import { describeLens, type Lens, NO_LENS, OnvifLens } from './lens.ts';
import { orRefused } from './media.ts';
import { goesToPlaces, positionOf, positionXml } from './position.ts';
import { NAMESPACES, type Services } from './services.ts';
import type { SoapClient } from './soap.ts';
import { all, escapeXml, find, numberAt, textAt, type Xml } from './xml.ts';

/** A device moves this long by itself: if we are gone it stops all the same. */
const MOVE_BY_ITSELF_MS = 5_000;
const MAX_PRESETS = 256;
const MAX_AUXILIARY = 32;

type Device = { readonly soap: SoapClient; readonly services: Services };
type Profile = {
  readonly token: string;
  readonly sourceToken: string;
  readonly ptzNode: string | null;
  readonly ptzConfiguration: string | null;
};

type Head = Pick<ChannelControl, 'ptz' | 'moveTimeoutMs' | 'focusSpeed' | 'irisDb'>;
export const NO_HEAD: Head = { ptz: null, moveTimeoutMs: null, focusSpeed: null, irisDb: null };

/** What the head behind a profile can do; null where there is none. */
export async function describeHead(
  device: Device,
  profile: Profile,
  signal: AbortSignal,
): Promise<Head> {
  const {
    sheet: lens,
    focusSpeed,
    irisDb,
  } = await describeLens(device, profile.sourceToken, signal);
  const turns = lens.focus || lens.iris;
  const none = { ...NO_HEAD, ptz: turns ? { ...FIXED, ...lens } : null, focusSpeed, irisDb };
  const { soap, services } = device;
  if (!services.ptz || profile.ptzConfiguration === null) return none;
  const nodes = await orRefused(
    soap.call(services.ptz, { body: `<GetNodes xmlns="${NAMESPACES.ptz}"/>`, signal }),
  );
  const listed = all(nodes, 'PTZNode');
  const node = listed.find(({ attributes }) => attributes.token === profile.ptzNode) ?? listed[0];
  if (!node) return none;
  const body = `<GetConfigurationOptions xmlns="${NAMESPACES.ptz}"><ConfigurationToken>${escapeXml(profile.ptzConfiguration)}</ConfigurationToken></GetConfigurationOptions>`;
  const options = await orRefused(soap.call(services.ptz, { body, signal }));
  const status = await orRefused(
    soap.call(services.ptz, { body: statusBody(profile.token), signal }),
  );
  return {
    ptz: { ...sheetOf(node, lens), position: positionOf(status) !== null },
    moveTimeoutMs: timeoutOf(find(options, 'PTZConfigurationOptions', 'PTZTimeout')),
    focusSpeed,
    irisDb,
  };
}

function statusBody(profileToken: string): string {
  return `<GetStatus xmlns="${NAMESPACES.ptz}"><ProfileToken>${escapeXml(profileToken)}</ProfileToken></GetStatus>`;
}

const FIXED: PtzSheet = {
  panTilt: false,
  zoom: false,
  ...NO_LENS.sheet,
  presets: 0,
  home: false,
  setHome: false,
  auxiliary: [],
  framing: 'timed',
  position: false,
  absolute: false,
  absoluteZoom: false,
};

export function sheetOf(node: Xml, lens: Lens['sheet']): PtzSheet {
  const spaces = find(node, 'SupportedPTZSpaces');
  const presets = numberAt(node, 'MaximumNumberOfPresets') ?? 0;
  const home = textAt(node, 'HomeSupported') === 'true';
  return {
    panTilt: find(spaces, 'ContinuousPanTiltVelocitySpace') !== null,
    zoom: find(spaces, 'ContinuousZoomVelocitySpace') !== null,
    ...lens,
    presets: Math.max(0, Math.min(Math.trunc(presets), MAX_PRESETS)),
    home,
    setHome: home && node.attributes.FixedHomePosition !== 'true',
    auxiliary: all(node, 'AuxiliaryCommands')
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .slice(0, MAX_AUXILIARY),
    framing: framingOf(spaces),
    position: null,
    absolute: goesToPlaces(spaces),
    absoluteZoom: find(spaces, 'AbsoluteZoomPositionSpace') !== null,
  };
}

function timeoutOf(element: Xml | null): ChannelControl['moveTimeoutMs'] {
  const least = durationMs(textAt(element, 'Min') ?? '');
  const most = durationMs(textAt(element, 'Max') ?? '');
  return least === null || most === null || most < least ? null : { least, most };
}

/** xs:duration without years and months; null: something else. */
export function durationMs(text: string): number | null {
  const match =
    /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/.exec(
      text,
    );
  if (!match || text === 'P' || text.endsWith('T')) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (
    ((days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000
  );
}

/** Commands to one head, each on a connection that stays open. */
export class OnvifHead implements PtzHead {
  readonly #device: Device;
  readonly #control: ChannelControl;
  readonly #lens: OnvifLens;

  constructor(device: Device, clock: Clock, control: ChannelControl) {
    this.#device = device;
    this.#control = control;
    this.#lens = new OnvifLens({ device, clock, control });
  }

  async move(motion: Motion, signal?: AbortSignal): Promise<void> {
    const { ptz } = this.#control;
    const parts = [
      ptz?.panTilt ? `<tt:PanTilt x="${share(motion.pan)}" y="${share(motion.tilt)}"/>` : '',
      ptz?.zoom ? `<tt:Zoom x="${share(motion.zoom)}"/>` : '',
    ].join('');
    const moves = motion.pan !== 0 || motion.tilt !== 0 || motion.zoom !== 0;
    await Promise.all([
      parts && moves
        ? this.#ptz('ContinuousMove', `<Velocity>${parts}</Velocity>${this.#timeout()}`, signal)
        : null,
      this.#lens.move(motion, signal),
    ]);
  }

  async stop(): Promise<void> {
    const { ptz } = this.#control;
    const moves = ptz?.panTilt || ptz?.zoom;
    await Promise.all([
      moves ? this.#ptz('Stop', '<PanTilt>true</PanTilt><Zoom>true</Zoom>') : null,
      this.#lens.stop(),
    ]);
  }

  async frame(framing: Framing): Promise<void> {
    const space = this.#control.ptz?.framing ?? 'timed';
    if (space === 'timed') throw new AppError('ptz.not-supported');
    const status = await this.#ptz('GetStatus', '');
    const zoom = Number(find(status, 'PTZStatus', 'Position', 'Zoom')?.attributes.x ?? 0);
    const from = Number.isFinite(zoom) ? Math.max(0, Math.min(1, zoom)) : 0;
    await this.#ptz('RelativeMove', translationOf(framing, space, from));
  }

  async position(signal?: AbortSignal): Promise<Position | null> {
    return positionOf(await this.#ptz('GetStatus', '', signal));
  }

  async moveTo(to: Partial<Position>, speed?: number, signal?: AbortSignal): Promise<void> {
    const { absolute, absoluteZoom } = this.#control.ptz ?? {};
    if (!absolute) throw new AppError('ptz.not-supported');
    const { zoom, ...turned } = to;
    const place = absoluteZoom && zoom !== undefined ? to : turned;
    const rate = speed === undefined ? '' : speedOf(speed);
    await this.#ptz('AbsoluteMove', `${positionXml(place)}${rate}`, signal);
  }

  async presets(): Promise<DevicePreset[]> {
    const answer = await this.#ptz('GetPresets', '');
    return readPresets(answer);
  }

  async callPreset(token: string, speed?: number, signal?: AbortSignal): Promise<void> {
    const rate = speed === undefined ? '' : speedOf(speed);
    await this.#ptz('GotoPreset', `<PresetToken>${escapeXml(token)}</PresetToken>${rate}`, signal);
  }

  async savePreset(name: string, token: string | null): Promise<string> {
    const kept = token === null ? '' : `<PresetToken>${escapeXml(token)}</PresetToken>`;
    const answer = await this.#ptz(
      'SetPreset',
      `<PresetName>${escapeXml(name)}</PresetName>${kept}`,
    );
    const given = textAt(answer, 'PresetToken') ?? token;
    if (given === null) throw new AppError('onvif.malformed');
    return given;
  }

  async removePreset(token: string): Promise<void> {
    await this.#ptz('RemovePreset', `<PresetToken>${escapeXml(token)}</PresetToken>`);
  }

  async goHome(): Promise<void> {
    await this.#ptz('GotoHomePosition', '');
  }

  async setHome(): Promise<void> {
    await this.#ptz('SetHomePosition', '');
  }

  async auxiliary(command: string): Promise<void> {
    await this.#ptz('SendAuxiliaryCommand', `<AuxiliaryData>${escapeXml(command)}</AuxiliaryData>`);
  }

  async auto(part: LensPart): Promise<void> {
    await this.#lens.auto(part);
  }

  #ptz(operation: string, inner: string, signal?: AbortSignal): Promise<Xml> {
    const { soap, services } = this.#device;
    if (!services.ptz) throw new AppError('ptz.not-supported');
    const { ptz } = NAMESPACES;
    const body = `<${operation} xmlns="${ptz}"><ProfileToken>${escapeXml(this.#control.profileToken)}</ProfileToken>${inner}</${operation}>`;
    return soap.call(services.ptz, {
      body,
      action: `${ptz}/${operation}`,
      ...(signal ? { signal } : {}),
    });
  }

  /** Left out where the device does not name its bounds: some refuse any. */
  #timeout(): string {
    const bounds = this.#control.moveTimeoutMs;
    if (!bounds) return '';
    const ms = Math.min(Math.max(MOVE_BY_ITSELF_MS, bounds.least), bounds.most);
    return `<Timeout>PT${Math.max(1, Math.round(ms / 1000))}S</Timeout>`;
  }
}

function speedOf(speed: number): string {
  return `<Speed><tt:PanTilt x="${share(speed)}" y="${share(speed)}"/><tt:Zoom x="${share(speed)}"/></Speed>`;
}

function share(value: number): string {
  return String(Math.round(Math.max(-1, Math.min(1, value)) * 1000) / 1000);
}

export function readPresets(answer: Xml): DevicePreset[] {
  return all(answer, 'Preset')
    .flatMap((preset) => {
      const { token } = preset.attributes;
      return token ? [{ token, name: textAt(preset, 'Name') ?? '' }] : [];
    })
    .slice(0, MAX_PRESETS);
}
