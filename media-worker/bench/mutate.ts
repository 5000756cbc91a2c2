// `npm run mutate`: mutated packets at every parser. Memory stays bounded, and only media errors come out.

import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MediaError } from '../media/errors.ts';
import { FEEDERS, type Feeder } from './mutation/feeders.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const packets = Number(values.packets);
/** What parsers may hold at once: two of the largest access units and a full reorder buffer, with the heap's slack. */
const MAX_GROWN_BYTES = 64 * 1024 * 1024;
const LOOK_EVERY = 50_000;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** xorshift32: the same packets for the same seed. */
function randomBelow(state: { value: number }, limit: number): number {
  state.value ^= state.value << 13;
  state.value ^= state.value >>> 17;
  state.value ^= state.value << 5;
  return (state.value >>> 0) % limit;
}

/** Flips, cuts, doubles, drops, lies about lengths, or leaves a packet as it is. */
function mutated(packet: Uint8Array, random: (limit: number) => number): Uint8Array {
  const copy = Uint8Array.from(packet);
  const at = random(Math.max(1, copy.length));
  switch (random(8)) {
    case 0:
      copy[at] = random(256);
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy]);
    case 3:
      copy.fill(0xff, at, at + 4);
      return copy;
    case 4:
      copy.fill(0, at, at + 1 + random(8));
      return copy;
    case 5:
      return Uint8Array.from({ length: random(64) }, () => random(256));
    case 6:
      return copy.subarray(at);
    default:
      return copy;
  }
}

function attack(feeder: Feeder): { refused: number; grownBytes: number } {
  const state = { value: Number(values.seed) | 1 };
  const random = (limit: number) => randomBelow(state, limit);
  let feed = feeder.open();
  let refused = 0;
  collect();
  const before = process.memoryUsage();
  let grownBytes = 0;
  for (let number = 0; number < packets; number += 1) {
    const packet = feeder.packets[number % feeder.packets.length] ?? new Uint8Array(0);
    try {
      feed(mutated(packet, random));
    } catch (thrown) {
      if (!(thrown instanceof MediaError) || thrown.kind === 'bug')
        throw new Error(`${feeder.name}: packet ${number} of seed ${values.seed}`, {
          cause: thrown,
        });
      refused += 1;
      feed = feeder.open();
    }
    if (number % LOOK_EVERY !== 0 && number !== packets - 1) continue;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    grownBytes = Math.max(grownBytes, heapUsed + external - before.heapUsed - before.external);
  }
  return { refused, grownBytes };
}

let failed = 0;
for (const feeder of FEEDERS.filter(({ name }) => !values.only || name === values.only)) {
  const startedAt = performance.now();
  const { refused, grownBytes } = attack(feeder);
  const bounded = grownBytes <= MAX_GROWN_BYTES;
  if (!bounded) failed += 1;
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${bounded ? 'holds ' : 'GREW  '} ${feeder.name.padEnd(14)} ${packets} packets, ${refused} refused, ` +
      `at most ${(grownBytes / 1e6).toFixed(1)} MB held, ${seconds.toFixed(1)} s`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;
