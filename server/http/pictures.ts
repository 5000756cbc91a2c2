import { type PictureFile, readPicture, readPresetPicture } from '../pictures/data.ts';
import type { PictureTaker } from '../pictures/taker.ts';
import { AppError } from '../platform/errors.ts';
import { screenOf } from '../screens/data.ts';
import { isSent } from '../screens/showing.ts';
import { proveScreen, type Scope } from '../session/policy.ts';
import type { Permission } from '../session/schema.ts';
import { fetchHeaders } from './request.ts';
import type { Exchange, Route } from './server.ts';
import { demandScope, isUnchanged } from './session.ts';

const PATH = /^\/api\/pictures\/([a-z0-9]{1,64})\.jpg$/;

/** The last picture of a camera; asking for it also has an old one renewed, every few seconds with `?live=1`. */
export function picturesRoute(pictures: PictureTaker, data: string): Route {
  return {
    name: 'pictures',
    matches: (path) => PATH.test(path),
    async handle(exchange) {
      const { site, url } = exchange;
      const live = url.searchParams.get('live') === '1';
      const cameraId = PATH.exec(url.pathname)?.[1] ?? '';
      const scope = await demandSight(exchange, cameraId, live ? ['live.play'] : []);
      const picture = await readPicture(site.services.db, scope, data, cameraId);
      pictures.refreshSoon(cameraId, live ? 'live' : 'now-and-then');
      if (!picture) throw new AppError('picture.none', { details: { cameraId } });
      sendPicture(exchange, picture);
    },
  };
}

/** A person with the rights, or a screen that the camera was sent to. */
async function demandSight(
  exchange: Exchange,
  cameraId: string,
  more: readonly Permission[],
): Promise<Scope<'cameras.view'>> {
  const { site, request, facts } = exchange;
  const screen = await screenOf(site.services.db, fetchHeaders(request));
  if (screen !== null && (await isSent(site.services, screen, cameraId)))
    return proveScreen(screen, facts.address);
  for (const permission of more) await demandScope(exchange, permission);
  return demandScope(exchange, 'cameras.view');
}

const SNAPSHOT_PATH = /^\/api\/snapshots\/([a-z0-9]{1,64})\.jpg$/;

/** What a camera sees at this moment, from its main stream; not kept. */
export function snapshotsRoute(pictures: PictureTaker): Route {
  return {
    name: 'snapshots',
    matches: (path) => SNAPSHOT_PATH.test(path),
    async handle(exchange) {
      const cameraId = SNAPSHOT_PATH.exec(exchange.url.pathname)?.[1] ?? '';
      const scope = await demandScope(exchange, 'snapshots.take');
      sendPicture(exchange, await pictures.takeNow(scope, cameraId));
    },
  };
}

const PRESET_PATH = /^\/api\/presets\/([a-z0-9]{1,64})\/(\d{1,3})\.jpg$/;

/** What a preset of a camera showed when it was kept. */
export function presetPicturesRoute(data: string): Route {
  return {
    name: 'preset-pictures',
    matches: (path) => PRESET_PATH.test(path),
    async handle(exchange) {
      const { site, url } = exchange;
      const scope = await demandScope(exchange, 'ptz.move');
      const [, cameraId = '', number = ''] = PRESET_PATH.exec(url.pathname) ?? [];
      const which = { cameraId, number: Number(number) };
      const picture = await readPresetPicture(site.services.db, scope, data, which);
      if (!picture) throw new AppError('picture.none', { details: { cameraId } });
      sendPicture(exchange, picture);
    },
  };
}

function sendPicture({ request, response }: Exchange, { bytes, takenAt }: PictureFile): void {
  response.setHeader('cache-control', 'private, no-cache');
  response.setHeader('x-taken-at', takenAt.toISOString());
  if (isUnchanged(request, response, `"${takenAt.getTime()}"`)) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
