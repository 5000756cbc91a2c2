import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AudioFrame, StreamEvent, VideoFrame } from '../media/frame.ts';
import type { Track } from '../media/track.ts';

/** A moving test picture of 320x180 at 25 fps and a tone, as ffmpeg writes them. */
export type ClipOptions = {
  readonly seconds?: number;
  readonly video?: 'h264' | 'h265' | 'none';
  /** Pictures come in another order than they are shown in. */
  readonly bFrames?: boolean;
  readonly audio?: 'aac' | 'mp3' | 'g711a' | 'none';
};

const TIME_LIMIT_MS = 30_000;

/** What makes ffmpeg produce the clip; arguments that say where to follow. */
export function clipArguments(options: ClipOptions): string[] {
  const { seconds = 2, video = 'h264', bFrames = false, audio = 'aac' } = options;
  const inputs: string[] = [];
  if (video !== 'none')
    inputs.push('-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=25:duration=${seconds}`);
  if (audio !== 'none')
    inputs.push('-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`);
  return ['-v', 'error', ...inputs, ...videoArguments(video, bFrames), ...audioArguments(audio)];
}

function videoArguments(video: 'h264' | 'h265' | 'none', bFrames: boolean): string[] {
  if (video === 'none') return [];
  const count = bFrames ? 2 : 0;
  const common = ['-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25', '-bf', String(count)];
  if (video === 'h264') return ['-c:v', 'libx264', ...common, '-sc_threshold', '0'];
  const parameters = `log-level=error:keyint=25:min-keyint=25:scenecut=0:bframes=${count}:open-gop=0`;
  return ['-c:v', 'libx265', ...common, '-tag:v', 'hvc1', '-x265-params', parameters];
}

function audioArguments(audio: 'aac' | 'mp3' | 'g711a' | 'none'): string[] {
  if (audio === 'none') return [];
  if (audio === 'g711a') return ['-c:a', 'pcm_alaw', '-ar', '8000', '-ac', '1'];
  return ['-c:a', audio === 'aac' ? 'aac' : 'libmp3lame', '-ac', '2'];
}

/** The clip as one file; `output` names the format, e.g. `-f mpegts`. */
export function clip(options: ClipOptions, ...output: readonly string[]): Uint8Array {
  return clipFiles(options, [...output, 'out']).get('out') ?? new Uint8Array(0);
}

/** Every file that ffmpeg writes for the clip, by name. */
export function clipFiles(
  options: ClipOptions,
  output: readonly string[],
): ReadonlyMap<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'lukou-clip-'));
  try {
    const all = [...clipArguments(options), ...output];
    execFileSync('/usr/bin/ffmpeg', all, { cwd: folder, timeout: TIME_LIMIT_MS });
    return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same bytes in pieces of these sizes, over and over. */
export function pieces(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}

/** What a demuxer told, sorted by kind. */
export type Told = {
  readonly tracks: readonly (readonly Track[])[];
  readonly video: readonly VideoFrame[];
  readonly audio: readonly AudioFrame[];
};

export function told(events: readonly StreamEvent[]): Told {
  const frames = events.flatMap((event) => (event.type === 'frame' ? [event.frame] : []));
  return {
    tracks: events.flatMap((event) => (event.type === 'tracks' ? [event.tracks] : [])),
    video: frames.filter((frame) => frame.kind === 'video'),
    audio: frames.filter((frame) => frame.kind === 'audio'),
  };
}

/** Steps between neighbours, each distinct one once, rounded to ms. */
export function steps(ticks: readonly number[]): number[] {
  const found = new Set<number>();
  for (let at = 1; at < ticks.length; at += 1)
    found.add(Math.round(((ticks[at] ?? 0) - (ticks[at - 1] ?? 0)) / 90));
  return [...found].sort((a, b) => a - b);
}

/** Equal for equal events; comparing thousands of arrays byte by byte with a matcher takes seconds. */
export function fingerprint(events: readonly StreamEvent[]): string {
  const hash = createHash('sha256');
  for (const event of events) {
    if (event.type === 'tracks') hash.update(JSON.stringify(event));
    else if (event.frame.kind === 'audio')
      hash.update(`A${event.frame.pts}`).update(event.frame.data);
    else {
      const { pts, dts, randomAccess, nalus } = event.frame;
      hash.update(`V${pts}/${dts}/${randomAccess}/${nalus.map((unit) => unit.length)}`);
      for (const unit of nalus) hash.update(unit);
    }
  }
  return `${events.length} ${hash.digest('hex')}`;
}

/** An ffmpeg that runs until it is disposed: something to pull from. */
export function runFfmpeg(
  args: readonly string[],
): Disposable & { readonly exited: Promise<number> } {
  const child = spawn('/usr/bin/ffmpeg', ['-nostdin', '-v', 'error', ...args], { stdio: 'ignore' });
  const exited = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  return { exited, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}
