import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { cameraFilterSchema, selectionSchema } from '../cameras/schema.ts';
import { faultBook } from '../faults/export.ts';
import { faultFilterSchema } from '../faults/schema.ts';
import { exportCameras, importTemplate } from '../imports/export.ts';
import { uploadImport } from '../imports/mutations.ts';
import { type ImportSubject, importSubjectSchema, MAX_IMPORT_BYTES } from '../imports/schema.ts';
import type { SheetFormat } from '../imports/sheet.ts';
import { AppError } from '../platform/errors.ts';
import { exportDevices } from '../roadside/export.ts';
import { roadsideFilterSchema } from '../roadside/schema.ts';
import { localeSchema } from '../session/schema.ts';
import { readBody, readJson } from './body.ts';
import { demandOwnOrigin } from './origin.ts';
import { respondJson } from './respond.ts';
import type { Route } from './server.ts';
import { demandScope } from './session.ts';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const satisfies Record<SheetFormat, string>;

const querySchema = cameraFilterSchema.extend({
  section: z.coerce.number().int().min(0).optional(),
  fromM: z.coerce.number().optional(),
  toM: z.coerce.number().optional(),
  locale: localeSchema.default('zh'),
});

/** `POST /api/imports?name=…&subject=…` with the file as body. */
export const uploadRoute: Route = {
  name: 'imports',
  matches: (path) => path === '/api/imports',
  async handle(exchange) {
    const { site, request, response, facts, url } = exchange;
    if (request.method !== 'POST') throw new AppError('request.method');
    demandOwnOrigin(request, facts);
    const scope = await demandScope(exchange, 'imports.run');
    const bytes = await readBody(request, MAX_IMPORT_BYTES);
    const name = url.searchParams.get('name') ?? '';
    const subject = subjectIn(url);
    respondJson(response, 200, await uploadImport(site.services, scope, { name, subject, bytes }));
  },
};

const EXPORT = /^\/api\/export\/(cameras|template)\.(csv|xlsx)$/;

export const exportRoute: Route = {
  name: 'export',
  matches: (path) => EXPORT.test(path),
  async handle(exchange) {
    const { site, request, response, url } = exchange;
    if (request.method !== 'GET') throw new AppError('request.method');
    const [, what, extension] = EXPORT.exec(url.pathname) ?? [];
    const format = extension === 'csv' ? 'csv' : 'xlsx';
    const query = querySchema.safeParse(Object.fromEntries(url.searchParams));
    if (!query.success) throw new AppError('input.invalid', { cause: query.error });
    const { locale, ...filter } = query.data;
    if (what === 'template') {
      await demandScope(exchange, 'imports.run');
      sendFile(
        response,
        `lukou-template.${format}`,
        TYPES[format],
        await importTemplate(subjectIn(url), format, locale),
      );
      return;
    }
    const scope = await demandScope(exchange, 'cameras.export');
    const file = await exportCameras(site.services, scope, { filter, format, locale });
    sendFile(response, `lukou-cameras.${format}`, TYPES[format], file);
  },
};

/** What rows are; cameras where an address does not say. */
function subjectIn(url: URL): ImportSubject {
  const subject = importSubjectSchema.safeParse(url.searchParams.get('subject') ?? 'cameras');
  if (!subject.success) throw new AppError('input.invalid', { cause: subject.error });
  return subject.data;
}

const ROADSIDE = /^\/api\/export\/roadside\.(csv|xlsx)$/;
const roadsideQuerySchema = roadsideFilterSchema.extend({ locale: localeSchema.default('zh') });

/** `GET /api/export/roadside.xlsx`, filtered as the list is. */
export const exportRoadsideRoute: Route = {
  name: 'export-roadside',
  matches: (path) => ROADSIDE.test(path),
  async handle(exchange) {
    const { site, request, response, url } = exchange;
    if (request.method !== 'GET') throw new AppError('request.method');
    const format = url.pathname.endsWith('.csv') ? 'csv' : 'xlsx';
    const scope = await demandScope(exchange, 'cameras.export');
    const query = roadsideQuerySchema.safeParse(Object.fromEntries(url.searchParams));
    if (!query.success) throw new AppError('input.invalid', { cause: query.error });
    const { locale, ...filter } = query.data;
    const file = await exportDevices(site.services.db, scope, { filter, format, locale });
    sendFile(response, `lukou-roadside.${format}`, TYPES[format], file);
  },
};

const faultQuerySchema = faultFilterSchema.extend({
  unclosed: z.stringbool().optional(),
  locale: localeSchema.default('zh'),
});

/** `GET /api/export/faults.xlsx`, filtered as the list is. */
export const exportFaultsRoute: Route = {
  name: 'export-faults',
  matches: (path) => path === '/api/export/faults.xlsx',
  async handle(exchange) {
    const { site, request, response, url } = exchange;
    if (request.method !== 'GET') throw new AppError('request.method');
    const scope = await demandScope(exchange, 'faults.view');
    const query = faultQuerySchema.safeParse(Object.fromEntries(url.searchParams));
    if (!query.success) throw new AppError('input.invalid', { cause: query.error });
    const { locale, ...filter } = query.data;
    const { timeZone } = site.services.site;
    const file = await faultBook(site.services.db, scope, { filter, locale, timeZone });
    sendFile(response, 'lukou-faults.xlsx', TYPES.xlsx, file);
  },
};

const SELECTION = /^\/api\/export\/selection\.(csv|xlsx)$/;
const selectionBodySchema = z.object({ selection: selectionSchema, locale: localeSchema });
/** The largest selection says two thousand ids. */
const MAX_SELECTION_BYTES = 256 * 1024;

/** `POST /api/export/selection.xlsx` with the selection as JSON: too long for an address. */
export const exportSelectionRoute: Route = {
  name: 'export-selection',
  matches: (path) => SELECTION.test(path),
  async handle(exchange) {
    const { site, request, response, facts, url } = exchange;
    if (request.method !== 'POST') throw new AppError('request.method');
    demandOwnOrigin(request, facts);
    const scope = await demandScope(exchange, 'cameras.export');
    const format = url.pathname.endsWith('.csv') ? 'csv' : 'xlsx';
    const body = selectionBodySchema.safeParse(
      readJson(await readBody(request, MAX_SELECTION_BYTES)),
    );
    if (!body.success) throw new AppError('input.invalid', { cause: body.error });
    const file = await exportCameras(site.services, scope, { ...body.data, format });
    sendFile(response, `lukou-cameras.${format}`, TYPES[format], file);
  },
};

function sendFile(response: ServerResponse, name: string, type: string, bytes: Buffer): void {
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  });
  response.end(bytes);
}
