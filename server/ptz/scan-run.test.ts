import { expect, it } from 'vitest';
import type { Motion, PtzHead } from '../drivers/driver.ts';
import { AppError } from '../platform/errors.ts';
import { type SimulatedClock, simulatedClock } from '../platform/simulated-clock.ts';
import { runScan, type ScanStop } from './scan-run.ts';

const unused = async (): Promise<never> => {
  throw new Error('a scan has no need of it');
};

/** A head that turns by a tenth of its travel a second at full speed, and stops by itself after five. */
function aHead(clock: SimulatedClock, { endless, pan }: { endless: boolean; pan: number }) {
  const told: ('right' | 'left')[] = [];
  let from = pan;
  let [speed, since] = [0, clock.monotonicNow()];
  let silent = false;
  const at = () => {
    const seconds = Math.min(5_000, clock.monotonicNow() - since) / 1000;
    const turned = from + speed * seconds * 0.1;
    if (!endless) return Math.max(-1, Math.min(1, turned));
    return turned > 1 ? turned - 2 : turned < -1 ? turned + 2 : turned;
  };
  const demandAnswer = () => {
    if (silent) throw new AppError('onvif.timeout');
  };
  const head: PtzHead = {
    async move(motion: Motion) {
      demandAnswer();
      [from, speed, since] = [at(), motion.pan, clock.monotonicNow()];
      const side = motion.pan > 0 ? 'right' : 'left';
      if (told.at(-1) !== side) told.push(side);
    },
    async position() {
      demandAnswer();
      return { pan: at(), tilt: 0, zoom: 0 };
    },
    stop: unused,
    frame: unused,
    moveTo: unused,
    presets: unused,
    callPreset: unused,
    savePreset: unused,
    removePreset: unused,
    goHome: unused,
    setHome: unused,
    auxiliary: unused,
    auto: unused,
  };
  return {
    head,
    told,
    fallSilent: () => {
      silent = true;
    },
  };
}

function aScan(head: PtzHead, clock: SimulatedClock, limits: { left: number; right: number }) {
  const stop = new AbortController();
  const stops: ScanStop[] = [];
  const may = { goOn: true };
  const scanned = {
    head,
    way: { left: { pan: limits.left, tilt: 0, zoom: 0 }, rightPan: limits.right, speed: 1 },
    absolute: false,
    moveMs: 5_000,
    mayGoOn: async () => may.goOn,
    stop: async (how: ScanStop) => void stops.push(how),
  };
  let ended: unknown = 'running';
  const done = runScan(clock, scanned, stop.signal).then(
    () => {
      ended = 'rests';
    },
    (error: unknown) => {
      ended = error instanceof AppError ? error.code : error;
    },
  );
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms && ended === 'running'; passed += 50) {
      clock.advance(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { stop, stops, may, done, pass, ended: () => ended };
}

it('turns round past the seam of a head that turns endlessly', async () => {
  const clock = simulatedClock();
  const { head, told } = aHead(clock, { endless: true, pan: 0.95 });
  const scan = aScan(head, clock, { left: 0.9, right: -0.9 });
  await scan.pass(12_000);
  expect(told).toEqual(['right', 'left', 'right', 'left', 'right', 'left'].slice(0, told.length));
  expect(told.length).toBeGreaterThanOrEqual(5);
  scan.stop.abort();
  await scan.done;
  expect([scan.ended(), scan.stops]).toEqual(['rests', ['ours']]);
});

it('ends where a head cannot turn on, and says so', async () => {
  const clock = simulatedClock();
  const { head, told } = aHead(clock, { endless: false, pan: 0.95 });
  const scan = aScan(head, clock, { left: 0.9, right: -0.9 });
  await scan.pass(30_000);
  await scan.done;
  expect([scan.ended(), scan.stops, told]).toEqual(['ptz.scan-stuck', ['lost'], ['right']]);
});

it('outlasts a device that is silent for a moment, not one that stays so', async () => {
  const clock = simulatedClock();
  const { head, fallSilent } = aHead(clock, { endless: true, pan: 0 });
  const scan = aScan(head, clock, { left: -0.1, right: 0.1 });
  await scan.pass(3_000);
  fallSilent();
  await scan.pass(3_500);
  expect(scan.ended()).toBe('running');
  await scan.pass(2_000);
  await scan.done;
  expect([scan.ended(), scan.stops]).toEqual(['onvif.timeout', ['lost']]);
});

it('moves nothing once it may not go on', async () => {
  const clock = simulatedClock();
  const { head, told } = aHead(clock, { endless: true, pan: 0 });
  const scan = aScan(head, clock, { left: -0.1, right: 0.1 });
  scan.may.goOn = false;
  await scan.pass(1_000);
  await scan.done;
  expect([scan.ended(), told]).toEqual(['rests', []]);
});
