import { createServer } from 'node:net';
import type { Puller } from '../hub/source.ts';
import { Stream } from '../hub/stream.ts';
import type { StreamEvent } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { systemClock } from '../platform/clock.ts';
import { type Told, told } from './clips.ts';

const WITHIN_MS = 15_000;

export type Pulled = Told & {
  readonly steps: readonly string[];
  readonly packetsLost: number;
  readonly events: readonly StreamEvent[];
};

/**
 * Holds a stream fed by the puller until so many pictures came, retrying as the worker does.
 * @throws with the last failure when they do not come
 */
export async function pullPictures(puller: Puller, pictures: number): Promise<Pulled> {
  const stream = new Stream(
    { id: streamId('pulled'), source: { kind: 'pull', puller }, stopAfterMs: 0 },
    { clock: systemClock, random: Math.random, stateChanged: () => {} },
  );
  const events: StreamEvent[] = [];
  const enough = Promise.withResolvers<void>();
  const late = setTimeout(
    () =>
      enough.reject(
        new Error(
          `no ${pictures} pictures: ${JSON.stringify(stream.failure)} ${JSON.stringify(stream.trace)}`,
        ),
      ),
    WITHIN_MS,
  );
  let seen = 0;
  stream.listen({
    event: (event) => {
      events.push(event);
      if (event.type === 'frame' && event.frame.kind === 'video') seen += 1;
      if (seen === pictures) enough.resolve();
    },
    ended: enough.reject,
  });
  using _holder = stream.hold('test');
  try {
    await enough.promise;
    const steps = stream.trace.map((entry) => entry.step);
    return {
      ...told(events),
      steps,
      packetsLost: stream.statistics.packetsLost,
      events: [...events],
    };
  } finally {
    clearTimeout(late);
    stream.remove();
  }
}

/** A TCP port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(address !== null && typeof address === 'object' ? address.port : 0),
      );
    });
  });
}
