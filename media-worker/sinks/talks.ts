// Talk 对讲: an operator's voice from a page's WebSocket to a device's loudspeaker.
import type { Socket } from 'node:net';
import type { TicketVerdict } from '../control/ticket.ts';
import type { StreamRegistry } from '../hub/registry.ts';
import { MediaError } from '../media/errors.ts';
import { type StreamId, streamId } from '../media/stream-id.ts';
import type { Clock } from '../platform/clock.ts';
import type { RtspSource } from '../sources/rtsp-dial.ts';
import { openRtspBackChannel } from './rtsp-back-channel.ts';
import { TalkSession, type TalkSpec, type TalkState } from './talk-session.ts';
import { closeWebSocket } from './ws-close.ts';

/** As in the control contract. `stream`: into the voice's stream only, for `senders` to send on. */
export type TalkRequest = TalkSpec & {
  readonly to: (RtspSource & { readonly kind: 'rtsp' }) | { readonly kind: 'stream' };
};
export type TalkOpened = { readonly streamId: StreamId; readonly codec: 'g711a' | 'g711u' };
export type TalkEnded = TalkState & { readonly streamId: StreamId; readonly reason: string };

export type TalksOptions = {
  readonly registry: StreamRegistry;
  readonly clock: Clock;
  /** CIDR ranges that may be dialled. */
  readonly networks: readonly string[];
  readonly check: (ticket: string | null, talkId: string) => TicketVerdict;
  readonly ended: (talk: TalkEnded) => void;
};

/** A worker's operators are a few dozen. */
const MOST_TALKS = 200;
/** Whoever presses a button does not wait longer. */
const OPEN_WITHIN_MS = 10_000;
const PATH = /^\/talk\/([A-Za-z0-9._-]{1,80})$/;

type Talk = {
  readonly spec: TalkSpec;
  readonly since: number;
  /** `null`: the device is still being asked, until that is given up. */
  session: TalkSession | null;
  readonly asking: AbortController;
};

/** Who talks through this worker; one at a time through each device. */
export class Talks implements Disposable {
  readonly #options: TalksOptions;
  readonly #talks = new Map<string, Talk>();
  /** Devices that are told that a talk is over: they would call the next one busy. */
  readonly #closing = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(options: TalksOptions) {
    this.#options = options;
  }

  get list(): readonly TalkState[] {
    return Array.from(
      this.#talks.values(),
      ({ spec, since, session }) =>
        session?.state ?? {
          ...spec,
          state: 'connecting' as const,
          since,
          packets: 0,
          framesDropped: 0,
        },
    );
  }

  /** Opens the device's loudspeaker and waits for the voice. @throws `talk.*`, `rtsp.*`, `network.*` */
  async open({ to, ...spec }: TalkRequest): Promise<TalkOpened> {
    this.#demandFree(spec);
    const { registry, clock, networks } = this.#options;
    const entry: Talk = {
      spec,
      since: clock.wallNow(),
      session: null,
      asking: new AbortController(),
    };
    this.#talks.set(spec.id, entry);
    const late = AbortSignal.timeout(OPEN_WITHIN_MS);
    const signal = AbortSignal.any([late, this.#stop.signal, entry.asking.signal]);
    const id = streamId(`talk-${spec.id}`);
    try {
      await this.#closing.get(spec.cameraId);
      const outlet =
        to.kind === 'rtsp' ? await openRtspBackChannel(to, { networks, signal }) : null;
      const stream = registry.put({
        id,
        source: { kind: 'publish' },
        stopAfterMs: 0,
        fingerprint: 'talk',
        keepWarm: false,
      });
      entry.session = new TalkSession(spec, {
        clock,
        stream,
        outlet,
        ended: (reason, closed) => {
          this.#closing.set(spec.cameraId, closed);
          void closed.then(() => {
            if (this.#closing.get(spec.cameraId) === closed) this.#closing.delete(spec.cameraId);
          });
          this.#ended(spec.id, id, reason);
        },
      });
      // Ended while the device was answering.
      if (entry.asking.signal.aborted) entry.session.end(stopped());
      return { streamId: id, codec: outlet?.codec ?? 'g711a' };
    } catch (cause) {
      this.#talks.delete(spec.id);
      if (entry.asking.signal.aborted) throw stopped();
      if (late.aborted)
        throw new MediaError('timeout', 'the device did not let us talk in time', {
          code: 'talk.timeout',
          cause,
        });
      throw cause;
    }
  }

  /** A WebSocket at `/talk/<id>?ticket=…`, its handshake answered already. */
  admit(target: string, socket: Socket): void {
    const [path = '', query = ''] = target.split('?', 2);
    const id = PATH.exec(path)?.[1] ?? '';
    const verdict = this.#options.check(new URLSearchParams(query).get('ticket'), id);
    const session = this.#talks.get(id)?.session;
    if (!verdict.ok)
      closeWebSocket(socket, { code: verdict.code, message: 'the ticket does not open this talk' });
    else if (!session) closeWebSocket(socket, { code: 'talk.unknown', message: 'no such talk' });
    else session.attach(socket);
  }

  /** Unknown ids are fine. */
  end(id: string): void {
    const talk = this.#talks.get(id);
    if (talk?.session) talk.session.end(stopped());
    else talk?.asking.abort(stopped());
  }

  [Symbol.dispose](): void {
    this.#stop.abort(new MediaError('unreachable', 'the worker is stopping'));
    for (const id of [...this.#talks.keys()]) this.end(id);
  }

  #demandFree({ cameraId, id }: TalkSpec): void {
    const other = [...this.#talks.values()].find(({ spec }) => spec.cameraId === cameraId);
    if (other || this.#talks.has(id))
      throw new MediaError('refused', 'somebody talks through this device', { code: 'talk.busy' });
    if (this.#talks.size >= MOST_TALKS)
      throw new MediaError('overflow', 'too many talk at once', { code: 'talk.too-many' });
  }

  #ended(id: string, voice: StreamId, reason: MediaError): void {
    const state = this.#talks.get(id)?.session?.state;
    this.#talks.delete(id);
    this.#options.registry.remove(voice);
    if (state)
      this.#options.ended({
        ...state,
        streamId: voice,
        reason: reason.context.code ?? `talk.${reason.kind}`,
      });
  }
}

function stopped(): MediaError {
  return new MediaError('refused', 'the talk was ended', { code: 'talk.stopped' });
}
