import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { reportBook } from '../patrols/report.ts';
import { reportPage } from '../patrols/report-page.ts';
import { MAX_PICTURE_BYTES, readRunPicture, storeRunPicture } from '../patrols/run-pictures.ts';
import { AppError } from '../platform/errors.ts';
import { localeSchema } from '../session/schema.ts';
import { readBody } from './body.ts';
import { demandOwnOrigin } from './origin.ts';
import { respondJson } from './respond.ts';
import type { Exchange, Route } from './server.ts';
import { demandScope, isUnchanged } from './session.ts';
import { sendPieces } from './stream-out.ts';

const PICTURE = /^\/api\/patrols\/([a-z0-9]{16,40})\/(\d{1,4})\.jpg$/;

/** What a page showed during an attested run: sent by the page, read by whoever sees patrols. */
export function patrolPictureRoute(data: string): Route {
  return {
    name: 'patrol-pictures',
    matches: (path) => PICTURE.test(path),
    async handle(exchange) {
      const [, runId = '', position = ''] = PICTURE.exec(exchange.url.pathname) ?? [];
      const key = { runId, position: Number(position) };
      if (exchange.request.method === 'POST') await takeIn(exchange, data, key);
      else await giveOut(exchange, data, key);
    },
  };
}

type Key = { runId: string; position: number };
const takenAtSchema = z.object({ at: z.coerce.number().int().positive() });

async function takeIn(exchange: Exchange, data: string, key: Key): Promise<void> {
  const { site, request, response, facts, url } = exchange;
  demandOwnOrigin(request, facts);
  const scope = await demandScope(exchange, 'patrols.run');
  const query = takenAtSchema.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) throw new AppError('input.invalid', { cause: query.error });
  const jpeg = await readBody(request, MAX_PICTURE_BYTES);
  const { db } = site.services;
  const picture = { ...key, jpeg, takenAt: new Date(query.data.at) };
  respondJson(response, 200, await storeRunPicture({ db, data }, scope, picture));
}

async function giveOut(exchange: Exchange, data: string, key: Key): Promise<void> {
  const { site, request, response } = exchange;
  const scope = await demandScope(exchange, 'patrols.view');
  const picture = await readRunPicture(site.services.db, scope, data, key);
  if (!picture) throw new AppError('picture.none', { details: { ...key } });
  response.setHeader('cache-control', 'private, no-cache');
  if (isUnchanged(request, response, `"${picture.hash}"`)) {
    response.writeHead(304).end();
    return;
  }
  const { bytes } = picture;
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

const REPORT = /^\/api\/patrols\/report\.(xlsx|html)$/;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const querySchema = z.object({ day: z.iso.date(), locale: localeSchema.default('zh') });

/** The daily report, as a workbook or as a page to print. */
export const patrolReportRoute: Route = {
  name: 'patrol-report',
  matches: (path) => REPORT.test(path),
  async handle(exchange) {
    const { site, request, response, url } = exchange;
    if (request.method !== 'GET') throw new AppError('request.method');
    const scope = await demandScope(exchange, 'patrols.view');
    const query = querySchema.safeParse(Object.fromEntries(url.searchParams));
    if (!query.success) throw new AppError('input.invalid', { cause: query.error });
    const { db, site: place } = site.services;
    const wanted = { ...query.data, timeZone: place.timeZone };
    if (url.pathname.endsWith('.html')) {
      const nonce = randomBytes(16).toString('base64');
      await sendPage(exchange, nonce, reportPage(db, scope, { ...wanted, nonce }));
      return;
    }
    const bytes = await reportBook(db, scope, wanted);
    response.writeHead(200, {
      'content-type': XLSX,
      'content-length': bytes.length,
      'content-disposition': `attachment; filename="lukou-patrols-${wanted.day}.xlsx"`,
      'cache-control': 'no-store',
    });
    response.end(bytes);
  },
};

async function sendPage(
  { response }: Exchange,
  nonce: string,
  pieces: AsyncIterable<string>,
): Promise<void> {
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src 'self'; frame-ancestors 'none'`,
  );
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  });
  await sendPieces(response, pieces);
}
