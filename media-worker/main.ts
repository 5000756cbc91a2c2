import './platform/heap.ts';
import { readEnv } from './platform/env.ts';
import { workerLogger } from './platform/logger.ts';
import { openWorker } from './worker.ts';

/** Everything must be closed by then; the process manager counts on it. */
const STOP_WITHIN_MS = 4_500;

const result = readEnv();
if (!result.ok) {
  console.error(
    `The media worker cannot start:\n${result.problems.map((line) => `  ${line}`).join('\n')}`,
  );
  process.exit(2);
}
const { env } = result;
const logger = workerLogger(env.LUKOU_LOG_LEVEL);

process.on('unhandledRejection', (reason) => {
  logger.fatal({ err: reason }, 'unhandled rejection');
  process.exit(1);
});
process.on('uncaughtException', (error) => {
  logger.fatal({ err: error }, 'uncaught exception');
  process.exit(1);
});

let running: AsyncDisposable | null = null;
let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  if (!running) process.exit(0); // not open yet: nothing to close
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  running[Symbol.asyncDispose]().then(
    () => process.exit(0),
    (error) => {
      logger.error({ err: error }, 'could not stop cleanly');
      process.exit(1);
    },
  );
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop); // started as a child: the parent is gone

const worker = await openWorker(env, logger).catch((error: Error) => {
  console.error(error.message);
  process.exit(2);
});
running = worker;

logger.info({ rtmpPort: worker.rtmpPort, mediaPort: worker.mediaPort }, 'media worker started');
if (!env.LUKOU_SERVER_URL)
  console.log(
    [
      `Publish to  rtmp://${env.LUKOU_HOST}:${worker.rtmpPort}/live/NAME`,
      `Play        http://${env.LUKOU_HOST}:${worker.mediaPort}/live/NAME.flv`,
      `            ws://${env.LUKOU_HOST}:${worker.mediaPort}/live/NAME.flv`,
      `            http://${env.LUKOU_HOST}:${worker.mediaPort}/live/NAME.m3u8`,
      `            rtsp://${env.LUKOU_HOST}:${worker.rtspPort}/live/NAME`,
      `WebRTC      http://${env.LUKOU_HOST}:${worker.mediaPort}/live/NAME/whep to play, /whip to publish`,
    ].join('\n'),
  );
