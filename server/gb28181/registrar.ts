import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Devices } from './devices.ts';
import { parameterOf, userOf } from './sip/address.ts';
import { answersChallenge, challenge, Nonces, parseAuthorization } from './sip/digest.ts';
import type { Reply } from './sip/endpoint.ts';
import { headerOf, type SipRequest } from './sip/message.ts';
import type { Peer } from './sip/wires.ts';
import { type GbSettings, saveRegistered } from './store.ts';

export type RegistrarOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly settings: GbSettings;
  readonly devices: Devices;
};

export type Registered = {
  readonly reply: Reply;
  /** `fresh`: it is new, or was away. */
  readonly signedIn?: { readonly id: string; readonly fresh: boolean };
  readonly signedOut?: string;
};

const DEVICE_ID = /^\d{20}$/;
const MOST_EXPIRES_S = 7 * 24 * 3600;
const USUAL_EXPIRES_S = 3600;
/** Wrong passwords from one address, before it is not listened to for a while. */
const MOST_WRONG = 20;
const WRONG_WITHIN_MS = 10 * 60_000;
const MAX_WATCHED = 10_000;

/** Signing in and out (GB/T 28181-2022 clause 9.1). */
export class Registrar {
  readonly #options: RegistrarOptions;
  readonly #nonces: Nonces;
  readonly #wrong = new Map<string, { count: number; since: number }>();

  constructor(options: RegistrarOptions) {
    this.#options = options;
    // Nonces outlive a restart, so that a thousand devices need not all be asked twice then.
    const { password, serverId } = options.settings;
    this.#nonces = new Nonces(createHash('sha256').update(`${serverId} ${password}`).digest());
  }

  async register(request: SipRequest, from: Peer): Promise<Registered> {
    const { settings, clock, devices, db } = this.#options;
    const id = userOf(headerOf(request, 'From') ?? '') ?? '';
    if (!DEVICE_ID.test(id) || id === settings.serverId) return { reply: { status: 403 } };
    if (this.#isBarred(from.host)) return { reply: { status: 403 } };
    const given = parseAuthorization(headerOf(request, 'Authorization'));
    if (!given) return { reply: this.#challenge(false) };
    const nonce = this.#nonces.check(given.nonce ?? '', clock.wallNow());
    if (nonce !== 'good') return { reply: this.#challenge(nonce === 'stale') };
    if (!answersChallenge(given, { method: 'REGISTER', password: settings.password })) {
      this.#wrongFrom(from.host);
      return { reply: { status: 403 } };
    }
    const contact = headerOf(request, 'Contact') ?? '';
    const expires = expiresOf(headerOf(request, 'Expires') ?? parameterOf(contact, 'expires'));
    if (expires === 0) return { reply: { status: 200 }, signedOut: id };
    const fresh = await saveRegistered(db, id, from, new Date(clock.wallNow()));
    devices.cameIn(id, from);
    const headers: Reply['headers'] = [
      ['Date', beijingTime(clock.wallNow())],
      ['Expires', String(expires)],
      ...(contact ? [['Contact', contact] as const] : []),
    ];
    return { reply: { status: 200, headers }, signedIn: { id, fresh } };
  }

  #challenge(stale: boolean): Reply {
    const { settings, clock } = this.#options;
    const value = challenge(settings.domain, this.#nonces.make(clock.wallNow()), stale);
    return { status: 401, headers: [['WWW-Authenticate', value]] };
  }

  #isBarred(host: string): boolean {
    const wrong = this.#wrong.get(host);
    if (!wrong) return false;
    if (this.#options.clock.monotonicNow() - wrong.since <= WRONG_WITHIN_MS)
      return wrong.count >= MOST_WRONG;
    this.#wrong.delete(host);
    return false;
  }

  #wrongFrom(host: string): void {
    if (this.#wrong.size >= MAX_WATCHED) this.#wrong.clear();
    const wrong = this.#wrong.get(host) ?? { count: 0, since: this.#options.clock.monotonicNow() };
    wrong.count += 1;
    this.#wrong.set(host, wrong);
  }
}

function expiresOf(text: string | null): number {
  const seconds = Number.parseInt(text ?? '', 10);
  return Number.isNaN(seconds) ? USUAL_EXPIRES_S : Math.min(MOST_EXPIRES_S, Math.max(0, seconds));
}

const BEIJING_MS = 8 * 3600_000;

/** Devices set their clocks by it: Beijing's time without a zone (clause 9.10.3). */
function beijingTime(nowMs: number): string {
  return new Date(nowMs + BEIJING_MS).toISOString().replace('Z', '');
}
