import { middleLine } from '../../prisma/demo/course.ts';
import { driveAt, PATROL_CARS } from '../../prisma/demo/patrol-cars.ts';
import { ROADS } from '../../prisma/demo/roads.ts';
import { patrolCode } from '../../prisma/seed.ts';
import type { Duty } from '../platform/lease.ts';
import type { Services } from '../trpc/context.ts';
import { reportPositions } from './report.ts';

const EVERY_MS = 5_000;

/** Drives the simulated patrol cars of the demo site; where somebody deleted them, nobody is told of them. */
export function patrolCarDuty({ db, clock }: Pick<Services, 'db' | 'clock'>): Duty {
  const cars = PATROL_CARS.flatMap((car) => {
    const road = ROADS.find(({ code }) => code === car.roadCode);
    return road === undefined ? [] : [{ car, line: middleLine(road.course, road.startKm) }];
  });
  return {
    name: 'demo-patrol-cars',
    async run(signal) {
      while (!signal.aborted) {
        const nowMs = clock.wallNow();
        const positions = cars.flatMap(({ car, line }) => {
          const drive = driveAt(line, nowMs);
          return drive === null ? [] : [{ camera: patrolCode(car), at: nowMs, ...drive }];
        });
        await reportPositions(db, nowMs, { crs: 'wgs84', positions });
        await clock.sleep(EVERY_MS, signal).catch(() => undefined); // aborted: the loop ends
      }
    },
  };
}
