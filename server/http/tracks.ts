import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { trackSheet } from '../tracks/export.ts';
import type { Route } from './server.ts';
import { demandScope } from './session.ts';
import { sendPieces } from './stream-out.ts';

const TRACK = /^\/api\/tracks\/([a-z0-9]{1,40})\.csv$/;
const querySchema = z.object({
  from: z.coerce.number().int().min(0).max(8.64e15),
  to: z.coerce.number().int().min(0).max(8.64e15),
});

/** `GET /api/tracks/<camera id>.csv?from=<ms>&to=<ms>`. */
export const trackRoute: Route = {
  name: 'tracks',
  matches: (path) => TRACK.test(path),
  async handle(exchange) {
    const { site, request, response, url } = exchange;
    if (request.method !== 'GET') throw new AppError('request.method');
    const scope = await demandScope(exchange, 'cameras.export');
    const query = querySchema.safeParse(Object.fromEntries(url.searchParams));
    if (!query.success) throw new AppError('input.invalid', { cause: query.error });
    const [, cameraId = ''] = TRACK.exec(url.pathname) ?? [];
    const wanted = { cameraId, from: new Date(query.data.from), to: new Date(query.data.to) };
    const pieces = await trackSheet(site.services.db, scope, wanted);
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="lukou-track.csv"',
      'cache-control': 'no-store',
    });
    await sendPieces(response, pieces);
  },
};
