// WHIP: browsers and encoders publish over WebRTC (RFC 9725).
import { randomInt, randomUUID } from 'node:crypto';
import type { Publication, Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Candidate } from '../protocols/webrtc/answer.ts';
import { buildAnswer } from '../protocols/webrtc/answer.ts';
import type { DtlsCertificate } from '../protocols/webrtc/dtls/certificate.ts';
import type { IcePort } from '../protocols/webrtc/ice-port.ts';
import { parseOffer } from '../protocols/webrtc/offer.ts';
import { LEFT_CODE, WebrtcPeer } from '../protocols/webrtc/peer.ts';
import type { RtmpSessionEnd } from './rtmp-publish.ts';
import { takenMedia } from './whip-media.ts';
import { WhipSession } from './whip-session.ts';

const TICK_MS = 250;
/** One core decrypts some hundreds of publishers of 2 Mbit/s. */
const MAX_PUBLISHERS = 500;

export type WhipPublishOptions = {
  readonly clock: Clock;
  readonly door: {
    readonly port: IcePort;
    readonly certificate: DtlsCertificate;
    candidates(): Promise<readonly Candidate[]>;
  };
  /** Finds the stream a request may publish to. @throws MediaError `refused` */
  admit(claim: {
    readonly app: string;
    readonly name: string;
    readonly key: string | null;
  }): Stream;
  ended(end: RtmpSessionEnd): void;
};

type Offered = {
  readonly name: string;
  readonly secret: string | null;
  readonly sdp: string;
  readonly address: string;
};
type Open = {
  readonly peer: WebrtcPeer;
  session: WhipSession | null;
  end(error: MediaError): void;
};

/** Everybody who publishes over WebRTC. */
export class WhipPublish implements Disposable {
  readonly #options: WhipPublishOptions;
  readonly #open = new Map<string, Open>();
  readonly #ticks: NodeJS.Timeout;

  constructor(options: WhipPublishOptions) {
    this.#options = options;
    this.#ticks = setInterval(() => {
      for (const { session } of this.#open.values()) session?.tick();
    }, TICK_MS);
  }

  session(id: string): { readonly ufrag: string } | null {
    const open = this.#open.get(id);
    return open ? { ufrag: open.peer.peerUfrag } : null;
  }

  /** A session's id is in its address and nowhere else: who knows it may end it. */
  end(id: string): boolean {
    const open = this.#open.get(id);
    open?.end(left());
    return open !== undefined;
  }

  /** @throws why this may not be published */
  async open(offered: Offered): Promise<{ readonly id: string; readonly answer: string }> {
    const { door, admit } = this.#options;
    const { name, secret, sdp, address } = offered;
    const stream = admit({ app: 'live', name, key: secret });
    const offer = parseOffer(sdp);
    const media = takenMedia(offer);
    const candidates = await door.candidates();
    const id = randomUUID();
    const startedAt = this.#options.clock.monotonicNow();
    let publication: Publication | null = null;
    const peer = new WebrtcPeer({
      port: door.port,
      certificate: door.certificate,
      offer,
      now: () => this.#options.clock.monotonicNow(),
      events: {
        connected: () => {
          publication = stream.publish({ evict: (error) => open.end(error) });
          publication.output.step('connect', peer.address ?? address);
          const now = () => this.#options.clock.monotonicNow();
          open.session = new WhipSession(peer, media, publication, now);
        },
        rtp: (packet) => open.session?.rtp(packet),
        rtcp: (packet) => open.session?.rtcp(packet),
        ended: (error) => open.end(error.context.code === LEFT_CODE ? left() : error),
      },
    });
    const open: Open = {
      peer,
      session: null,
      end: (error) => {
        if (!this.#open.delete(id)) return;
        peer.close();
        publication?.end(error);
        const durationMs = Math.round(this.#options.clock.monotonicNow() - startedAt);
        const bytes = open.session?.bytes ?? 0;
        const from = peer.address ?? address;
        this.#options.ended({ peer: from, stream: stream.id, bytes, durationMs, error });
      },
    };
    if (!peer.isSeated || this.#open.size >= MAX_PUBLISHERS) {
      peer.close();
      throw new MediaError('overflow', 'this worker is full', { code: 'publish.too-many' });
    }
    this.#open.set(id, open);
    const agreed = media.map((one) => one.agreed);
    const { ufrag, password } = peer;
    const { fingerprint } = door.certificate;
    const sessionId = randomInt(2 ** 47);
    const parts = { offer, agreed, ufrag, password, fingerprint, candidates, sessionId };
    return { id, answer: buildAnswer(parts) };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticks);
    for (const { end } of [...this.#open.values()])
      end(new MediaError('unreachable', 'the worker is stopping', { code: 'worker.stopping' }));
  }
}

function left(): MediaError {
  return new MediaError('unreachable', 'the publisher left', { code: 'publish.ended' });
}
