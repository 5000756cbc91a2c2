import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Certificate, openCertificate, type TlsFiles } from '../common/certificate.ts';
import { CameraChanges } from './cameras/changes.ts';
import { eventDuty } from './events/duty.ts';
import { Signalling } from './gb28181/signalling.ts';
import { internalInvitationsRoute } from './http/internal-invitations.ts';
import { internalNodesRoute } from './http/internal-nodes.ts';
import { closeServer, listen } from './http/listen.ts';
import { mapTilesRoute, roadsideTilesRoute } from './http/map-tiles.ts';
import { createMetrics } from './http/metrics.ts';
import { PagePlacesCache } from './http/page-places.ts';
import { openPages, type Pages } from './http/pages.ts';
import { patrolPictureRoute, patrolReportRoute } from './http/patrols.ts';
import { picturesRoute, presetPicturesRoute, snapshotsRoute } from './http/pictures.ts';
import { positionsRoute } from './http/positions.ts';
import { attachPtzSocket } from './http/ptz-socket.ts';
import { speakHttps } from './http/secure.ts';
import { createSiteServer } from './http/server.ts';
import {
  exportFaultsRoute,
  exportRoadsideRoute,
  exportRoute,
  exportSelectionRoute,
  uploadRoute,
} from './http/spreadsheets.ts';
import { trackRoute } from './http/tracks.ts';
import { startJobs } from './jobs.ts';
import { RoadsideTiles } from './map/roadside-tiles.ts';
import { CameraTiles } from './map/tiles.ts';
import { MediaGateway } from './media/gateway.ts';
import { movingDuty } from './media/moving.ts';
import { mosaicDuty } from './mosaics/duty.ts';
import { patrolDuty } from './patrols/duty.ts';
import { pictureDuty } from './pictures/duty.ts';
import { PictureTaker } from './pictures/taker.ts';
import { createAuth } from './platform/auth.ts';
import { systemClock } from './platform/clock.ts';
import { openDatabase } from './platform/db.ts';
import type { ServerEnv } from './platform/env.ts';
import { openJobs } from './platform/jobs.ts';
import { type Duty, keepDuty } from './platform/lease.ts';
import type { Logger } from './platform/logger.ts';
import { Notifications } from './platform/notify.ts';
import { openSecretBox } from './platform/secrets.ts';
import { cruiseDuty, scanDuty } from './ptz/duty.ts';
import { HeadPool } from './ptz/heads.ts';
import { SteeringHub } from './ptz/hub.ts';
import { statusDuty } from './status/duty.ts';
import { patrolCarDuty } from './tracks/demo-duty.ts';
import { CameraMoves } from './tracks/moves.ts';
import type { Services } from './trpc/context.ts';

const ROOT = join(import.meta.dirname, '..');

/** Everything one copy of the server runs; disposing it stops all of it, last opened first. */
export async function openSite(env: ServerEnv, log: Logger): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  const stopping = new AbortController();
  const services = await openServices(env, log, stack, stopping.signal);
  const places = new PagePlacesCache(services, env.mediaPort);
  let pages: Pages | null = null;
  const server = createSiteServer(
    {
      services,
      metrics: createMetrics(),
      trustProxy: env.trustProxy,
      httpsOnly: env.tls !== null,
      dev: env.dev,
      pages: () => pages,
      pagePlaces: () => places.get(),
    },
    [
      internalNodesRoute(services.media, env.clusterSecret),
      internalInvitationsRoute(services.signalling, services.db, env.clusterSecret),
      picturesRoute(services.pictures, env.data),
      presetPicturesRoute(env.data),
      snapshotsRoute(services.pictures),
      mapTilesRoute,
      roadsideTilesRoute,
      uploadRoute,
      exportRoute,
      exportSelectionRoute,
      exportFaultsRoute,
      exportRoadsideRoute,
      patrolPictureRoute(env.data),
      patrolReportRoute,
      positionsRoute(services.clock),
      trackRoute,
    ],
  );
  const ptzSocket = attachPtzSocket(server, { services, ...env });
  const silent = env.tls && speakHttps(server, stack.use(await certificateOf(env.tls, log)));
  await listen(server, env.port, env.host);
  stack.defer(() => closeServer(server));
  stack.use(silent);
  stack.use(ptzSocket);
  pages = await openPages({ dir: ROOT, ...env, httpServer: server });
  if (pages) stack.defer(() => pages?.close());
  else log.warn('there are no built pages: only the API answers');
  await startJobs(services, env.data);
  const running = startDuties(services, dutiesOf(env, services), stopping.signal);
  stack.defer(() => running);
  stack.defer(() => stopping.abort());
  log.info({ address: server.address() }, 'listening');
  return stack;
}

function certificateOf(files: TlsFiles, log: Logger): Promise<Certificate> {
  return openCertificate(files, (error) =>
    log.error({ error }, 'the changed certificate cannot be used'),
  );
}

async function openServices(
  env: ServerEnv,
  log: Logger,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
): Promise<Services> {
  const clock = systemClock;
  const { cameraNetworks, clusterSecret, data } = env;
  const db = openDatabase(env.databaseUrl);
  stack.defer(() => db.$disconnect());
  const secrets = await openSecretBox(env.secretKeys, data);
  const notifications = stack.use(await Notifications.open(env.databaseUrl, clock, log));
  const changes = stack.use(await CameraChanges.open(db, notifications, log));
  const moves = stack.use(new CameraMoves({ db, clock, notifications, log }));
  const tiles = stack.use(new CameraTiles({ db, changes, log }));
  const roadsideTiles = stack.use(new RoadsideTiles({ db, notifications, log }));
  const jobs = stack.use(await openJobs(env.databaseUrl, log));
  const media = new MediaGateway({ db, clock, log, secrets, clusterSecret, cameraNetworks });
  const signalling = new Signalling({
    db,
    clock,
    log,
    secrets,
    host: env.sipHost,
    port: env.sipPort,
  });
  const heads = stack.use(new HeadPool({ db, clock, secrets, cameraNetworks, signalling }));
  const steering = stack.use(new SteeringHub({ db, clock, log, heads }, notifications));
  return {
    db,
    clock,
    log,
    secrets,
    notifications,
    changes,
    moves,
    tiles,
    roadsideTiles,
    jobs,
    media,
    pictures: new PictureTaker({ db, media, clock, log, data }),
    auth: createAuth(db, clusterSecret),
    signalling,
    heads,
    steering,
    cameraNetworks,
    site: {
      title: env.siteTitle,
      version: await productVersion(),
      demo: env.demo,
      timeZone: env.timeZone,
    },
    stopping,
  };
}

function dutiesOf(env: ServerEnv, services: Services): Duty[] {
  return [
    statusDuty({ ...services, intervalMs: env.statusIntervalMs }),
    pictureDuty({ ...services, intervalMs: env.pictureIntervalMs }),
    patrolDuty(services),
    { name: 'gb28181', run: (signal) => services.signalling.run(signal) },
    cruiseDuty(services),
    scanDuty(services),
    eventDuty(services),
    movingDuty(services),
    mosaicDuty(services),
    ...(env.demo ? [patrolCarDuty(services)] : []),
  ];
}

async function startDuties(
  { db, clock, log }: Services,
  duties: readonly Duty[],
  signal: AbortSignal,
): Promise<void> {
  const holder = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  await Promise.all(duties.map((duty) => keepDuty(duty, { db, clock, log, holder }, signal)));
}

async function productVersion(): Promise<string> {
  const text = await readFile(join(ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
