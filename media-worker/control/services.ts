import type { z } from 'zod';
import type { StreamId } from '../media/stream-id.ts';
import type { PushState } from '../sinks/pushes.ts';
import type { RelaySpec } from '../sinks/relay-push.ts';
import type { SenderSpec } from '../sinks/rtp-ps-send.ts';
import type { TalkState } from '../sinks/talk-session.ts';
import type { TalkOpened, TalkRequest } from '../sinks/talks.ts';
import type {
  CheckResult,
  NodeReport,
  ProbeStep,
  probedSourceSchema,
  Still,
  StreamState,
  ViewerState,
} from './contract.ts';
import type { Outbox } from './outbox.ts';
import type { StreamSpecs } from './stream-specs.ts';

export type ProbedSource = z.infer<typeof probedSourceSchema>;

/** Tries a source without making it a stream. */
export type Prober = {
  run(
    source: ProbedSource,
    options: { readonly signal: AbortSignal; readonly networks: readonly string[] | undefined },
  ): AsyncGenerator<ProbeStep>;
  check(source: ProbedSource, signal: AbortSignal): Promise<CheckResult>;
};

export type StillRequest = {
  readonly id: StreamId;
  readonly maxAgeMs: number;
  readonly width: number;
};

/** Takes a still picture of a stream, starting it when it is idle. */
export type StillTaker = { take(request: StillRequest): Promise<Still> };

/** Ports that devices are told to send RTP to. */
export type RtpPorts = {
  openOwnPort(): Promise<{ readonly id: string; readonly port: number }>;
  openShared(ssrc: number): Promise<{ readonly id: string; readonly port: number }>;
  release(id: string): void;
};

/** Streams that are sent to others; puts of the same spec change nothing. */
export type PushList<Spec> = {
  readonly list: readonly PushState[];
  put(specs: readonly Spec[]): void;
  remove(ids: readonly string[]): void;
};

/** Streams that are sent to platforms; `put` tells the port that a platform may connect to. */
export type SenderList = Omit<PushList<SenderSpec>, 'put'> & {
  put(spec: SenderSpec): Promise<number | null>;
};

/** Who talks through devices. */
export type Talking = {
  readonly list: readonly TalkState[];
  open(request: TalkRequest): Promise<TalkOpened>;
  end(id: string): void;
};

/** What the control router works on; `worker.ts` puts it together. */
export type ControlServices = {
  readonly specs: StreamSpecs;
  readonly outbox: Outbox;
  readonly prober: Prober;
  readonly stills: StillTaker;
  readonly rtpPorts: RtpPorts;
  readonly relays: PushList<RelaySpec>;
  readonly senders: SenderList;
  readonly talks: Talking;
  streams(): readonly StreamState[];
  stream(id: StreamId): StreamState | null;
  viewers(): readonly ViewerState[];
  kick(viewerId: string): boolean;
  report(): NodeReport;
};
