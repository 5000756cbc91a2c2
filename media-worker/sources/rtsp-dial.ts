import { SOURCE_STEPS, type SourceOutput, type SourceStep } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { askDescription, askOptions, type Described } from '../protocols/rtsp/client.ts';
import { openConnection } from '../protocols/rtsp/connection.ts';
import { parseRtspUrl } from '../protocols/rtsp/control-url.ts';
import { cameraAddress } from './camera-address.ts';

/** An RTSP address apart from its credentials, as in the control contract. */
export type RtspSource = {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly transport: 'auto' | 'tcp' | 'udp';
};

export type DialOptions = {
  /** CIDR ranges that may be dialled, checked on the resolved address. */
  readonly networks: readonly string[];
  readonly signal: AbortSignal;
  readonly connectTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
};

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const USER_AGENT = 'Lukou';

/** Passes everything on and remembers how far the attempt came, so that an error tells the step that broke. */
export class StepLadder implements SourceOutput {
  readonly #output: SourceOutput;
  #reached = -1;

  constructor(output: SourceOutput) {
    this.#output = output;
  }

  step(step: SourceStep, detail?: string): void {
    this.#reached = Math.max(this.#reached, SOURCE_STEPS.indexOf(step));
    this.#output.step(step, detail);
  }

  reached(step: SourceStep): boolean {
    return this.#reached >= SOURCE_STEPS.indexOf(step);
  }

  /** Does what leads to a step; an error from it belongs to that step, its success reports it when `detail` is given. */
  async climb<T>(step: SourceStep, work: () => Promise<T>, detail?: string): Promise<T> {
    try {
      const value = await work();
      if (detail !== undefined) this.step(step, detail);
      return value;
    } catch (cause) {
      throw located(cause, step);
    }
  }

  /** The error with the step after the last one reached, unless it knows better. */
  located(cause: unknown): MediaError {
    return located(cause, SOURCE_STEPS[this.#reached + 1] ?? 'first-key-frame');
  }

  event: SourceOutput['event'] = (event) => this.#output.event(event);
  lost: SourceOutput['lost'] = (packets) => this.#output.lost(packets);
  jitter = (ms: number): void => this.#output.jitter?.(ms);
  takesKeyFrameRequests = (ask: () => void): void => this.#output.takesKeyFrameRequests?.(ask);
  lacksKeyFrame = (): void => this.#output.lacksKeyFrame?.();
  cameraTime: SourceOutput['cameraTime'] = (pts, utcMs) => this.#output.cameraTime(pts, utcMs);
  get watched(): boolean {
    return this.#output.watched;
  }
  received: SourceOutput['received'] = (bytes) => this.#output.received(bytes);
}

function located(cause: unknown, step: SourceStep): MediaError {
  if (!(cause instanceof MediaError))
    return new MediaError('bug', cause instanceof Error ? cause.message : 'unknown failure', {
      step,
      cause,
    });
  if (cause.context.step) return cause;
  return new MediaError(cause.kind, cause.message, { ...cause.context, step, cause });
}

/** From the address to the description: resolve, connect, sign in, describe. Closes the connection when it fails. */
export async function dialAndDescribe(
  source: RtspSource,
  ladder: StepLadder,
  options: DialOptions,
): Promise<Described> {
  const { signal, networks } = options;
  const target = parseRtspUrl(source.url);
  if (!target)
    throw new MediaError('unsupported', 'not an RTSP address', {
      code: 'rtsp.bad-address',
      step: 'resolve',
    });
  const address = await ladder.climb('resolve', () => cameraAddress(target.host, networks, signal));
  ladder.step('resolve', address);
  const credentials =
    source.username === undefined
      ? target.credentials
      : { username: source.username, password: source.password ?? '' };
  const connection = await ladder.climb('connect', () =>
    openConnection({
      address,
      port: target.port,
      credentials,
      userAgent: USER_AGENT,
      connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      signal,
    }),
  );
  ladder.step('connect', connection.peer);
  try {
    const connected = await ladder.climb('sign-in', () => askOptions(connection, target.url));
    const described = await ladder.climb('describe', () => askDescription(connected));
    ladder.step('sign-in', connection.signIn);
    ladder.step('describe', described.tracks.map((track) => track.kind).join(', '));
    return described;
  } catch (cause) {
    // What broke behind the sign-in shows that the sign-in itself went well.
    if (cause instanceof MediaError && cause.context.step === 'describe')
      ladder.step('sign-in', connection.signIn);
    connection.close();
    throw cause;
  }
}
