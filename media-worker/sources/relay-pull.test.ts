import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { Stream } from '../hub/stream.ts';
import { streamId } from '../media/stream-id.ts';
import { systemClock } from '../platform/clock.ts';
import { relayPuller } from './relay-pull.ts';

it('asks the worker it fetches from for a key frame when somebody joins, once a second', async () => {
  const heard: string[] = [];
  const origin = createServer(({ method, url }, response) => {
    heard.push(`${method} ${url}`);
    if (method === 'POST') response.writeHead(204).end();
    else response.writeHead(200, { 'Content-Type': 'video/x-flv' }).flushHeaders();
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { port } = origin.address() as AddressInfo;
  let tickets = 0;
  const ticket = () => `t${++tickets}`;
  const puller = relayPuller({ host: '127.0.0.1', port }, { streamId: 'cam', ticket });
  const stream = new Stream(
    { id: streamId('cam'), source: { kind: 'pull', puller }, stopAfterMs: 0 },
    { clock: systemClock, random: () => 0.5, stateChanged: () => {} },
  );

  using _first = stream.hold('first');
  await vi.waitFor(() =>
    expect(stream.trace.map(({ step }) => step)).toEqual(expect.arrayContaining(['setup'])),
  );
  using _second = stream.hold('second');
  using _third = stream.hold('third');
  await vi.waitFor(() => expect(heard).toHaveLength(2));

  expect(heard).toEqual([
    'GET /live/cam.flv?opus=enhanced&ticket=t1',
    'POST /live/cam/key-frame?ticket=t2',
  ]);
  stream.remove();
  origin.closeAllConnections();
  origin.close();
});
