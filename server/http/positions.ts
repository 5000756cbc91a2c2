import { apiKeyOf } from '../api-keys/data.ts';
import { noteUse } from '../api-keys/mutations.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { reportPositions } from '../tracks/report.ts';
import { positionReportSchema } from '../tracks/schema.ts';
import { readBody, readJson } from './body.ts';
import { RateLimit } from './rate-limit.ts';
import { respondJson } from './respond.ts';
import type { Exchange, Route } from './server.ts';

/** A thousand positions with room to spare. */
const MAX_REPORT_BYTES = 512 * 1024;
/** Of each key: some hundred devices that each report for themselves. */
const REPORTS = { burst: 200, perSecond: 100 };
/** Of each address that comes without a key that is good. */
const STRANGERS = { burst: 20, perSecond: 1 };

/** `POST /api/positions`: devices and other programs tell where moving cameras are. */
export function positionsRoute(clock: Clock): Route {
  const reports = new RateLimit(clock, REPORTS.burst, REPORTS.perSecond);
  const strangers = new RateLimit(clock, STRANGERS.burst, STRANGERS.perSecond);
  return {
    name: 'positions',
    matches: (path) => path === '/api/positions',
    async handle(exchange) {
      const { site, request, response } = exchange;
      if (request.method !== 'POST') throw new AppError('request.method');
      const { db } = site.services;
      const keyId = await demandKey(exchange, db, strangers);
      reports.take(keyId);
      const body = readJson(await readBody(request, MAX_REPORT_BYTES));
      const report = positionReportSchema.safeParse(body);
      if (!report.success) throw new AppError('input.invalid', { cause: report.error });
      const nowMs = clock.wallNow();
      const receipt = await reportPositions(db, nowMs, report.data);
      await noteUse(db, keyId, nowMs);
      respondJson(response, 200, receipt);
    },
  };
}

async function demandKey(
  { request, facts }: Exchange,
  db: Db,
  strangers: RateLimit,
): Promise<string> {
  const [, secret] = /^Bearer ([\w-]{20,200})$/i.exec(request.headers.authorization ?? '') ?? [];
  const key = secret === undefined ? null : await apiKeyOf(db, secret);
  if (key !== null) return key.id;
  strangers.take(facts.address ?? '');
  throw new AppError('api-key.required');
}
