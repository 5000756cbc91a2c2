// The simulated cameras: an RTSP server whose every path is a camera, each an ONVIF device too.
import type { Server } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../platform/clock.ts';
import { listenRtsp } from '../protocols/rtsp/server.ts';
import { listenControl } from './control.ts';
import { LoopStore } from './loop-store.ts';
import { listenDiscovery } from './onvif/discovery.ts';
import { OnvifSite } from './onvif/server.ts';
import { takeSnapshot } from './onvif/snapshot.ts';
import { readEnv } from './platform/env.ts';
import { SCENES } from './scenes.ts';
import { SimulatedSite } from './site.ts';

const STOP_LIMIT_MS = 4_000;

const env = readEnv();
const logger = pino({ level: env.LUKOU_LOG_LEVEL, base: { process: 'simulator' } });
const store = new LoopStore(join(env.LUKOU_DATA, 'simulator'), (message, fields) =>
  logger.info(fields, message),
);
const site: SimulatedSite = new SimulatedSite(store, systemClock.wallNow, (code) =>
  onvif.placeOf(code),
);
const credentials =
  env.LUKOU_SIMULATOR_USER === undefined
    ? null
    : { username: env.LUKOU_SIMULATOR_USER, password: env.LUKOU_SIMULATOR_PASSWORD ?? '' };

const onvif: OnvifSite = new OnvifSite({
  host: env.LUKOU_SIMULATOR_HOST,
  port: env.LUKOU_SIMULATOR_ONVIF_PORT,
  rtspPort: () => server.port,
  account: credentials,
  now: systemClock.wallNow,
  snapshot: (code) => takeSnapshot(code, systemClock.wallNow()),
});

const server = await listenRtsp({
  host: env.LUKOU_SIMULATOR_HOST,
  port: env.LUKOU_SIMULATOR_PORT,
  provider: site,
  serverName: 'Lukou simulator',
  realm: 'Lukou simulator',
  credentials,
  now: systemClock.wallNow,
  onTrouble: (error) => logger.debug({ err: error }, 'session ended'),
}).catch((cause: unknown) => {
  logger.fatal({ err: cause }, 'simulator cannot start');
  process.exit(1);
});
const control =
  env.LUKOU_SIMULATOR_CONTROL_PORT === undefined
    ? null
    : await listenControl(env.LUKOU_SIMULATOR_CONTROL_PORT, { site, store, onvif });
const controlPort = control ? portOf(control) : undefined;
// The port belongs to the demo only: when somebody else has it the cameras are there all the same.
const onvifServer = await onvif.listen().catch((cause: unknown) => {
  logger.warn({ err: cause }, 'no ONVIF: its port cannot be had');
  return null;
});
const onvifPort = onvifServer ? portOf(onvifServer) : undefined;
const discovery =
  onvifPort === undefined
    ? null
    : await listenDiscovery(
        onvifPort,
        () => `http://127.0.0.1:${onvifPort}/onvif/device_service`,
      ).catch((cause: unknown) => {
        logger.warn({ err: cause }, 'ONVIF devices cannot be discovered');
        return null;
      });
logger.info({ port: server.port, onvifPort, controlPort }, 'simulator listening');
process.send?.({ type: 'listening', port: server.port, onvifPort, controlPort });

function portOf(listening: Server): number | undefined {
  const address = listening.address();
  return typeof address === 'object' ? address?.port : undefined;
}

async function stop(reason: string): Promise<void> {
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  logger.info({ reason }, 'simulator stopping');
  site[Symbol.dispose]();
  store[Symbol.dispose]();
  control?.close();
  control?.closeAllConnections();
  onvifServer?.close();
  onvifServer?.closeAllConnections();
  await discovery?.[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  process.exit(0);
}
process.once('SIGTERM', () => void stop('SIGTERM'));
process.once('SIGINT', () => void stop('SIGINT'));
process.once('disconnect', () => void stop('parent gone'));

// What the map shows first is drawn first: the small streams, then the large ones. Events are drawn when asked for.
const ordinary = SCENES.filter((scene) => scene.ordinary);
const keys = (['sub', 'main'] as const).flatMap((stream) =>
  ordinary.map((scene) => ({ scene, look: 'clean' as const, stream })),
);
if (env.LUKOU_SIMULATOR_PREPARE === 'on')
  store
    .prepare(keys)
    .catch((cause: unknown) => logger.warn({ err: cause }, 'scenes not all drawn'));
