import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProbeStep } from '../control/contract.ts';
import { StillDecoder } from '../pictures/still.ts';
import { systemClock } from '../platform/clock.ts';
import { runProbe } from './probe.ts';
import { rtspPuller } from './rtsp-pull.ts';
import { RecordingOutput } from './testdata/recording-output.ts';

/** Debian's own Python: another one earlier on the path does not see Debian's packages. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const SERVER = fileURLToPath(new URL('testdata/gst-rtsp-server.py', import.meta.url));
const CHECK = `
import gi
gi.require_version("Gst", "1.0"); gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
missing = [e for e in ("x264enc", "avenc_aac", "rtph264pay", "rtph265pay", "x265enc") if not Gst.ElementFactory.find(e)]
raise SystemExit(1 if missing else 0)
`;

function available(): boolean {
  try {
    execFileSync(PYTHON, ['-c', CHECK], { stdio: 'ignore' });
    return true;
  } catch {
    // Python, the bindings or an element are missing.
    return false;
  }
}

const there = available();
if (!there)
  process.stderr.write(
    'gst-rtsp-server interop skipped: apt-get install gstreamer1.0-rtsp python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-{base,good,bad,ugly} gstreamer1.0-libav\n',
  );

const video = (encoder: string, pay: string) =>
  `videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=25/1 ! ${encoder} ! ${pay} name=pay0 pt=96`;
const H264 = video('x264enc tune=zerolatency key-int-max=25', 'rtph264pay');
const H264_REORDERED = video(
  'x264enc bframes=2 b-adapt=false key-int-max=25 ! video/x-h264,profile=main',
  'rtph264pay',
);
const H265 = video('x265enc tune=zerolatency key-int-max=25', 'rtph265pay');
const AAC =
  'audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=2 ! avenc_aac ! rtpmp4gpay name=pay1 pt=97';
const ALAW =
  'audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8';
const ACCOUNT = { username: 'admin', password: 'p@ss:"w"' };
const OPTIONS = { clock: systemClock, networks: ['127.0.0.0/8'] };

let child: ChildProcess | null = null;
afterEach(() => {
  child?.kill();
  child = null;
});

async function gstServer(launch: string, ...account: string[]): Promise<string> {
  const running = spawn(PYTHON, [SERVER, '/cam', `( ${launch} )`, ...account], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child = running;
  const [line] = await once(running.stdout, 'data');
  return `rtsp://127.0.0.1:${Number(String(line))}/cam`;
}

async function collect(probe: AsyncIterable<ProbeStep>): Promise<ProbeStep[]> {
  const steps: ProbeStep[] = [];
  for await (const step of probe) steps.push(step);
  return steps;
}

describe.skipIf(!there)('gst-rtsp-server', { timeout: 30_000 }, () => {
  it.each([
    ['H.264 and AAC', 'tcp', `${H264} ${AAC}`, ['h264', 'aac']],
    ['H.264 and AAC', 'udp', `${H264} ${AAC}`, ['h264', 'aac']],
    ['H.265 and G.711', 'tcp', `${H265} ${ALAW}`, ['h265', 'g711a']],
    ['H.265 and G.711', 'udp', `${H265} ${ALAW}`, ['h265', 'g711a']],
  ] as const)('%s over %s, behind digest', async (_, transport, launch, codecs) => {
    const url = await gstServer(launch, ACCOUNT.username, ACCOUNT.password, 'a realm');
    const output = new RecordingOutput();
    const stop = new AbortController();
    const running = rtspPuller({ url, transport, ...ACCOUNT }, OPTIONS).runOnce(
      output,
      stop.signal,
    );
    const pictures = () =>
      output.events.flatMap((one) =>
        one.type === 'frame' && one.frame.kind === 'video' ? [one.frame] : [],
      );
    const sounds = () =>
      output.events.flatMap((one) =>
        one.type === 'frame' && one.frame.kind === 'audio' ? [one.frame] : [],
      );
    await Promise.race([
      running,
      output.until(() => pictures().length >= 60 && sounds().length >= 40),
    ]);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    const [tracks] = output.events;
    expect(tracks?.type === 'tracks' && tracks.tracks.map((track) => track.codec)).toEqual(codecs);
    expect(pictures()[0]?.randomAccess).toBe(true);
    expect(output.lostPackets).toBe(0);
    // 25 pictures a second, each one there; GStreamer rounds to whole ticks.
    const steps = pictures()
      .slice(0, 60)
      .map((one, at, all) => one.pts - (all[at - 1]?.pts ?? one.pts - 3600));
    expect(steps.every((step) => Math.abs(step - 3600) <= 1)).toBe(true);
  });

  it('pictures out of order keep decode times in order', async () => {
    const url = await gstServer(H264_REORDERED);
    const output = new RecordingOutput();
    const stop = new AbortController();
    const running = rtspPuller({ url, transport: 'tcp' }, OPTIONS).runOnce(output, stop.signal);
    await Promise.race([running, output.until(() => output.events.length > 80)]);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    const frames = output.events.flatMap((one) =>
      one.type === 'frame' && one.frame.kind === 'video' ? [one.frame] : [],
    );
    expect(frames.some((one, at) => one.pts < (frames[at - 1]?.pts ?? 0))).toBe(true);
    expect(frames.every((one, at) => one.dts >= (frames[at - 1]?.dts ?? 0))).toBe(true);
    expect(frames.slice(10).every((one) => one.pts >= one.dts)).toBe(true);
  });

  it('a probe shows every step and the first picture', async () => {
    const url = await gstServer(`${H264} ${AAC}`, ACCOUNT.username, ACCOUNT.password, 'a realm');
    const options = { ...OPTIONS, stills: new StillDecoder() };
    const steps = await collect(
      runProbe(
        { kind: 'rtsp', url, transport: 'auto', ...ACCOUNT },
        options,
        new AbortController().signal,
      ),
    );
    expect(steps.map((step) => step.step)).toEqual([
      'resolve',
      'connect',
      'sign-in',
      'describe',
      'setup',
      'first-packet',
      'tracks',
      'first-key-frame',
      'picture',
    ]);
    expect(steps.at(-1)).toMatchObject({ ok: true, done: true, detail: 'h264 640x360 25 fps' });
    const jpeg = Buffer.from(steps.at(-1)?.jpegBase64 ?? '', 'base64');
    expect([...jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });

  it('a wrong password ends the probe at the sign-in', async () => {
    const url = await gstServer(H264, ACCOUNT.username, ACCOUNT.password, 'a realm');
    const options = { ...OPTIONS, stills: new StillDecoder() };
    const source = {
      kind: 'rtsp',
      url,
      transport: 'auto',
      username: 'admin',
      password: 'wrong',
    } as const;
    const steps = await collect(runProbe(source, options, new AbortController().signal));
    expect(steps.at(-1)).toMatchObject({
      step: 'sign-in',
      ok: false,
      done: true,
      failure: { code: 'rtsp.unauthorized', kind: 'refused' },
    });
  });
});
