import { console as shell } from './en/console.ts';
import { devices } from './en/devices.ts';
import { events } from './en/events.ts';
import { faults } from './en/faults.ts';
import { gb28181 } from './en/gb28181.ts';
import { map } from './en/map.ts';
import { mosaic } from './en/mosaic.ts';
import { onvif } from './en/onvif.ts';
import { patrol } from './en/patrol.ts';
import { ptz } from './en/ptz.ts';
import { roadside } from './en/roadside.ts';
import { screens } from './en/screens.ts';
import { system } from './en/system.ts';
import { tracks } from './en/tracks.ts';
import { wall } from './en/wall.ts';
import type { zh } from './zh.ts';

export const en: typeof zh = {
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
