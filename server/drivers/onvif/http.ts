import { type LookupAddress, lookup } from 'node:dns';
import { Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as TlsAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '../../platform/errors.ts';
import type { Networks } from '../../platform/networks.ts';

/** A recorder's answer with all profiles is some 200 kB. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** A stop never waits behind a move: it gets a connection of its own. */
const CONNECTIONS = 4;
const KEEP_ALIVE_MS = 30_000;

export type Answer = {
  readonly status: number;
  /** Every WWW-Authenticate header. */
  readonly challenges: readonly string[];
  readonly text: string;
};

type Post = {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

/** Posts to one device over connections that stay open, and nowhere outside the cameras' networks. */
export class DeviceHttp implements Disposable {
  readonly #networks: Networks;
  readonly #agents: { readonly http: Agent; readonly https: TlsAgent };

  constructor(networks: Networks) {
    this.#networks = networks;
    const options = {
      keepAlive: true,
      keepAliveMsecs: KEEP_ALIVE_MS,
      maxSockets: CONNECTIONS,
      lookup: guardedLookup(networks),
    };
    // Cameras come with certificates of their own making; what is dialled is limited by address.
    this.#agents = {
      http: new Agent(options),
      https: new TlsAgent({ ...options, rejectUnauthorized: false }),
    };
  }

  async post(url: URL, post: Post): Promise<Answer> {
    demandAllowedHost(url, this.#networks);
    // A device may close idle connections just as we write into them: it has read nothing then.
    for (let idle = 0; idle < CONNECTIONS; idle++) {
      const answer = await this.#send(url, post);
      if (answer !== 'closed') return answer;
    }
    throw new AppError('onvif.unreachable', { details: { host: url.host, reason: 'ECONNRESET' } });
  }

  #send(url: URL, { body, headers, signal }: Post): Promise<Answer | 'closed'> {
    const secure = url.protocol === 'https:';
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal,
    };
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown) => {
        if (request.reusedSocket && isReset(cause)) resolve('closed');
        else reject(networkError(cause, url, signal));
      };
      const answered = (response: IncomingMessage) => {
        readAnswer(response).then(resolve, fail);
      };
      const request = secure
        ? requestHttps(url, { ...options, agent: this.#agents.https }, answered)
        : requestHttp(url, { ...options, agent: this.#agents.http }, answered);
      request.once('error', fail);
      request.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

function isReset(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
}

export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function isAllowedHost(url: URL, networks: Networks): boolean {
  const host = hostOf(url);
  return isIP(host) === 0 || networks.contains(host);
}

/** An address written out is checked here, a name when it is resolved for dialling. */
function demandAllowedHost(url: URL, networks: Networks): void {
  if (!isAllowedHost(url, networks)) throw notAllowed(hostOf(url), networks);
}

function notAllowed(address: string, networks: Networks): AppError {
  return new AppError('camera.address-not-allowed', {
    details: { address, networks: networks.texts },
  });
}

function guardedLookup(networks: Networks): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const refused = addresses?.find(({ address }) => !networks.contains(address));
      const [first] = addresses ?? [];
      if (error) callback(error, '');
      else if (refused) callback(notAllowed(refused.address, networks), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      response.destroy();
      throw new AppError('onvif.malformed', { details: { maxBytes: MAX_ANSWER_BYTES } });
    }
    chunks.push(chunk);
  }
  const challenge = response.headersDistinct['www-authenticate'];
  return {
    status: response.statusCode ?? 0,
    challenges: challenge ?? [],
    text: Buffer.concat(chunks).toString(),
  };
}

function networkError(cause: unknown, { host }: URL, signal: AbortSignal): unknown {
  if (cause instanceof AppError) return cause;
  const details = { host };
  if (signal.aborted && signal.reason?.name === 'TimeoutError')
    return new AppError('onvif.timeout', { details, cause });
  if (signal.aborted) return signal.reason;
  // What answers, but not in HTTP, is no ONVIF device.
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code.startsWith('HPE_')) return new AppError('onvif.not-onvif', { details, cause });
  return new AppError('onvif.unreachable', { details: { ...details, reason: code }, cause });
}
