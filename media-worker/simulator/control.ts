import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { MediaError } from '../media/errors.ts';
import { FAULTS } from './camera.ts';
import type { LoopStore } from './loop-store.ts';
import type { OnvifSite } from './onvif/server.ts';
import { PROFILES } from './profiles.ts';
import { LOOKS, SCENES, sceneById } from './scenes.ts';
import type { SimulatedSite } from './site.ts';

const MAX_BODY_BYTES = 4096;
const faultSchema = z.object({ fault: z.enum(FAULTS) });

/** Motion, or anything by its topic, e.g. `{"topic":"Device/Trigger/DigitalInput","name":"LogicalState","value":"true"}`. */
const eventSchema = z.union([
  z.object({ motion: z.boolean() }).transform(({ motion }) => ({
    topic: 'VideoSource/MotionAlarm',
    name: 'State',
    value: String(motion),
  })),
  z.object({
    topic: z.string().max(128),
    name: z.string().max(64),
    value: z.string().max(256),
  }),
]);

type Steered = {
  readonly site: SimulatedSite;
  readonly store: LoopStore;
  readonly onvif: OnvifSite;
};

type Answer = { readonly status: number; readonly body: unknown };

/**
 * Drills and tests steer the cameras here, on loopback:
 * `GET /scenes` · `GET /faults` · `PUT /cameras/<code>/fault {"fault":"freeze"}` · `GET /truth/<scene>?look=clean` ·
 * `GET` and `DELETE /cameras/<code>/commands` · `GET` and `DELETE /cameras/<code>/voice` · `PUT /cameras/<code>/event {"motion":true}`
 */
export async function listenControl(port: number, steered: Steered): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, steered)
      .catch((cause: unknown): Answer => {
        const message = cause instanceof Error ? cause.message : String(cause);
        return {
          status: cause instanceof MediaError && cause.kind === 'malformed' ? 400 : 500,
          body: { error: message },
        };
      })
      .then((result) => send(response, result))
      .catch(() => response.destroy());
  });
  server.listen({ host: '127.0.0.1', port });
  await once(server, 'listening');
  return server;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function answer(request: IncomingMessage, { site, store, onvif }: Steered): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, noun, name = '', action] = url.pathname.split('/').map(decodeURIComponent);
  if (request.method === 'GET' && noun === 'scenes')
    return { status: 200, body: { scenes: SCENES, looks: LOOKS, faults: FAULTS } };
  if (request.method === 'GET' && noun === 'faults')
    return { status: 200, body: Object.fromEntries(site.faults) };
  if (request.method === 'GET' && noun === 'truth')
    return truth(store, name, url.searchParams.get('look') ?? 'clean');
  if (request.method === 'PUT' && noun === 'cameras' && action === 'fault') {
    const { fault } = faultSchema.parse(await readJson(request));
    site.setFault(name, fault);
    return { status: 200, body: { code: name, fault } };
  }
  if (noun === 'cameras' && action === 'commands') return commands(request, onvif, name);
  if (noun === 'cameras' && action === 'voice') {
    const speaker = site.speaker(name);
    if (request.method === 'DELETE') speaker.forget();
    return { status: 200, body: speaker.heard };
  }
  if (request.method === 'PUT' && noun === 'cameras' && action === 'event') {
    const event = eventSchema.parse(await readJson(request));
    onvif.device(name).raise(event);
    return { status: 200, body: { code: name, ...event } };
  }
  return { status: 404, body: { error: 'not found' } };
}

function commands(request: IncomingMessage, onvif: OnvifSite, code: string): Answer {
  const device = onvif.device(code);
  if (request.method === 'DELETE') device.forgetCommands();
  const { commands: received, ptz } = device;
  return { status: 200, body: { commands: received, position: ptz.position, moving: ptz.moving } };
}

async function truth(store: LoopStore, sceneId: string, look: string): Promise<Answer> {
  const scene = sceneById(sceneId);
  const known = LOOKS.find((one) => one === look);
  if (!scene || !known) return { status: 404, body: { error: 'no such scene' } };
  const loop = await store.get({ scene, look: known, stream: 'sub' });
  const loopMs = (loop.pictures.length * 1000) / PROFILES.sub.fps;
  return { status: 200, body: { scene: sceneId, look, loopMs, truth: loop.truth } };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new MediaError('malformed', 'body is too long');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch (cause) {
    throw new MediaError('malformed', 'body is not JSON', { cause });
  }
}
