// `npm run bench`: what this worker does beside its peers, on this machine, in one run. See README.md beside this file.
import { parseArgs } from 'node:util';
import { ingest } from './measures/ingesting.ts';
import { join } from './measures/joining.ts';
import { pull, type Wire } from './measures/pulling.ts';
import { soak } from './measures/soaking.ts';
import { WAYS, type Way, watch, writeOnly } from './measures/watching.ts';
import { runWithRealSegments } from './network.ts';
import { nginxInstalled } from './peers/nginx.ts';
import { pinned } from './processes.ts';
import { median, quantile, spread } from './statistics.ts';

const network = await runWithRealSegments();

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: {
      type: 'string',
      default: 'fanout,throughput,ways,nginx,crowd,delay,join,ingest,pull,webrtc',
    },
    repetitions: { type: 'string' },
    seconds: { type: 'string' },
    minutes: { type: 'string', default: '60' },
  },
});
const repetitions = Number(values.repetitions ?? (values.quick ? 1 : 5));
const seconds = Number(values.seconds ?? (values.quick ? 5 : 10));
const only = values.only.split(',');
let missed = 0;

/** One line of the result: what was asked, what came out. */
function target(text: string, value: number, holds: boolean, unit = ''): void {
  if (!holds) missed += 1;
  console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${text}: ${round(value)}${unit}`);
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

async function repeat<T>(work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let turn = 0; turn < repetitions; turn += 1) results.push(await work());
  return results;
}

type Watched = Awaited<ReturnType<typeof watch>>;

function tell(name: string, runs: readonly Watched[]) {
  const speeds = runs.map((run) => run.mbitPerCpuSecond);
  const p50 = median(runs.map((run) => quantile(run.delays, 0.5)));
  const p99 = median(runs.map((run) => quantile(run.delays, 0.99)));
  const gaps = runs.reduce((sum, run) => sum + run.gaps + run.closed, 0);
  const worst = Math.min(...runs.map((run) => run.worstShare));
  const speed = median(speeds);
  console.log(
    `  ${name.padEnd(22)} ${round(speed).padStart(7)} Mbit/CPU-s  ±${round(spread(speeds) * 100)} %  ` +
      `${round(median(runs.map((run) => run.cores)))} cores  delay p50 ${round(p50)} p99 ${round(p99)} ms  ` +
      `gaps ${gaps}  worst viewer ${round(worst * 100)} %`,
  );
  return { speed, p50, p99, gaps, worst };
}

async function fanout(): Promise<void> {
  console.log('\nFan-out: 1 stream of 2 Mbit/s, 1,000 HTTP-FLV viewers');
  const at = { viewers: 1_000, seconds };
  const ours: Watched[] = [];
  const nms4: Watched[] = [];
  await repeat(async () => {
    ours.push(await watch('lukou', at));
    nms4.push(await watch('nms4', at));
  });
  const us = tell('lukou', ours);
  const them = tell('node-media-server 4', nms4);
  target(
    'times the work of node-media-server 4 (≥ 3)',
    us.speed / them.speed,
    us.speed >= 3 * them.speed,
  );
  target('delay p50 (≤ 25 ms)', us.p50, us.p50 <= 25, ' ms');
  target('delay p99 (≤ 50 ms)', us.p99, us.p99 <= 50, ' ms');
}

/** Five pictures a batch: the longest whose median delay is that of node-media-server 2. */
const NMS2_BATCH_MS = 200;
/** The throughput setting: p50 within 200 ms. */
const LONG_BATCH_MS = 350;

async function throughput(): Promise<void> {
  console.log('\nThroughput: the same, allowed the delay of node-media-server 2, then 200 ms');
  const at = { viewers: 1_000, seconds };
  const nms2: Watched[] = [];
  const ours: Watched[] = [];
  const long: Watched[] = [];
  const floor: number[] = [];
  const longFloor: number[] = [];
  await repeat(async () => {
    nms2.push(await watch('nms2', at));
    ours.push(await watch('lukou', { ...at, batchMs: NMS2_BATCH_MS }));
    floor.push(await writeOnly({ ...at, batchMs: NMS2_BATCH_MS }));
    long.push(await watch('lukou', { ...at, batchMs: LONG_BATCH_MS }));
    longFloor.push(await writeOnly({ ...at, batchMs: LONG_BATCH_MS }));
  });
  const them = tell('node-media-server 2', nms2);
  const us = tell('lukou, 200 ms batches', ours);
  beside('its own delay', us, them, { least: 3, floor: median(floor) });
  target('delay p50 beside its own', us.p50 / them.p50, us.p50 <= them.p50 * 1.1);
  target('delay p99 beside its own', us.p99 / them.p99, us.p99 <= them.p99 * 1.1);
  const most = tell('lukou, 350 ms batches', long);
  beside('200 ms', most, them, { least: 5, floor: median(longFloor) });
  target('delay p50 (≤ 200 ms)', most.p50, most.p50 <= 200, ' ms');
}

/** The work beside that of node-media-server 2, and beside what as many bare writes take on this machine. */
function beside(
  delay: string,
  us: { readonly speed: number },
  them: { readonly speed: number },
  { least, floor }: { readonly least: number; readonly floor: number },
): void {
  const times = us.speed / them.speed;
  target(`times the work of node-media-server 2 at ${delay} (≥ ${least})`, times, times >= least);
  console.log(
    `          as many bare writes: ${round(floor / them.speed)} times; ours is ${round((us.speed / floor) * 100)} % of that`,
  );
}

/** How much dearer than HTTP-FLV the other ways may be. */
const DEARER: Record<Way, number> = {
  'http-flv': 0,
  'ws-flv': 0.15,
  'http-fmp4': 0.15,
  'http-ts': 0.15,
  rtmp: 0.3,
  rtsp: 0.3,
};

async function ways(): Promise<void> {
  console.log('\nWays: the same 1,000 viewers by every way out');
  const runs = new Map<Way, Watched[]>(WAYS.map((way) => [way, []]));
  await repeat(async () => {
    for (const way of WAYS)
      runs.get(way)?.push(await watch('lukou', { viewers: 1_000, seconds, way }));
  });
  const told = new Map(WAYS.map((way) => [way, tell(way, runs.get(way) ?? [])]));
  const flv = told.get('http-flv')?.speed ?? 0;
  for (const way of WAYS.filter((one) => one !== 'http-flv')) {
    const share = (told.get(way)?.speed ?? 0) / flv;
    const least = 1 - DEARER[way];
    target(`${way}, work beside HTTP-FLV (≥ ${least})`, share, share >= least);
  }
}

/** nginx gives out RTMP and nothing else that plays live without files. */
async function nginx(): Promise<void> {
  if (!nginxInstalled()) {
    console.log('\nnginx: not installed (Debian: libnginx-mod-rtmp)');
    return;
  }
  console.log("\nnginx: 1,000 RTMP viewers of the same stream, beside nginx's RTMP module");
  const at = { viewers: 1_000, seconds, way: 'rtmp' } as const;
  const theirs: Watched[] = [];
  const ours: Watched[] = [];
  await repeat(async () => {
    theirs.push(await watch('nginx', at));
    ours.push(await watch('lukou', at));
  });
  const them = tell('nginx', theirs);
  const us = tell('lukou', ours);
  console.log(`          ${round(us.speed / them.speed)} times the work of nginx`);
}

async function crowd(): Promise<void> {
  console.log('\nCrowd: 3,000 viewers on one core');
  const us = tell('lukou', await repeat(() => watch('lukou', { viewers: 3_000, seconds })));
  target('gaps and cut viewers (0)', us.gaps, us.gaps === 0);
  target('what the worst viewer got (≥ 95 %)', us.worst * 100, us.worst >= 0.95, ' %');
}

async function delay(): Promise<void> {
  console.log('\nDelay: 20 viewers, 25 fps');
  const runs = await repeat(() => watch('lukou', { viewers: 20, seconds: seconds * 2 }));
  const peers = await repeat(() => watch('nms4', { viewers: 20, seconds: seconds * 2 }));
  tell('lukou', runs);
  tell('node-media-server 4', peers);
  const all = (share: number) => median(runs.map((run) => quantile(run.delays, share)));
  target('p50 (≤ 1 ms)', all(0.5), all(0.5) <= 1, ' ms');
  target('p99.99 (≤ 10 ms)', all(0.9999), all(0.9999) <= 10, ' ms');
}

async function joining(): Promise<void> {
  console.log('\nJoin: request to the end of the first key frame');
  const joins = values.quick ? 50 : 200;
  const ours = await repeat(() => join('lukou', joins));
  const peer = await repeat(() => join('nms4', joins));
  const p50 = median(ours.map(median));
  console.log(
    `  lukou p50 ${round(p50)} ms, p99 ${round(median(ours.map((one) => quantile(one, 0.99))))} ms; node-media-server 4 p50 ${round(median(peer.map(median)))} ms`,
  );
  target('p50 (≤ 1.5 ms)', p50, p50 <= 1.5, ' ms');
}

async function ingesting(): Promise<void> {
  console.log('\nIngest: 200 RTMP streams of 2 Mbit/s, no viewers');
  const at = { streams: 200, seconds };
  const ours: Awaited<ReturnType<typeof ingest>>[] = [];
  const nms4: Awaited<ReturnType<typeof ingest>>[] = [];
  await repeat(async () => {
    ours.push(await ingest('lukou', at));
    nms4.push(await ingest('nms4', at));
  });
  const cpu = median(ours.map((run) => run.percentPerStream));
  const peer = median(nms4.map((run) => run.percentPerStream));
  const memory = median(ours.map((run) => run.megabytesPerStream));
  console.log(
    `  node-media-server 4: ${round(peer)} % of a core, ${round(median(nms4.map((run) => run.megabytesPerStream)))} MB per stream`,
  );
  target('% of a core per stream (≤ 0.10)', cpu, cpu <= 0.1, ' %');
  target('of what node-media-server 4 takes (≤ 0.5)', cpu / peer, cpu <= peer / 2);
  target('resident per stream (≤ 1.0 MB)', memory, memory <= 1, ' MB');
}

async function webrtc(): Promise<void> {
  console.log(
    '\nWebRTC: 1 stream of 2 Mbit/s (picture only), 150 WHEP viewers over UDP, AES-128-GCM',
  );
  const us = tell(
    'lukou',
    await repeat(() => watch('lukou', { viewers: 150, seconds, way: 'whep' })),
  );
  const perCore = us.speed / 1.9; // the picture's share of 2 Mbit/s
  target('viewers per core (≥ 150)', perCore, perCore >= 150);
  target('gaps (0)', us.gaps, us.gaps === 0);
}

const WIRES = {
  rtsp: { name: 'RTSP cameras over TCP', most: 0.5 },
  ps: { name: 'GB28181 devices (MPEG-PS in RTP) over UDP', most: 0.6 },
} as const satisfies Record<Wire, unknown>;

async function pulling(): Promise<void> {
  for (const wire of ['rtsp', 'ps'] as const) {
    const { name, most } = WIRES[wire];
    console.log(`\nPull: 200 ${name}, 2 Mbit/s each, on one worker, no viewers`);
    const runs = await repeat(() => pull({ wire, cameras: 200, seconds }));
    const cores = median(runs.map((run) => run.cores));
    const missing = runs.reduce((sum, run) => sum + run.camerasMissing, 0);
    const lost = runs.reduce((sum, run) => sum + run.packetsLost, 0);
    target(`% of a core (≤ ${most * 100})`, cores * 100, cores <= most, ' %');
    target('cameras missing (0)', missing, missing === 0);
    if (wire === 'rtsp') target('packets lost (0)', lost, lost === 0);
    else console.log(`  packets lost: ${lost}`);
  }
}

/** Only when asked for: it takes as long as it says. */
async function soaking(): Promise<void> {
  const minutes = Number(values.minutes);
  console.log(`\nSoak: ${minutes} min, 200 streams, 10 joins a second, 1 viewer of 20 stalled`);
  const { joined, refused, grown, megabytes } = await soak({ streams: 200, minutes });
  console.log(`  ${joined} viewers, ${round(megabytes)} MB at the end`);
  target('memory at the end beside the beginning (≤ 1.05)', grown, grown <= 1.05);
  target('viewers refused (0)', refused, refused === 0);
}

const measures = {
  fanout,
  throughput,
  ways,
  nginx,
  crowd,
  delay,
  join: joining,
  ingest: ingesting,
  webrtc,
  pull: pulling,
  soak: soaking,
};
console.log(
  `${repetitions} repetition(s) of ${seconds} s each, medians; ${pinned ? 'server and load on a core each' : 'not pinned: taskset or a second core is missing'}; ${network}`,
);
for (const [name, measure] of Object.entries(measures)) if (only.includes(name)) await measure();
console.log(missed === 0 ? '\nEvery number holds.' : `\n${missed} number(s) missed.`);
process.exitCode = missed === 0 ? 0 : 1;
