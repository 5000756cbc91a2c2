import type { DeviceAddInput, ProbedDevice } from '../../../server/devices/schema.ts';
import type {
  AddressTemplate,
  FoundChannel,
  FoundProfile,
} from '../../../server/drivers/schema.ts';

export type ChannelDraft = {
  channel: number;
  chosen: boolean;
  code: string;
  name: string;
  mainProfile: string;
  subProfile: string;
};

const pixels = ({ width, height }: FoundProfile) => (width ?? 0) * (height ?? 0);

/** The largest picture is the main stream, the smallest other one the sub stream. */
export function draftChannels(device: ProbedDevice): ChannelDraft[] {
  const known = new Set(device.known.map(({ channel }) => channel));
  const several = device.channels.length > 1;
  return device.channels.map((found) => {
    const usable = playable(found).sort((a, b) => pixels(b) - pixels(a));
    const [main] = usable;
    const sub = usable.length > 1 ? usable.at(-1) : undefined;
    const base = codeOf(device);
    return {
      channel: found.channel,
      chosen: main !== undefined && !known.has(found.channel),
      code: several ? `${base}-${found.channel}` : base,
      name: several ? `${device.model} ${found.channel}` : device.model || device.maker,
      mainProfile: main?.token ?? '',
      subProfile: sub?.token ?? '',
    };
  });
}

/** Profiles with an address that may be dialled. */
export function playable({ profiles }: FoundChannel): FoundProfile[] {
  return profiles.filter(({ address }) => address !== null);
}

/** The serial number where it is one, else the host: something unique to begin with. */
function codeOf({ serial, address }: ProbedDevice): string {
  const bare = serial.replace(/[^A-Za-z0-9._-]/g, '');
  return (bare || new URL(address).hostname).slice(0, 56);
}

export function describeProfile({ name, codec, width, height, fps }: FoundProfile): string {
  const size = width !== null && height !== null ? `${width}×${height}` : '';
  const rate = fps === null ? '' : `${fps} fps`;
  return [name, codec, size, rate].filter((part) => part).join(' · ');
}

/** null: something is not filled in. */
export function chosenChannels(drafts: readonly ChannelDraft[]): DeviceAddInput['channels'] | null {
  const chosen = drafts.filter((draft) => draft.chosen);
  const filled = chosen.every(
    ({ code, name, mainProfile }) => code.trim() !== '' && name.trim() !== '' && mainProfile !== '',
  );
  if (chosen.length === 0 || !filled) return null;
  return chosen.map(({ channel, code, name, mainProfile, subProfile }) => ({
    channel,
    code: code.trim(),
    name: name.trim(),
    mainProfile,
    subProfile: subProfile || null,
  }));
}

/** A maker's addresses for the host that was typed, whatever else was typed with it. */
export function addressesFor(template: AddressTemplate, typed: string, channel: number) {
  const written = typed.trim();
  const whole = /^rtsps?:\/\//i.test(written) ? written : `rtsp://${written}`;
  const host = URL.canParse(whole) ? new URL(whole).hostname : '';
  if (host === '') return null;
  const fill = (path: string) => `rtsp://${host}${path.replaceAll('{channel}', String(channel))}`;
  return { mainAddress: fill(template.main), subAddress: template.sub ? fill(template.sub) : '' };
}
