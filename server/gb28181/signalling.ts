/** Signalling of GB/T 28181: devices sign in, tell what they have, and are asked for pictures and moves. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { takeInAlarm, wantsReset } from './alarms.ts';
import { Devices } from './devices.ts';
import { type Invitation, type Invited, Invites } from './invites.ts';
import {
  element,
  MANSCDP_TYPE,
  type Manscdp,
  newsOf,
  parseManscdp,
  presetsOf,
  textOf,
  writeManscdp,
} from './manscdp.ts';
import { Queries } from './queries.ts';
import { Registrar } from './registrar.ts';
import { userOf, withParameter } from './sip/address.ts';
import { type Reply, SipEndpoint, SipTimeout } from './sip/endpoint.ts';
import { headerOf, type SipRequest } from './sip/message.ts';
import type { Peer } from './sip/wires.ts';
import {
  type GbSettings,
  mediaModeOf,
  onlineDevices,
  readSettings,
  saveCatalog,
  saveChannels,
  saveHeard,
  saveInfo,
  saveOffline,
} from './store.ts';

export type SignallingPlatform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly host: string;
  readonly port: number;
  /** For tests: how long a device may say nothing. */
  readonly silentAfterMs?: number;
};

/** How soon settings that changed are taken up, and silence is noticed. */
const LOOK_EVERY_MS = 2_000;
/** Every process stops within 5 s. */
const BYE_WITHIN_MS = 1_000;
const OK: Reply = { status: 200 };
const RESET = `${element('AlarmCmd', 'ResetAlarm')}<Info>${element('AlarmMethod', '2')}</Info>`;
const GB_VERSION = '3.0';

/** What runs while this copy does the signalling. */
type Running = {
  readonly settings: GbSettings;
  readonly endpoint: SipEndpoint;
  readonly devices: Devices;
  readonly queries: Queries;
  readonly invites: Invites;
  readonly registrar: Registrar;
};

export class Signalling {
  readonly #platform: SignallingPlatform;
  #running: Running | null = null;
  /** Its port is taken: told once. */
  #deaf = false;

  constructor(platform: SignallingPlatform) {
    this.#platform = platform;
  }

  /** The port devices find us at; null: signalling is not set up, or another copy does it. */
  get port(): number | null {
    return this.#running?.endpoint.port ?? null;
  }

  /** As a duty: with the settings there are, anew when they change, until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#look();
        await this.#platform.clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined); // aborted: the loop ends
      }
    } finally {
      await this.#close();
    }
  }

  async #look(): Promise<void> {
    const { db, secrets, log } = this.#platform;
    const before = this.#running?.settings ?? null;
    // A database that is away for a moment ends no call.
    const settings = await readSettings(db, secrets).catch(() => before);
    if (JSON.stringify(settings) !== JSON.stringify(before)) {
      await this.#close();
      if (settings)
        await this.#open(settings).then(
          () => {
            this.#deaf = false;
          },
          (error: unknown) => {
            if (!this.#deaf) log.error({ error }, 'signalling cannot listen and tries on');
            this.#deaf = true;
          },
        );
    }
    if (this.#running) await this.#offline(this.#running.devices.silent());
  }

  async invite(
    invitation: Omit<Invitation, 'mode' | 'host'> & { readonly host: string | null },
    signal?: AbortSignal,
  ): Promise<Invited> {
    const { running, peer } = this.#reach(invitation.deviceId);
    const mode = await mediaModeOf(this.#platform.db, invitation.deviceId);
    const host = invitation.host ?? (await running.endpoint.localHost(peer));
    return running.invites.invite(peer, { ...invitation, mode, host }, signal);
  }

  async bye(id: string): Promise<void> {
    await this.#running?.invites.bye(id);
  }

  /** PTZCmd, without an answer: the device takes it, or is not there. */
  async steer(deviceId: string, channelId: string, command: string): Promise<void> {
    await this.#control(deviceId, channelId, element('PTZCmd', command));
  }

  /** `IFameCmd` until 2016, `IFrameCmd` since 2022: devices take the one they know. */
  async wantKeyFrame(deviceId: string, channelId: string): Promise<void> {
    const inner = element('IFameCmd', 'Send') + element('IFrameCmd', 'Send');
    await this.#control(deviceId, channelId, inner);
  }

  async reboot(deviceId: string): Promise<void> {
    await this.#control(deviceId, deviceId, element('TeleBoot', 'Boot'));
  }

  async presets(deviceId: string, channelId: string) {
    const { running } = this.#reach(deviceId);
    const answer = await running.queries.one('PresetQuery', channelId, (sn) =>
      this.#send(deviceId, writeManscdp('Query', 'PresetQuery', { sn, deviceId: channelId })),
    );
    return presetsOf(answer.fields);
  }

  /** Asks for its channels and keeps them; answers how many there are and whether all came. */
  async readCatalog(
    deviceId: string,
  ): Promise<{ readonly channels: number; readonly whole: boolean }> {
    const { running } = this.#reach(deviceId);
    const { db, clock } = this.#platform;
    const { items, whole } = await running.queries.catalog(deviceId, (sn) =>
      this.#send(deviceId, writeManscdp('Query', 'Catalog', { sn, deviceId })),
    );
    await saveCatalog(db, deviceId, items, whole ? { at: new Date(clock.wallNow()) } : null);
    return { channels: items.length, whole };
  }

  #reach(deviceId: string): { running: Running; peer: Peer } {
    const running = this.#running;
    if (!running) throw new AppError('gb28181.off');
    const peer = running.devices.peer(deviceId);
    if (!peer) throw new AppError('gb28181.device-offline', { details: { deviceId } });
    return { running, peer };
  }

  async #control(deviceId: string, channelId: string, inner: string): Promise<void> {
    const { running } = this.#reach(deviceId);
    const sn = running.queries.nextSn();
    await this.#send(
      deviceId,
      writeManscdp('Control', 'DeviceControl', { sn, deviceId: channelId, inner }),
    );
  }

  /** @throws `gb28181.no-answer`, `gb28181.refused` */
  async #send(deviceId: string, body: Buffer): Promise<void> {
    const { running, peer } = this.#reach(deviceId);
    const { serverId, domain } = running.settings;
    const tag = randomBytes(6).toString('hex');
    const response = await running.endpoint
      .request(peer, {
        method: 'MESSAGE',
        uri: `sip:${deviceId}@${peer.host}:${peer.port}`,
        headers: [
          ['From', withParameter(`<sip:${serverId}@${domain}>`, 'tag', tag)],
          ['To', `<sip:${deviceId}@${domain}>`],
          ['Call-ID', randomBytes(12).toString('hex')],
          ['CSeq', '1 MESSAGE'],
          ['Content-Type', MANSCDP_TYPE],
        ],
        body,
      })
      .catch((error: unknown) => {
        throw error instanceof SipTimeout ? new AppError('gb28181.no-answer') : error;
      });
    const { status, reason } = response;
    if (status >= 300) throw new AppError('gb28181.refused', { details: { status, reason } });
  }

  async #open(settings: GbSettings): Promise<void> {
    const { clock, db, log, host, port, silentAfterMs } = this.#platform;
    const devices = new Devices(clock, silentAfterMs);
    const before = await onlineDevices(db);
    // A connection does not outlive us: its device comes back by itself.
    const lost = before.filter(({ peer }) => peer.transport === 'tcp');
    await saveOffline(
      db,
      lost.map(({ id }) => id),
    );
    for (const { id, peer } of before) if (peer.transport === 'udp') devices.cameIn(id, peer);
    const endpoint = await SipEndpoint.open({
      host,
      port,
      clock,
      answer: (request, from) => this.#answer(request, from),
      known: (from) => devices.behind(from).length > 0,
      closed: (from) => void this.#offline(devices.behind(from)),
      junk: (error, from) => log.debug({ error, from }, 'not SIP'),
    });
    const registrar = new Registrar({ ...this.#platform, settings, devices });
    const queries = new Queries(clock);
    const invites = new Invites(endpoint, settings);
    this.#running = { settings, endpoint, devices, queries, invites, registrar };
    log.info({ port: endpoint.port }, 'signalling of GB/T 28181 listens');
  }

  async #close(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    // Devices that are gone do not answer, and stopping must not wait for them.
    if (running)
      await Promise.race([running.invites.endAll(), this.#platform.clock.sleep(BYE_WITHIN_MS)]);
    await running?.endpoint[Symbol.asyncDispose]();
  }

  async #offline(ids: readonly string[]): Promise<void> {
    const running = this.#running;
    const gone = ids.filter((id) => running?.devices.left(id));
    if (gone.length === 0) return;
    for (const id of gone) running?.invites.forget(id);
    this.#platform.log.info({ devices: gone }, 'devices went offline');
    await saveOffline(this.#platform.db, gone).catch((error: unknown) => {
      this.#platform.log.warn({ error }, 'devices that went offline could not be noted');
    });
  }

  async #answer(request: SipRequest, from: Peer): Promise<Reply> {
    const running = this.#running;
    if (!running) return { status: 503 };
    try {
      switch (request.method) {
        case 'REGISTER':
          return await this.#register(running, request, from);
        case 'MESSAGE':
        case 'NOTIFY':
          return await this.#told(running, request, from);
        case 'BYE':
          return { status: running.invites.ended(request) ? 200 : 481 };
        case 'OPTIONS':
          return OK;
        default:
          return { status: 405 };
      }
    } catch (error) {
      this.#platform.log.warn({ error, from }, 'a SIP request could not be answered');
      return { status: 500 };
    }
  }

  async #register(running: Running, request: SipRequest, from: Peer): Promise<Reply> {
    const { reply, signedIn, signedOut } = await running.registrar.register(request, from);
    const headers = [...(reply.headers ?? []), ['X-GB-Ver', GB_VERSION] as const];
    if (signedOut) await this.#offline([signedOut]);
    if (signedIn?.fresh) {
      running.invites.forget(signedIn.id);
      void this.#meet(signedIn.id);
    }
    return { ...reply, headers };
  }

  /** What a device that is new here, or was away, has and is. */
  async #meet(id: string): Promise<void> {
    const { db, log } = this.#platform;
    try {
      const { channels, whole } = await this.readCatalog(id);
      log.info({ device: id, channels, whole }, 'catalogue read');
      const { running } = this.#reach(id);
      const answer = await running.queries.one('DeviceInfo', id, (sn) =>
        this.#send(id, writeManscdp('Query', 'DeviceInfo', { sn, deviceId: id })),
      );
      const say = (name: string) => textOf(answer.fields[name]) || null;
      await saveInfo(db, id, {
        name: say('DeviceName'),
        maker: say('Manufacturer'),
        model: say('Model'),
        firmware: say('Firmware'),
      });
    } catch (error) {
      log.warn({ error, device: id }, 'a device does not tell what it is'); // an administrator may ask again
    }
  }

  async #told(running: Running, request: SipRequest, from: Peer): Promise<Reply> {
    const sender = userOf(headerOf(request, 'From') ?? '') ?? '';
    const known = running.devices.heard(sender, from);
    // Some put a channel there. Anybody else is told to sign in: we lost it, or never had it.
    const deviceId = known ? sender : running.devices.behind(from)[0];
    if (deviceId === undefined) return { status: 403 };
    if (known?.write) await saveHeard(this.#platform.db, sender, from, this.#now);
    const message = parseManscdp(request.body);
    if (message === null) return { status: 400 };
    if (message.root === 'Response') running.queries.heard(message);
    if (message.root !== 'Notify') return OK;
    if (message.cmdType === 'Catalog') await this.#changed(deviceId, message);
    if (message.cmdType === 'Alarm') await this.#alarmed(deviceId, message);
    return OK;
  }

  /** Channels that came, went or changed. */
  async #changed(deviceId: string, { fields }: Manscdp): Promise<void> {
    const { db } = this.#platform;
    const { on, off, gone, items } = newsOf(fields);
    await saveChannels(db, deviceId, on, { online: true });
    await saveChannels(db, deviceId, off, { online: false });
    await saveChannels(db, deviceId, gone, { listed: false });
    await saveCatalog(db, deviceId, items, null);
  }

  /** Answered by a message of its own, and the device made ready to tell of the next. */
  async #alarmed(deviceId: string, alarm: Manscdp): Promise<void> {
    const { db, clock, log } = this.#platform;
    await takeInAlarm(db, deviceId, alarm, clock.wallNow());
    const { sn, deviceId: source } = alarm;
    const answer = writeManscdp('Response', 'Alarm', {
      sn,
      deviceId: source,
      inner: element('Result', 'OK'),
    });
    const told = this.#send(deviceId, answer).then(() =>
      wantsReset(alarm) ? this.#control(deviceId, source, RESET) : undefined,
    );
    told.catch((error: unknown) => log.debug({ error, deviceId }, 'an alarm was not answered'));
  }

  get #now(): Date {
    return new Date(this.#platform.clock.wallNow());
  }
}
