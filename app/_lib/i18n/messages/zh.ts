import { console as shell } from './zh/console.ts';
import { devices } from './zh/devices.ts';
import { events } from './zh/events.ts';
import { faults } from './zh/faults.ts';
import { gb28181 } from './zh/gb28181.ts';
import { map } from './zh/map.ts';
import { mosaic } from './zh/mosaic.ts';
import { onvif } from './zh/onvif.ts';
import { patrol } from './zh/patrol.ts';
import { ptz } from './zh/ptz.ts';
import { roadside } from './zh/roadside.ts';
import { screens } from './zh/screens.ts';
import { system } from './zh/system.ts';
import { tracks } from './zh/tracks.ts';
import { wall } from './zh/wall.ts';

/** Chinese comes first: the other languages take its shape. */
export const zh = {
  ...shell,
  ...map,
  ...devices,
  ...system,
  ...wall,
  ...mosaic,
  ...patrol,
  ...ptz,
  ...onvif,
  ...screens,
  ...events,
  ...faults,
  ...roadside,
  ...gb28181,
  ...tracks,
};
