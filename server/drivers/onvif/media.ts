// Channels and profiles: ver20/media where the device has it (H.265 is only there), else ver10/media.
import type { Networks } from '../../platform/networks.ts';
import type { FoundProfile } from '../schema.ts';
import { isRefusal, NAMESPACES, reachableStream, type Services } from './services.ts';
import type { SoapClient } from './soap.ts';
import { all, escapeXml, find, numberAt, textAt, type Xml } from './xml.ts';

/** More than any recorder has; a device that names more is cut off here. */
const MAX_CHANNELS = 128;
const MAX_PROFILES_PER_CHANNEL = 8;
const PARALLEL = 4;

type Version = 'media' | 'media2';
type Profile = Omit<FoundProfile, 'address'> & {
  readonly sourceToken: string;
  readonly ptzNode: string | null;
  readonly ptzConfiguration: string | null;
};
export type Channel = {
  readonly sourceToken: string;
  readonly profiles: readonly (Profile & { readonly address: string | null })[];
  readonly snapshotAddress: string | null;
};

type Device = {
  readonly soap: SoapClient;
  readonly services: Services;
  readonly networks: Networks;
  readonly used: URL;
};

export async function findChannels(device: Device, signal: AbortSignal): Promise<Channel[]> {
  const { version, profiles } = await findProfiles(device, signal);
  const sources = [...new Set(profiles.map(({ sourceToken }) => sourceToken))];
  const channels: Channel[] = [];
  for (let at = 0; at < Math.min(sources.length, MAX_CHANNELS); at += PARALLEL) {
    const some = sources.slice(at, at + PARALLEL).map(async (sourceToken) => {
      const own = profiles
        .filter((profile) => profile.sourceToken === sourceToken)
        .slice(0, MAX_PROFILES_PER_CHANNEL);
      return describeChannel(device, version, { sourceToken, profiles: own }, signal);
    });
    channels.push(...(await Promise.all(some)));
  }
  return channels;
}

async function findProfiles(
  { soap, services }: Device,
  signal: AbortSignal,
): Promise<{ version: Version; profiles: Profile[] }> {
  if (services.media2) {
    const body = `<GetProfiles xmlns="${NAMESPACES.media2}"><Type>All</Type></GetProfiles>`;
    const answer = await orRefused(soap.call(services.media2, { body, signal }));
    const profiles = answer ? readProfiles(answer) : [];
    if (profiles.length > 0 || !services.media) return { version: 'media2', profiles };
  }
  if (!services.media) return { version: 'media', profiles: [] };
  const body = `<GetProfiles xmlns="${NAMESPACES.media}"/>`;
  const answer = await soap.call(services.media, { body, signal });
  return { version: 'media', profiles: readProfiles(answer) };
}

/** Both versions: they differ in where configurations stand and what they are called. */
export function readProfiles(answer: Xml): Profile[] {
  return all(answer, 'Profiles').flatMap((profile) => {
    const token = profile.attributes.token;
    const parts = find(profile, 'Configurations') ?? profile;
    const source = find(parts, 'VideoSource') ?? find(parts, 'VideoSourceConfiguration');
    const encoder = find(parts, 'VideoEncoder') ?? find(parts, 'VideoEncoderConfiguration');
    const ptz = find(parts, 'PTZ') ?? find(parts, 'PTZConfiguration');
    const sourceToken = textAt(source, 'SourceToken');
    if (!token || !sourceToken) return [];
    return [
      {
        token,
        name: textAt(profile, 'Name') ?? token,
        sourceToken,
        ...encodingOf(encoder),
        ptzNode: textAt(ptz, 'NodeToken'),
        ptzConfiguration: ptz?.attributes.token ?? null,
      },
    ];
  });
}

function encodingOf(encoder: Xml | null) {
  return {
    codec: textAt(encoder, 'Encoding'),
    width: integer(numberAt(encoder, 'Resolution', 'Width')),
    height: integer(numberAt(encoder, 'Resolution', 'Height')),
    fps: numberAt(encoder, 'RateControl', 'FrameRateLimit'),
    kilobits: numberAt(encoder, 'RateControl', 'BitrateLimit'),
  };
}

function integer(value: number | null): number | null {
  return value !== null && Number.isInteger(value) && value > 0 ? value : null;
}

async function describeChannel(
  device: Device,
  version: Version,
  { sourceToken, profiles }: { sourceToken: string; profiles: readonly Profile[] },
  signal: AbortSignal,
): Promise<Channel> {
  const described = await Promise.all(
    profiles.map(async (profile) => {
      const text = await orRefused(
        uriOf(device, version, streamBody(version, profile.token), signal),
      );
      const address = text ? reachableStream(text, device.used, device.networks) : null;
      return { ...profile, address };
    }),
  );
  const [first] = profiles;
  const body = `<GetSnapshotUri xmlns="${NAMESPACES[version]}"><ProfileToken>${escapeXml(first?.token ?? '')}</ProfileToken></GetSnapshotUri>`;
  const snapshot = await orRefused(uriOf(device, version, body, signal));
  return { sourceToken, profiles: described, snapshotAddress: snapshotUrl(snapshot, device.used) };
}

function streamBody(version: Version, token: string): string {
  if (version === 'media2')
    return `<GetStreamUri xmlns="${NAMESPACES.media2}"><Protocol>RTSP</Protocol><ProfileToken>${escapeXml(token)}</ProfileToken></GetStreamUri>`;
  return `<GetStreamUri xmlns="${NAMESPACES.media}"><StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP</tt:Protocol></tt:Transport></StreamSetup><ProfileToken>${escapeXml(token)}</ProfileToken></GetStreamUri>`;
}

async function uriOf(
  { soap, services }: Device,
  version: Version,
  body: string,
  signal: AbortSignal,
): Promise<string | null> {
  const url = services[version];
  if (!url) return null;
  const answer = await soap.call(url, { body, signal });
  return textAt(answer, 'Uri') ?? textAt(answer, 'MediaUri', 'Uri');
}

function snapshotUrl(text: string | null, used: URL): string | null {
  const url = text !== null && URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  url.hostname = used.hostname;
  url.username = '';
  url.password = '';
  return url.href;
}

/** null where the device will not; anything else goes wrong for all of it. */
export async function orRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
