import type { Setting } from '../scenes.ts';
import type { Place } from './place.ts';
import { portal, service, toll, tunnel } from './places-built.ts';
import { bridge, hills, plain, ramp } from './places-open.ts';
import type { Random } from './random.ts';

const PLACES: Readonly<Record<Setting, (random: Random) => Place>> = {
  plain,
  hills,
  bridge,
  portal,
  tunnel,
  toll,
  service,
  ramp,
};

export function makePlace(setting: Setting, random: Random): Place {
  return PLACES[setting](random);
}
