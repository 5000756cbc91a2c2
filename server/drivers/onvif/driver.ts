import type { DeviceEvent, DeviceTarget, Driver, DriverPlatform, OpenDevice } from '../driver.ts';
import type { ChannelControl, FoundChannel, FoundDevice } from '../schema.ts';
import { pullEvents } from './events.ts';
import { DeviceHttp } from './http.ts';
import { type Channel, findChannels } from './media.ts';
import { describeHead, NO_HEAD, OnvifHead } from './ptz.ts';
import {
  clockOf,
  deviceUrl,
  findServices,
  isRefusal,
  NAMESPACES,
  type Services,
} from './services.ts';
import { isUnauthorized, SoapClient } from './soap.ts';
import { textAt, type Xml } from './xml.ts';

/** Opens a device: its clock first, so that our tokens carry its time, then where its services are. */
export const onvifDriver: Driver = {
  async open(platform, target, signal) {
    const used = deviceUrl(target.address);
    const soap = new SoapClient(new DeviceHttp(platform.networks), platform.clock, target);
    try {
      const offset = await readClock(soap, used, platform, signal);
      soap.clockOffsetMs = offset ?? 0;
      soap.readClock = () => readClock(soap, used, platform);
      const services = await findServices(soap, used, signal);
      return new OnvifDevice({ platform, soap, services, used, target });
    } catch (error) {
      soap[Symbol.dispose]();
      throw error;
    }
  },
};

/** Anybody may ask for the time; a device that wants a sign-in even for this keeps ours. */
async function readClock(
  soap: SoapClient,
  used: URL,
  { clock }: DriverPlatform,
  signal?: AbortSignal,
): Promise<number | null> {
  const body = `<GetSystemDateAndTime xmlns="${NAMESPACES.device}"/>`;
  const before = clock.wallNow();
  const ask = (anonymous: boolean) =>
    soap.call(used, { body, anonymous, ...(signal ? { signal } : {}) });
  const answer = await ask(true).catch((error: unknown) => {
    if (isUnauthorized(error)) return null;
    throw error;
  });
  const utcMs = answer && clockOf(answer);
  return utcMs === null ? null : utcMs - (before + clock.wallNow()) / 2;
}

type Parts = {
  readonly platform: DriverPlatform;
  readonly soap: SoapClient;
  readonly services: Services;
  readonly used: URL;
  readonly target: DeviceTarget;
};

class OnvifDevice implements OpenDevice {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async describe(signal: AbortSignal): Promise<FoundDevice> {
    const { soap, services, used, platform } = this.#parts;
    const information = await this.#device('GetDeviceInformation', '', signal);
    const device = { soap, services, used, networks: platform.networks };
    const channels = await findChannels(device, signal);
    const clockOffsetMs = await readClock(soap, used, platform, signal);
    return {
      address: used.href,
      ...makerOf(information),
      clockOffsetMs: clockOffsetMs === null ? null : Math.round(clockOffsetMs),
      services: Object.keys(services),
      channels: await Promise.all(
        channels.map((channel, index) => this.#channel(channel, index, signal)),
      ),
    };
  }

  ptz(control: ChannelControl): OnvifHead {
    return new OnvifHead(this.#parts, this.#parts.platform.clock, control);
  }

  async clockOffset(): Promise<number | null> {
    const { soap, used, platform } = this.#parts;
    return readClock(soap, used, platform);
  }

  async setClock(utcMs: number): Promise<void> {
    const at = new Date(utcMs);
    const time = `<tt:Time><tt:Hour>${at.getUTCHours()}</tt:Hour><tt:Minute>${at.getUTCMinutes()}</tt:Minute><tt:Second>${at.getUTCSeconds()}</tt:Second></tt:Time>`;
    const date = `<tt:Date><tt:Year>${at.getUTCFullYear()}</tt:Year><tt:Month>${at.getUTCMonth() + 1}</tt:Month><tt:Day>${at.getUTCDate()}</tt:Day></tt:Date>`;
    await this.#device(
      'SetSystemDateAndTime',
      `<DateTimeType>Manual</DateTimeType><DaylightSavings>false</DaylightSavings><UTCDateTime>${time}${date}</UTCDateTime>`,
    );
    // Tokens must carry the new time at once.
    this.#parts.soap.clockOffsetMs = utcMs - this.#parts.platform.clock.wallNow();
  }

  async reboot(): Promise<void> {
    await this.#device('SystemReboot', '');
  }

  events(signal: AbortSignal): AsyncGenerator<DeviceEvent> {
    return pullEvents(this.#parts, () => this.#parts.platform.clock.monotonicNow(), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.soap[Symbol.dispose]();
  }

  #device(operation: string, inner: string, signal?: AbortSignal): Promise<Xml> {
    const { soap, used } = this.#parts;
    const body = `<${operation} xmlns="${NAMESPACES.device}">${inner}</${operation}>`;
    return soap.call(used, { body, ...(signal ? { signal } : {}) });
  }

  async #channel(channel: Channel, index: number, signal: AbortSignal): Promise<FoundChannel> {
    const { sourceToken, profiles, snapshotAddress } = channel;
    // A recorder may hang its head on one profile only.
    const profile = profiles.find(({ ptzConfiguration }) => ptzConfiguration) ?? profiles[0];
    const head = profile
      ? await describeHead(this.#parts, profile, signal).catch((error: unknown) => {
          if (isRefusal(error)) return NO_HEAD;
          throw error;
        })
      : NO_HEAD;
    return {
      channel: index + 1,
      name: sourceToken,
      profiles: profiles.map(({ sourceToken: _, ptzNode, ptzConfiguration, ...shown }) => shown),
      snapshotAddress,
      control: { profileToken: profile?.token ?? '', sourceToken, ...head },
    };
  }
}

const MAX_TEXT = 64;

function makerOf(information: Xml) {
  const text = (name: string) => (textAt(information, name) ?? '').slice(0, MAX_TEXT);
  return {
    maker: text('Manufacturer'),
    model: text('Model'),
    firmware: text('FirmwareVersion'),
    serial: text('SerialNumber'),
  };
}
