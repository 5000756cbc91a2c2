import { between, seeded } from './drawing/random.ts';
import { type PlacedVehicle, SIZES, type VehicleLook } from './drawing/vehicle.ts';
import { randomLook } from './traffic.ts';

type Plaza = {
  readonly z: number;
  readonly lanes: number;
  readonly left: number;
  readonly pitch: number;
};

/** Seconds between vehicles at a booth; divides the loop, so that the end meets the beginning. */
const PERIOD_SECONDS = 6;
const STOP_SECONDS = 1.6;
const APPROACH_MS = 13;

/** Where a vehicle is `seconds` after it stopped at the booth (negative before): brakes, pays, speeds up. */
function along(plaza: Plaza, seconds: number, length: number): number {
  const bar = plaza.z - 1 - length;
  if (seconds < 0)
    return (
      bar - APPROACH_MS * Math.max(0, -seconds - 1.6) - 2.6 * Math.min(1.6, -seconds) ** 2 * 1.55
    );
  const after = Math.max(0, seconds - STOP_SECONDS);
  return bar + (after < 7 ? 1.3 * after ** 2 : 1.3 * 49 + 18.2 * (after - 7));
}

/** The vehicles of a toll plaza at a moment of the loop: each lane serves one after the other. */
export function tollQueue(
  seed: number,
  seconds: number,
  loopSeconds: number,
  plaza: Plaza,
): PlacedVehicle[] {
  const placed: PlacedVehicle[] = [];
  const inLoop = Math.round(loopSeconds / PERIOD_SECONDS);
  for (let lane = 0; lane < plaza.lanes; lane++) {
    const random = seeded(seed + lane * 977);
    const shift = between(random, 0, PERIOD_SECONDS);
    const looks: VehicleLook[] = Array.from({ length: inLoop }, () =>
      randomLook(random, lane > 3 ? 0.7 : 0.08),
    );
    const x = plaza.left + (lane + 0.5) * plaza.pitch;
    for (let turn = -5; turn < inLoop + 5; turn++) {
      const look = looks[((turn % inLoop) + inLoop) % inLoop];
      if (!look) continue;
      const since = seconds + shift - turn * PERIOD_SECONDS;
      const z = along(plaza, since, SIZES[look.kind].length);
      if (z < 6 || z > 420) continue;
      const spread = Math.min(1, Math.max(0, (z - 110) / 120));
      placed.push({
        look,
        x: x + (3.5 - x) * spread * 0.55,
        z,
        comes: false,
        braking: since < STOP_SECONDS && since > -3,
      });
    }
  }
  return placed;
}
