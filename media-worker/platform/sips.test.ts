import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readShared } from './shared-read.ts';
import { SIP_EVERY_MS, Sips } from './sips.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A connection whose accepted side rests after every read. */
async function sipped(sips: Sips) {
  const reads: string[] = [];
  const progress = { heard: () => {} };
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer({ pauseOnConnect: true }, (raw) => {
    const socket = readShared(raw, (bytes) => {
      reads.push(bytes.toString());
      sips.rest(socket);
      progress.heard();
      return 'rest';
    });
    accepted.resolve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  const client = connect(address.port, '127.0.0.1');
  const socket = await accepted.promise;
  return {
    reads,
    socket,
    send: (text: string) => new Promise<void>((resolve) => client.write(text, () => resolve())),
    nextRead: () =>
      new Promise<void>((resolve) => {
        progress.heard = resolve;
      }),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('sips', () => {
  it('reads at once what came while the socket rested, and no sooner', async () => {
    using sips = new Sips();
    await using peer = await sipped(sips);
    const first = peer.nextRead();
    await peer.send('a');
    await first;
    for (const text of ['b', 'c', 'd']) await peer.send(text);
    await new Promise((resolve) => setImmediate(resolve));
    expect(peer.reads).toEqual(['a']);
    const second = peer.nextRead();
    vi.advanceTimersByTime(SIP_EVERY_MS);
    await second;
    expect(peer.reads).toEqual(['a', 'bcd']);
  });

  it('wakes all who are due when the event loop was late, not one group a turn', async () => {
    let now = 0;
    using sips = new Sips(() => now);
    await using peer = await sipped(sips);
    const first = peer.nextRead();
    await peer.send('a');
    await first;
    await peer.send('b');
    const second = peer.nextRead();
    // One turn of the timer, as late as a whole round.
    now += SIP_EVERY_MS;
    vi.advanceTimersToNextTimer();
    await second;
    expect(peer.reads).toEqual(['a', 'b']);
  });

  it('lets go of sockets that closed while they rested, and of its timer when nobody rests', async () => {
    using sips = new Sips();
    await using peer = await sipped(sips);
    const first = peer.nextRead();
    await peer.send('a');
    await first;
    peer.socket.destroy();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(SIP_EVERY_MS);
    expect(vi.getTimerCount()).toBe(0);
  });
});
