// Simulated GB/T 28181 cameras behind one device, to try against any platform.
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { LoopStore } from '../loop-store.ts';
import { sceneOfCamera } from '../scenes.ts';
import { type SimulatedChannel, startDevice } from './device.ts';

const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    'server-id': { type: 'string', default: '34020000002000000001' },
    domain: { type: 'string' },
    id: { type: 'string', default: '34020000001180000001' },
    password: { type: 'string', default: '' },
    channels: { type: 'string', default: '1' },
    transport: { type: 'string', default: 'udp' },
    host: { type: 'string', default: '127.0.0.1' },
    /** Drawn scenes are kept here; without it channels show the small built-in loop. */
    scenes: { type: 'string' },
  },
});
const logger = pino({ base: { process: 'gb28181-device' } });

function refuse(problem: string): never {
  logger.fatal(problem);
  process.exit(2);
}

const [, address, port] = /^([^:]+):(\d+)$/.exec(values.server ?? '') ?? [];
if (address === undefined) refuse('--server HOST:PORT is needed');
if (!/^\d{20}$/.test(values.id)) refuse('--id must have 20 digits');
const count = Number(values.channels);
if (!Number.isInteger(count) || count < 0 || count > 9_999) refuse('--channels: 0 to 9999');
const { transport } = values;
if (transport !== 'udp' && transport !== 'tcp') refuse('--transport: udp or tcp');

/** The device's own area with type 132, a network camera, and a number. */
const channels = Array.from({ length: count }, (_, index): SimulatedChannel => {
  const number = String(index + 1);
  const id = `${values.id.slice(0, 10)}132${values.id.slice(13, 14)}${number.padStart(6, '0')}`;
  return { id, name: `模拟路口 ${number}`, ptzType: 1 };
});
const store =
  values.scenes === undefined
    ? null
    : new LoopStore(values.scenes, (message, fields) => logger.info(fields, message));

const device = await startDevice({
  server: {
    host: address,
    port: Number(port),
    id: values['server-id'],
    domain: values.domain ?? values['server-id'].slice(0, 10),
  },
  id: values.id,
  password: values.password,
  transport,
  host: values.host,
  channels,
  ...(store && {
    pictures: (channel: SimulatedChannel) =>
      store.get({
        scene: sceneOfCamera(channel.camera ?? channel.id),
        look: 'clean',
        stream: 'main',
      }),
  }),
});

function stop(): void {
  store?.[Symbol.dispose]();
  void device[Symbol.asyncDispose]();
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

device.registered().then(
  () => logger.info({ id: values.id, channels: count }, 'registered'),
  (cause: unknown) => logger.error({ err: cause }, 'not registered'),
);
