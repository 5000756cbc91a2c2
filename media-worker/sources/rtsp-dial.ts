import { MediaError } from '../media/errors.ts';
import { askDescription, askOptions, type Described } from '../protocols/rtsp/client.ts';
import { openConnection, type RtspConnection } from '../protocols/rtsp/connection.ts';
import { parseRtspUrl } from '../protocols/rtsp/control-url.ts';
import { cameraAddress } from './camera-address.ts';
import type { StepLadder } from './step-ladder.ts';

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

type Dialled = { readonly connection: RtspConnection; readonly url: string };

/** From the address to an open connection: resolve, connect. */
export async function dialRtsp(
  source: RtspSource,
  ladder: StepLadder,
  options: DialOptions,
): Promise<Dialled> {
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
  return { connection, url: target.url };
}

/** From the address to the description: resolve, connect, sign in, describe. Closes the connection when it fails. */
export async function dialAndDescribe(
  source: RtspSource,
  ladder: StepLadder,
  options: DialOptions,
): Promise<Described> {
  const { connection, url } = await dialRtsp(source, ladder, options);
  try {
    const connected = await ladder.climb('sign-in', () => askOptions(connection, url));
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
