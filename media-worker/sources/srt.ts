import type { Puller, SourceOutput } from '../hub/source.ts';
import type { MediaError } from '../media/errors.ts';
import { parseSrtAddress, type SrtAddress } from '../protocols/srt/address.ts';
import { SrtReceiver } from '../protocols/srt/receiver.ts';
import { cameraAddress } from './camera-address.ts';
import { StepLadder } from './step-ladder.ts';
import { TsIntake } from './ts-intake.ts';

/** `srt://host:port?streamid=…` to dial, or `srt://<local address>:port?mode=listener` to wait for one sender at a time. */
export type SrtSource = { readonly url: string; readonly passphrase?: string | undefined };

export type SrtOptions = {
  /** CIDR ranges that may be dialled. */
  readonly networks: readonly string[];
};

const PROTOCOL = 'srt';
/** A sender that comes between two attempts finds the port open: the next attempt takes over. */
const LISTENS_ON_MS = 3_000;
const LISTEN_AGAIN_MS = 100;
/** Somebody else has the port, or the address is wrong. */
const LISTEN_LATER_MS = 5_000;

/** Receives MPEG-TS over SRT; one attempt is one connection. */
export function srtPuller(source: SrtSource, { networks }: SrtOptions): Puller {
  const listener = new Listener();
  return {
    protocol: PROTOCOL,
    async runOnce(output, signal) {
      const ladder = new StepLadder(output);
      try {
        const address = parseSrtAddress(source.url, source.passphrase ?? null);
        if (address.mode === 'listener')
          await listener.use(address, (receiver) => receive(receiver, address, ladder, signal));
        else await dial(address, ladder, { networks, signal });
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        throw ladder.located(cause);
      }
    },
    ...(/[?&]mode=listener\b/.test(source.url) ? { retryAfterMs: listenAgainMs } : {}),
  };
}

/** Media nobody wants. */
const NOWHERE: Omit<SourceOutput, 'step'> = {
  event: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: false,
};

/** Connects and hangs up again. @throws as an attempt does */
export async function reachSrt(
  source: SrtSource,
  output: SourceOutput,
  { networks, signal }: SrtOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const reached = new AbortController();
  const told: SourceOutput = {
    ...NOWHERE,
    step: (step, detail) => {
      output.step(step, detail);
      if (step === 'connect') reached.abort();
    },
  };
  try {
    const both = AbortSignal.any([signal, reached.signal]);
    await srtPuller(source, { networks }).runOnce(told, both);
  } catch (cause) {
    if (!reached.signal.aborted) throw cause;
  }
}

function listenAgainMs({ kind, context }: MediaError): number {
  const isOurs = kind === 'unsupported' || context.code === 'srt.cannot-listen';
  return isOurs ? LISTEN_LATER_MS : LISTEN_AGAIN_MS;
}

async function dial(
  address: SrtAddress,
  output: SourceOutput,
  { networks, signal }: SrtOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const place = { ...address, host: await cameraAddress(address.host, networks, signal) };
  const receiver = new SrtReceiver(place);
  try {
    await receive(receiver, place, output, signal);
  } finally {
    receiver.stop();
  }
}

async function receive(
  receiver: SrtReceiver,
  { host, port }: SrtAddress,
  output: SourceOutput,
  signal: AbortSignal,
): Promise<void> {
  output.step('resolve', host);
  const intake = new TsIntake(output);
  await receiver.receive({
    signal,
    opened: () => {
      output.step('connect', `${host}:${port}`);
      output.step('setup');
    },
    bytes: (bytes) => {
      intake.received(bytes.length);
      intake.push(bytes);
      intake.tellErrors();
    },
  });
}

/** Keeps a port open from one attempt to the next. */
class Listener {
  #waiting: SrtReceiver | null = null;
  #closes: ReturnType<typeof setTimeout> | undefined;

  /** Lends the one that listens, or a new one. */
  async use(address: SrtAddress, work: (receiver: SrtReceiver) => Promise<void>): Promise<void> {
    clearTimeout(this.#closes);
    const receiver = this.#waiting ?? new SrtReceiver(address);
    this.#waiting = null;
    try {
      await work(receiver);
    } finally {
      if (receiver.isWaiting) this.#keep(receiver);
      else receiver.stop();
    }
  }

  #keep(receiver: SrtReceiver): void {
    this.#waiting = receiver;
    this.#closes = setTimeout(() => {
      this.#waiting = null;
      receiver.stop();
    }, LISTENS_ON_MS);
    this.#closes.unref();
  }
}
