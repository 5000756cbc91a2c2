/** The simulated cameras as a process of their own, for tests: over loopback, with an account. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const MAIN = join(import.meta.dirname, '../../media-worker/simulator/main.ts');
export const ACCOUNT = { username: 'admin', password: 'a <secret> & more' };

const listeningSchema = z.object({
  port: z.number(),
  onvifPort: z.number(),
  controlPort: z.number(),
});
const commandsSchema = z.object({
  commands: z.array(
    z.object({
      at: z.number(),
      operation: z.string(),
      detail: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
  position: z.object({ pan: z.number(), tilt: z.number(), zoom: z.number() }),
  moving: z.boolean(),
});
export type Received = z.infer<typeof commandsSchema>;

export async function startSimulator(environment: NodeJS.ProcessEnv) {
  const data = await mkdtemp(join(tmpdir(), 'lukou-onvif-'));
  const child = fork(MAIN, {
    env: {
      ...environment,
      LUKOU_DATA: data,
      LUKOU_SIMULATOR_PORT: '0',
      LUKOU_SIMULATOR_ONVIF_PORT: '0',
      LUKOU_SIMULATOR_CONTROL_PORT: '0',
      LUKOU_SIMULATOR_USER: ACCOUNT.username,
      LUKOU_SIMULATOR_PASSWORD: ACCOUNT.password,
      LUKOU_SIMULATOR_PREPARE: 'off',
      LUKOU_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = await once(child, 'message');
  const ports = listeningSchema.parse(message);
  const control = async (path: string, init?: RequestInit): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${ports.controlPort}/cameras/${path}`, init);
    return answer.json();
  };
  return {
    ...ports,
    address: (code: string, query = '') =>
      `http://127.0.0.1:${ports.onvifPort}/onvif/${code}/device_service${query}`,
    received: async (code: string): Promise<Received> =>
      commandsSchema.parse(await control(`${code}/commands`)),
    forget: (code: string) => control(`${code}/commands`, { method: 'DELETE' }),
    raise: (code: string, motion: boolean) =>
      control(`${code}/event`, { method: 'PUT', body: JSON.stringify({ motion }) }),
    /** Any event, as one item of data under a topic. */
    happen: (code: string, topic: string, name: string, value: string) =>
      control(`${code}/event`, { method: 'PUT', body: JSON.stringify({ topic, name, value }) }),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
export type Simulator = Awaited<ReturnType<typeof startSimulator>>;
