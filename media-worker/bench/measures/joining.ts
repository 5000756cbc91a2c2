import { startProcess } from '../processes.ts';
import { pause, type ServerName, startServer } from '../servers.ts';
import { isReady } from './watching.ts';

const WARM_UP_MS = 3_000;

/** Milliseconds from a viewer's request to the end of the first key frame, at the socket. */
export async function join(server: ServerName, joins: number): Promise<readonly number[]> {
  await using running = await startServer(server);
  await using publisher = startProcess('./load/publish.ts', [running.rtmpPort, 0, 1], {
    core: 1,
    ipc: true,
  });
  await publisher.message(isReady);
  await pause(WARM_UP_MS);
  const args = [running.httpPort, '/live/bench-0.flv', joins];
  await using load = startProcess('./load/join.ts', args, { core: 1, ipc: true });
  const { times } = await load.message(isTimes);
  return times;
}

function isTimes(message: unknown): message is { times: readonly number[] } {
  return typeof message === 'object' && message !== null && 'times' in message;
}
