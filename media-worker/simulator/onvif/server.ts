import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MediaError } from '../../media/errors.ts';
import { type Account, AUTH_MODES, type AuthMode, HttpDigest, isTokenValid } from './auth.ts';
import { SimulatedDevice } from './device.ts';
import { deviceService } from './device-service.ts';
import { eventsService } from './events-service.ts';
import { imagingService } from './imaging-service.ts';
import { media2Service, mediaService } from './media-services.ts';
import { BEFORE_SIGN_IN, type Call, type Service } from './operations.ts';
import { ptzService } from './ptz-service.ts';
import { envelope, Fault, readRequest } from './soap.ts';

const MAX_REQUEST_BYTES = 64 * 1024;
const MAX_DEVICES = 10_000;
const PATH = /^\/onvif\/(?:([A-Za-z0-9._+-]{1,96})\/)?([a-z0-9_.]+)$/;
/** The device at the usual address, for those that look for devices by address alone. */
const USUAL_CODE = 'onvif-dome';

const SERVICES: Readonly<Record<string, Service>> = {
  device_service: deviceService,
  device: deviceService,
  media: mediaService,
  media2: media2Service,
  ptz: ptzService,
  imaging: imagingService,
  events: eventsService,
};

type Options = {
  readonly host: string;
  readonly port: number;
  readonly rtspPort: () => number;
  readonly account: Account | null;
  readonly now: () => number;
  /** A picture of the camera now. */
  readonly snapshot: (code: string) => Promise<Buffer>;
};

/**
 * Each simulated camera as an ONVIF device of its own: `/onvif/<code>/device_service`. The query says how it is:
 * `auth=digest` wants HTTP Digest, `nat=192.0.2.1` names that address in its answers,
 * `position=off` does not say where it looks.
 */
export class OnvifSite {
  readonly #options: Options;
  readonly #devices = new Map<string, SimulatedDevice>();
  readonly #digest = new HttpDigest();

  constructor(options: Options) {
    this.#options = options;
  }

  device(code: string): SimulatedDevice {
    const known = this.#devices.get(code);
    if (known) return known;
    if (this.#devices.size >= MAX_DEVICES) throw new MediaError('overflow', 'too many devices');
    const device = new SimulatedDevice(code, this.#options.now);
    this.#devices.set(code, device);
    return device;
  }

  /** What a camera's picture says of where it looks; empty for one nobody steered. */
  placeOf(code: string): string {
    const ptz = this.#devices.get(code)?.ptz;
    if (!ptz) return '';
    const { pan, tilt, zoom } = ptz.position;
    const percent = (share: number) => Math.round(share * 100);
    return ` P${percent(pan)} T${percent(tilt)} Z${percent(zoom)}`;
  }

  async listen(): Promise<Server> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    server.listen({ host: this.#options.host, port: this.#options.port });
    await once(server, 'listening');
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const [, code = USUAL_CODE, name = ''] = PATH.exec(url.pathname) ?? [];
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    if (name === 'snapshot.jpg') return this.#picture(request, response, code);
    const service = SERVICES[name];
    if (!service || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const text = await readBody(request);
    try {
      const { header, operation } = readRequest(text);
      const run = service[operation.name];
      const call = this.#call(url, code, operation, gone.signal);
      if (!BEFORE_SIGN_IN.includes(operation.name)) this.#demandSignIn(request, header, call, url);
      if (!run) throw new Fault('ActionNotSupported', `${operation.name} is not supported`);
      send(response, 200, envelope(await run(call)));
    } catch (error) {
      this.#refuse(response, error, url);
    }
  }

  #call(url: URL, code: string, operation: Call['operation'], signal: AbortSignal): Call {
    const nat = url.searchParams.get('nat');
    const host = nat ?? url.host;
    const rtspHost = nat ?? url.hostname;
    return {
      device: this.device(code),
      operation,
      serviceUrl: (service) => `http://${host}/onvif/${code}/${service}${url.search}`,
      streamUrl: (stream) => `rtsp://${rtspHost}:${this.#options.rtspPort()}/${code}/${stream}`,
      saysPosition: url.searchParams.get('position') !== 'off',
      signal,
    };
  }

  #demandSignIn(
    request: IncomingMessage,
    header: Parameters<typeof isTokenValid>[0],
    { device }: Call,
    url: URL,
  ): void {
    const { account } = this.#options;
    if (!account) return;
    const mode = authMode(url);
    const good =
      mode === 'token'
        ? isTokenValid(header, account, device.utcMs)
        : this.#digest.accepts(request, account, mode);
    if (!good) throw new Fault('NotAuthorized', 'Sender not Authorized');
  }

  #refuse(response: ServerResponse, error: unknown, url: URL): void {
    if (error instanceof MediaError) {
      response.writeHead(400).end();
      return;
    }
    if (!(error instanceof Fault)) throw error;
    const mode = authMode(url);
    const unauthorized = error.subcode === 'NotAuthorized';
    if (unauthorized && mode !== 'token')
      response.setHeader('www-authenticate', this.#digest.challenge(mode));
    send(response, unauthorized ? (mode === 'token' ? 400 : 401) : 500, envelope(error.body));
  }

  async #picture(request: IncomingMessage, response: ServerResponse, code: string): Promise<void> {
    const { account, snapshot } = this.#options;
    if (account && !this.#digest.accepts(request, account, 'digest')) {
      response.setHeader('www-authenticate', this.#digest.challenge('digest'));
      response.writeHead(401).end();
      return;
    }
    const jpeg = await snapshot(code);
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': jpeg.length });
    response.end(jpeg);
  }
}

function authMode(url: URL): AuthMode {
  const wanted = url.searchParams.get('auth');
  return AUTH_MODES.find((mode) => mode === wanted) ?? 'token';
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/soap+xml; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) throw new MediaError('overflow', 'request is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
