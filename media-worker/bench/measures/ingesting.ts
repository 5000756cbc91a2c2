import { cpuSeconds, residentBytes, startProcess } from '../processes.ts';
import { pause, type ServerName, startServer } from '../servers.ts';
import { isReady } from './watching.ts';

export type Ingesting = {
  readonly server: ServerName;
  /** Percent of one core per stream. */
  readonly percentPerStream: number;
  readonly megabytesPerStream: number;
};

/** Two GOPs, so that every cache is full. */
const WARM_UP_MS = 5_000;

/** Many RTMP publishers, no viewers. */
export async function ingest(
  server: ServerName,
  options: { readonly streams: number; readonly seconds: number },
): Promise<Ingesting> {
  await using running = await startServer(server);
  const before = residentBytes(running.pid);
  const args = [running.rtmpPort, 0, options.streams];
  await using publisher = startProcess('./load/publish.ts', args, { core: 1, ipc: true });
  await publisher.message(isReady);
  await pause(WARM_UP_MS);
  const cpuBefore = cpuSeconds(running.pid);
  const startedAt = performance.now();
  await pause(options.seconds * 1000);
  const cpu = cpuSeconds(running.pid) - cpuBefore;
  const elapsed = (performance.now() - startedAt) / 1000;
  const grown = residentBytes(running.pid) - before;
  return {
    server,
    percentPerStream: ((cpu / elapsed) * 100) / options.streams,
    megabytesPerStream: grown / 1e6 / options.streams,
  };
}
