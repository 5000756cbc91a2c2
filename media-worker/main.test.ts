// The worker as a process: started alone, fed and watched by ffmpeg, stopped, orphaned, and refused a port.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { hasFfmpeg } from './testkit/ffmpeg.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const footage = fileURLToPath(
  new URL('../../shared/footage/intel-car-detection.mp4', import.meta.url),
);
const run = promisify(execFile);
const { PATH } = process.env;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(env: Record<string, string>, ipc = false) {
  const ports = {
    LUKOU_MEDIA_PORT: '0',
    LUKOU_RTMP_PORT: '0',
    LUKOU_RTSP_PORT: '0',
    LUKOU_WEBRTC_PORT: '0',
  };
  const child = spawn(node, [main], {
    env: { PATH, ...ports, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  });
  children.push(child);
  let text = '';
  const said = (word: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const match = word.exec(text);
        if (match) resolve(match);
      };
      for (const output of [child.stdout, child.stderr])
        output?.on('data', (bytes: Buffer) => {
          text += bytes.toString();
          look();
        });
      look();
      child.once('close', () => reject(new Error(`ended without saying ${word}: ${text}`)));
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, said, ended };
}

it('stops cleanly on SIGTERM', async () => {
  const { child, said, ended } = start({});
  await said(/ws:\/\/127\.0\.0\.1:\d+\/live\/NAME\.flv/);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('ends with its parent', async () => {
  const { child, said, ended } = start({}, true);
  await said(/media worker started/);
  child.disconnect();
  expect(await ended).toBe(0);
});

it('says what to do about a taken port', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const address = blocker.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { said, ended } = start({ LUKOU_RTMP_PORT: String(port) });
  const sentence = `Port ${port} is taken by another program: stop that program or set LUKOU_RTMP_PORT to another port.`;
  await said(new RegExp(sentence));
  expect(await ended).toBe(2);
  blocker.close();
});

it('names every wrong setting', async () => {
  const { said, ended } = start({ LUKOU_MEDIA_PORT: 'many', LUKOU_RTMP_PORT: '-1' });
  await said(/LUKOU_MEDIA_PORT.*\n.*LUKOU_RTMP_PORT/);
  expect(await ended).toBe(2);
});

const canPublish = hasFfmpeg && existsSync(footage);
describe.skipIf(!canPublish)('with ffmpeg and the footage of ../shared', () => {
  it('takes what ffmpeg publishes and gives what ffprobe and ffmpeg read', async () => {
    const { said } = start({});
    const [, rtmp = ''] = await said(/(rtmp:\/\/\S+\/live\/)NAME/);
    const [, http = ''] = await said(/(http:\/\/\S+\/live\/)NAME/);
    const input = ['-re', '-stream_loop', '-1', '-i', footage];
    const args = ['-v', 'error', ...input, '-c', 'copy', '-f', 'flv', `${rtmp}car`];
    children.push(spawn('/usr/bin/ffmpeg', args, { stdio: 'ignore' }));
    await said(/"stream":"car","state":"live"/);
    const entries = 'stream=codec_name,width,height,sample_rate';
    const probe = await run('/usr/bin/ffprobe', [
      '-v',
      'error',
      '-show_entries',
      entries,
      '-of',
      'csv=p=0',
      `${http}car.flv`,
    ]);
    expect(probe.stdout.trim().split('\n')).toEqual(['h264,768,432', 'aac,48000']);
    const decode = [
      '-v',
      'error',
      '-i',
      `${http}car.flv`,
      '-frames:v',
      '50',
      '-f',
      'framemd5',
      '-',
    ];
    const { stdout, stderr } = await run('/usr/bin/ffmpeg', decode);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line.startsWith('0,'))).toHaveLength(50);
  });
});
