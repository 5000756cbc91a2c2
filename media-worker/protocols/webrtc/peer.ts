// One WebRTC session: a path that ICE found, keys that DTLS made, packets under SRTP.
import { randomBytes } from 'node:crypto';
import { u8 } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import type { DtlsCertificate } from './dtls/certificate.ts';
import { DtlsServer } from './dtls/server.ts';
import type { IceAgent, IcePort } from './ice-port.ts';
import type { WebrtcOffer } from './offer.ts';
import type { WebrtcPath } from './path.ts';
import { srtpCipher } from './srtp/cipher.ts';
import { exportedKeys, keyingBytes, SRTP_PROFILES } from './srtp/keys.ts';
import type { SrtpCipher } from './srtp/layout.ts';
import { SrtpReceiver } from './srtp/receiver.ts';

/** From the answer to the keys; a relay on a bad line takes some seconds. */
const CONNECT_WITHIN_MS = 15_000;
/** A browser checks its path every few seconds (RFC 7675); after this long it is gone. */
const SILENT_AFTER_MS = 15_000;
const PROFILES = SRTP_PROFILES.map((profile) => ({
  id: profile.id,
  keyingBytes: keyingBytes(profile),
}));

export type PeerEvents = {
  /** Media may be sent. */
  connected(): void;
  /** One plain packet each; the bytes are the receiver's own. */
  rtp(packet: Uint8Array): void;
  rtcp(packet: Uint8Array): void;
  /** The peer left (`webrtc.left`), fell silent or broke the rules. Comes once, and not after `close`. */
  ended(error: MediaError): void;
};

export type PeerOptions = {
  readonly port: IcePort;
  readonly certificate: DtlsCertificate;
  readonly offer: WebrtcOffer;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly events: PeerEvents;
};

/** What sending media needs of a peer. */
export type MediaPeer = Pick<
  WebrtcPeer,
  'address' | 'backlogBytes' | 'cipher' | 'close' | 'peerUfrag' | 'sendRtcp' | 'sendRun'
>;

/** The far end of one session. Owns its seat at the port; `close` ends it. */
export class WebrtcPeer implements IceAgent {
  readonly ufrag = randomBytes(8).toString('hex');
  readonly password = randomBytes(16).toString('hex');
  readonly peerUfrag: string;
  readonly #events: PeerEvents;
  readonly #now: () => number;
  readonly #dtls: DtlsServer;
  readonly #seat: Disposable | null;
  readonly #startedAt: number;
  #heardAt: number;
  #path: WebrtcPath | null = null;
  #cipher: SrtpCipher | null = null;
  #receiver: SrtpReceiver | null = null;
  #rtcpIndex = 0;
  #over = false;

  constructor({ port, certificate, offer, now, events }: PeerOptions) {
    this.peerUfrag = offer.ufrag;
    this.#events = events;
    this.#now = now;
    this.#startedAt = now();
    this.#heardAt = now();
    this.#dtls = new DtlsServer({
      certificate,
      fingerprints: offer.fingerprints,
      profiles: PROFILES,
      send: (datagram) => this.#path?.send(datagram),
      secured: (profile, material) => this.#secured(profile, material),
      closed: () => this.#end(new MediaError('unreachable', 'the peer left', { code: LEFT_CODE })),
    });
    this.#seat = port.register(this);
  }

  /** False where the port has no room for another session. */
  get isSeated(): boolean {
    return this.#seat !== null;
  }

  /** What packets are sealed with; `null` before the keys are made. */
  get cipher(): SrtpCipher | null {
    return this.#cipher;
  }

  get address(): string | null {
    return this.#path?.address ?? null;
  }

  get backlogBytes(): number {
    return this.#path?.backlogBytes ?? 0;
  }

  /** Sealed packets, each behind its 16-bit length. */
  sendRun(run: Uint8Array): void {
    this.#path?.sendRun(run);
  }

  /** One plain compound packet. */
  sendRtcp(packet: Uint8Array): void {
    if (!this.#cipher) return;
    this.#path?.send(this.#cipher.sealRtcp(packet, this.#rtcpIndex));
    this.#rtcpIndex = (this.#rtcpIndex + 1) % 2 ** 31;
  }

  /** The first path carries the handshake; the peer moves on by nominating another. */
  checked(path: WebrtcPath, nominated: boolean): void {
    this.#heardAt = this.#now();
    if (nominated || !this.#path) this.#path = path;
  }

  receive(packet: Uint8Array, path: WebrtcPath): void {
    if (this.#over) return;
    this.#heardAt = this.#now();
    const first = u8(packet, 0);
    try {
      if (first >= 20 && first < 64) this.#handshake(packet, path);
      else if (first >= 128 && first < 192) this.#media(packet);
    } catch (thrown) {
      this.#end(thrown instanceof MediaError ? thrown : ourMistake(thrown));
    }
  }

  tick(nowMs: number): void {
    const late = !this.#cipher && nowMs - this.#startedAt > CONNECT_WITHIN_MS;
    if (late) this.#end(new MediaError('timeout', 'no connection in time', { code: LATE_CODE }));
    else if (nowMs - this.#heardAt > SILENT_AFTER_MS)
      this.#end(new MediaError('timeout', 'the peer fell silent', { code: SILENT_CODE }));
  }

  /** Says goodbye and leaves the port; nothing is told any more. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#path) this.#dtls.close();
    this.#seat?.[Symbol.dispose]();
  }

  #handshake(packet: Uint8Array, path: WebrtcPath): void {
    this.#path ??= path;
    this.#dtls.receive(packet);
  }

  /** RFC 5761 §4: RTCP packet types lie where no payload type does. */
  #media(packet: Uint8Array): void {
    const type = u8(packet, 1);
    const isRtcp = type >= 192 && type < 224;
    const plain = isRtcp ? this.#receiver?.openRtcp(packet) : this.#receiver?.openRtp(packet);
    if (plain && isRtcp) this.#events.rtcp(plain);
    else if (plain) this.#events.rtp(plain);
  }

  #secured(id: number, material: Buffer): void {
    const profile = SRTP_PROFILES.find((one) => one.id === id);
    if (!profile) throw new MediaError('bug', 'a profile that was not offered');
    const keys = exportedKeys(profile, material);
    this.#cipher = srtpCipher(profile, keys.server);
    this.#receiver = new SrtpReceiver(srtpCipher(profile, keys.client));
    this.#events.connected();
  }

  #end(error: MediaError): void {
    if (this.#over) return;
    this.close();
    this.#events.ended(error);
  }
}

/** One session's trouble is not the others'. */
function ourMistake(cause: unknown): MediaError {
  return new MediaError('bug', cause instanceof Error ? cause.message : 'unknown', { cause });
}

export const LEFT_CODE = 'webrtc.left';
const LATE_CODE = 'webrtc.not-connected';
const SILENT_CODE = 'webrtc.connection-lost';
