import { apiKeysRouter } from '../api-keys/router.ts';
import { auditRouter } from '../audit/router.ts';
import { camerasRouter } from '../cameras/router.ts';
import { deskRouter } from '../desk/router.ts';
import { devicesRouter } from '../devices/router.ts';
import { eventsRouter } from '../events/router.ts';
import { faultsRouter } from '../faults/router.ts';
import { favouritesRouter } from '../favourites/router.ts';
import { gb28181Router } from '../gb28181/router.ts';
import { importsRouter } from '../imports/router.ts';
import { liveRouter } from '../live/router.ts';
import { mapViewsRouter } from '../map-views/router.ts';
import { mosaicsRouter } from '../mosaics/router.ts';
import { nodesRouter } from '../nodes/router.ts';
import { patrolsRouter } from '../patrols/router.ts';
import { picturesRouter } from '../pictures/router.ts';
import { ptzRouter } from '../ptz/router.ts';
import { roadsRouter } from '../roads/router.ts';
import { roadsideRouter } from '../roadside/router.ts';
import { screensRouter } from '../screens/router.ts';
import { sessionRouter } from '../session/router.ts';
import { settingsRouter } from '../settings/router.ts';
import { talkRouter } from '../talk/router.ts';
import { tracksRouter } from '../tracks/router.ts';
import { treesRouter } from '../trees/router.ts';
import { usersRouter } from '../users/router.ts';
import { wallsRouter } from '../walls/router.ts';
import { router } from './init.ts';

export const appRouter = router({
  session: sessionRouter,
  desk: deskRouter,
  cameras: camerasRouter,
  devices: devicesRouter,
  events: eventsRouter,
  faults: faultsRouter,
  pictures: picturesRouter,
  favourites: favouritesRouter,
  ptz: ptzRouter,
  talk: talkRouter,
  tracks: tracksRouter,
  trees: treesRouter,
  roads: roadsRouter,
  roadside: roadsideRouter,
  imports: importsRouter,
  live: liveRouter,
  mapViews: mapViewsRouter,
  walls: wallsRouter,
  mosaics: mosaicsRouter,
  patrols: patrolsRouter,
  screens: screensRouter,
  nodes: nodesRouter,
  settings: settingsRouter,
  users: usersRouter,
  apiKeys: apiKeysRouter,
  gb28181: gb28181Router,
  audit: auditRouter,
});

export type AppRouter = typeof appRouter;
