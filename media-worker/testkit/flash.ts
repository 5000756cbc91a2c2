// Sound beside its picture: a clip in which both mark the same moments, and what ffmpeg hears and sees of it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A flash of the whole picture and a beep in the same 0.1 s of every second, as inputs of ffmpeg. */
export function flashSource(size: string): string {
  return `color=black:size=${size}:rate=25,drawbox=c=white:t=fill:enable=lt(mod(t\\,1)\\,0.1)`;
}

export const BEEP = 'aevalsrc=0.5*sin(2000*PI*t)*lt(mod(t\\,1)\\,0.1):s=8000';

/** Samples a second that beeps are looked for in. */
const RATE = 8_000;
const LOUD = 0.15;
/** Beeps are a second apart. */
const QUIET_SAMPLES = 2_000;

/** What ffmpeg decodes of a file. */
export type Flashes = {
  /** Seconds from flash to beep, the median of those seen; NaN without any. */
  readonly flashToBeep: number;
  readonly pictures: number;
  /** What the decoder complained about. */
  readonly complaints: readonly string[];
};

/** Decodes a file once, picture and sound. */
export async function decodeFlashes(file: string): Promise<Flashes> {
  const { stdout, stderr } = await run(
    '/usr/bin/ffmpeg',
    [
      ...['-nostdin', '-hide_banner', '-threads', '1', '-i', file],
      ...['-map', '0:v', '-vf', 'scale=2:2,showinfo', '-f', 'null', '-'],
      ...['-map', '0:a', '-af', `ashowinfo,aresample=${RATE}`, '-ac', '1', '-f', 'f32le', 'pipe:1'],
    ],
    { maxBuffer: 64 << 20, encoding: 'buffer' },
  );
  const lines = stderr.toString().split('\n');
  const pictures = lines.flatMap((line) => {
    const [, at, mean] = /_showinfo_.*pts_time:([\d.-]+).*?mean:\[(\d+)/.exec(line) ?? [];
    return at === undefined ? [] : [{ at: Number(at), isBright: Number(mean) > 128 }];
  });
  const flashes = pictures.filter(
    ({ isBright }, index) => isBright && pictures[index - 1]?.isBright === false,
  );
  const soundAt = lines.find((line) => line.includes('_ashowinfo_') && line.includes('pts_time:'));
  const beeps = beepsIn(stdout, Number(/pts_time:([\d.-]+)/.exec(soundAt ?? '')?.[1]));
  const distances = flashes
    .flatMap(({ at }) => beeps.map((beep) => beep - at))
    .filter((one) => Math.abs(one) < 0.5)
    .toSorted((a, b) => a - b);
  return {
    flashToBeep: distances[distances.length >> 1] ?? Number.NaN,
    pictures: pictures.length,
    complaints: lines.filter(
      (line) => /error|corrupt|invalid|conceal/i.test(line) && !line.includes('to muxer'),
    ),
  };
}

/** Seconds at which beeps begin in sound that begins at `offset`. */
function beepsIn(samples: Buffer, offset: number): number[] {
  const beeps: number[] = [];
  let lastLoud = 0;
  for (let at = 0; at < samples.length / 4; at += 1) {
    if (Math.abs(samples.readFloatLE(at * 4)) < LOUD) continue;
    if (at - lastLoud > QUIET_SAMPLES) beeps.push(offset + at / RATE);
    lastLoud = at;
  }
  return beeps;
}
