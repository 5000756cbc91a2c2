import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError } from '../platform/errors.ts';
import type { Services } from '../trpc/context.ts';
import type { Metrics } from './metrics.ts';
import { demandNoNavigation, demandOwnOrigin } from './origin.ts';
import type { Pages } from './pages.ts';
import { type ClientFacts, clientFacts } from './request.ts';
import { respondError, respondJson, respondMoved } from './respond.ts';
import { DATA_POLICY, pagePolicy, setCommonHeaders } from './security-headers.ts';
import { handleTrpc } from './trpc.ts';

export type PagePlaces = {
  readonly mediaPorts: readonly number[];
  readonly mediaHosts: readonly string[];
  readonly mapOrigins: readonly string[];
};

export type Site = {
  readonly services: Services;
  readonly metrics: Metrics;
  readonly trustProxy: boolean;
  /** People are sent to HTTPS; programs of this machine and workers need not follow. */
  readonly httpsOnly: boolean;
  readonly dev: boolean;
  /** Pages of the console; null in tests and where they are not built. */
  readonly pages: () => Pages | null;
  readonly pagePlaces: () => Promise<PagePlaces>;
};

export type Exchange = {
  readonly site: Site;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly facts: ClientFacts;
  readonly url: URL;
};

type Route = {
  readonly name: string;
  /** Answered over HTTP too where people are sent to HTTPS. */
  readonly plain?: true;
  matches(path: string): boolean;
  handle(exchange: Exchange): Promise<void>;
};

const TRPC_PREFIX = '/api/trpc/';

const trpcRoute: Route = {
  name: 'trpc',
  matches: (path) => path.startsWith(TRPC_PREFIX),
  async handle({ site, request, response, facts, url }) {
    demandOwnOrigin(request, facts);
    demandNoNavigation(request);
    const path = url.pathname.slice(TRPC_PREFIX.length);
    await handleTrpc(site.services, site.metrics, request, response, facts, path);
  },
};

const healthRoute: Route = {
  name: 'healthz',
  plain: true,
  matches: (path) => path === '/healthz',
  async handle({ site: { services }, response }) {
    const ok =
      !services.stopping.aborted &&
      (await services.db.$queryRaw`select 1`.then(
        () => true,
        () => false,
      ));
    respondJson(response, ok ? 200 : 503, { ok });
  },
};

const metricsRoute: Route = {
  name: 'metrics',
  plain: true,
  matches: (path) => path === '/metrics',
  async handle({ site: { metrics }, response }) {
    response.writeHead(200, { 'content-type': metrics.registry.contentType });
    response.end(await metrics.registry.metrics());
  },
};

const unknownApiRoute: Route = {
  name: 'api',
  matches: (path) => /^\/(api|internal)(\/|$)/.test(path),
  handle: () => Promise.reject(new AppError('request.not-found')),
};

const pagesRoute: Route = {
  name: 'pages',
  matches: () => true,
  async handle({ site, request, response, facts }) {
    const pages = site.pages();
    if (!pages) throw new AppError('request.not-found', { details: { pages: 'not built' } });
    const nonce = randomBytes(16).toString('base64');
    const policy = pagePolicy(nonce, { ...facts, ...(await site.pagePlaces()), dev: site.dev });
    // Next reads the nonce for its own scripts from the request's copy of the policy.
    request.headers['content-security-policy'] = policy;
    request.headers['x-nonce'] = nonce;
    request.headers['x-time-zone'] = site.services.site.timeZone;
    response.setHeader('content-security-policy', policy);
    await pages.handle(request, response);
  },
};

/** The first that matches answers. */
function routesOf(more: readonly Route[]): readonly Route[] {
  return [trpcRoute, healthRoute, metricsRoute, ...more, unknownApiRoute, pagesRoute];
}

export type { Route };

export function createSiteServer(site: Site, more: readonly Route[] = []): Server {
  const routes = routesOf(more);
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    void answer(site, routes, request, response);
  });
  server.headersTimeout = 20_000;
  return server;
}

async function answer(
  site: Site,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const facts = clientFacts(request, site.trustProxy);
  const started = performance.now();
  try {
    const url = new URL(request.url ?? '/', 'http://lukou.invalid');
    const route = routes.find((candidate) => candidate.matches(url.pathname));
    if (!route) throw new AppError('request.not-found');
    setCommonHeaders(response, facts.secure);
    response.setHeader('content-security-policy', DATA_POLICY); // pages replace it
    response.once('finish', () =>
      site.metrics.requests
        .labels(route.name, String(response.statusCode))
        .observe((performance.now() - started) / 1000),
    );
    if (site.httpsOnly && !facts.secure && !route.plain)
      return respondMoved(response, facts.host, request.url ?? '/');
    await route.handle({ site, request, response, facts, url });
  } catch (error) {
    respondError(response, error, site.services.log);
  }
}
