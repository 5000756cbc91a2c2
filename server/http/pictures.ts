import { readPicture } from '../pictures/data.ts';
import type { PictureTaker } from '../pictures/taker.ts';
import { AppError } from '../platform/errors.ts';
import type { Route } from './server.ts';
import { demandScope, isUnchanged } from './session.ts';

const PATH = /^\/api\/pictures\/([a-z0-9]{1,64})\.jpg$/;

/** The last picture of a camera; asking for it also has an old one renewed. */
export function picturesRoute(pictures: PictureTaker, data: string): Route {
  return {
    name: 'pictures',
    matches: (path) => PATH.test(path),
    async handle(exchange) {
      const { site, request, response, url } = exchange;
      const scope = await demandScope(exchange, 'cameras.view');
      const cameraId = PATH.exec(url.pathname)?.[1] ?? '';
      const picture = await readPicture(site.services.db, scope, data, cameraId);
      pictures.refreshSoon(cameraId);
      if (!picture) throw new AppError('picture.none', { details: { cameraId } });
      response.setHeader('cache-control', 'private, no-cache');
      response.setHeader('x-taken-at', picture.takenAt.toISOString());
      if (isUnchanged(request, response, `"${picture.takenAt.getTime()}"`)) {
        response.writeHead(304).end();
        return;
      }
      response.writeHead(200, {
        'content-type': 'image/jpeg',
        'content-length': picture.bytes.length,
      });
      response.end(request.method === 'HEAD' ? undefined : picture.bytes);
    },
  };
}
