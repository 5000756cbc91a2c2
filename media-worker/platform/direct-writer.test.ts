import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { DirectWriter } from './direct-writer.ts';

const open: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

/** A connection on loopback: where we write, and who reads. */
async function pair(): Promise<[ours: Socket, theirs: Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const theirs = connect(address.port, '127.0.0.1');
  const [ours] = (await once(server, 'connection')) as [Socket];
  server.close();
  open.push(ours, theirs);
  return [ours, theirs];
}

function descriptorOf(socket: Socket): number | undefined {
  return (socket as { readonly _handle?: { readonly fd?: number } | null })._handle?.fd;
}

/** More than a loopback connection holds while nobody reads. */
const FLOOD = Buffer.alloc(32 * 1024 * 1024, 'lukou');

describe('bytes that go out at once', () => {
  it('are with the kernel before the event loop turns', async () => {
    const [ours, theirs] = await pair();
    expect(new DirectWriter(ours).write(Buffer.from('one'))).toBe(true);
    expect(ours.writableLength).toBe(0);
    // Past the stream: it counts nothing.
    expect(ours.bytesWritten).toBe(0);
    const [first] = (await once(theirs, 'data')) as [Buffer];
    expect(first.toString()).toBe('one');
  });

  it('wait in the socket where the kernel has no room, and keep their order', async () => {
    const [ours, theirs] = await pair();
    const writer = new DirectWriter(ours);
    expect(writer.write(Buffer.from('head'))).toBe(true);
    expect(writer.write(FLOOD)).toBe(false);
    expect(ours.writableLength).toBeGreaterThan(0);
    expect(writer.write(Buffer.from('tail'))).toBe(false);
    ours.end();
    const read = await buffer(theirs);
    expect(read.length).toBe(FLOOD.length + 8);
    expect(read.subarray(0, 4).toString()).toBe('head');
    expect(read.subarray(4, -4).equals(FLOOD)).toBe(true);
    expect(read.subarray(-4).toString()).toBe('tail');
  });

  it('come behind what is corked', async () => {
    const [ours, theirs] = await pair();
    ours.cork();
    ours.write('first ');
    new DirectWriter(ours).write(Buffer.from('second'));
    ours.uncork();
    ours.end();
    expect((await buffer(theirs)).toString()).toBe('first second');
  });

  it('to a peer that is gone are the socket’s error, not ours', async () => {
    const [ours, theirs] = await pair();
    const writer = new DirectWriter(ours);
    expect(writer.write(Buffer.from('early'))).toBe(true);
    theirs.resetAndDestroy();
    await once(theirs, 'close');
    const gone = new Promise((resolve) => ours.once('close', resolve));
    ours.on('error', () => undefined);
    expect(() => writer.write(Buffer.from('late'))).not.toThrow();
    await gone;
    expect(() => writer.write(Buffer.from('later'))).not.toThrow();
  });

  it('never reach another socket that got the number of one that closed', async () => {
    const [ours] = await pair();
    const writer = new DirectWriter(ours);
    writer.write(Buffer.from('early'));
    const number = descriptorOf(ours);
    ours.on('error', () => undefined);
    ours.destroy();
    await once(ours, 'close');
    const [other, reader] = await pair();
    // The lowest free number is given out again, to one of the two.
    expect([descriptorOf(other), descriptorOf(reader)]).toContain(number);
    writer.write(Buffer.from('astray'));
    other.end('its own');
    reader.end('its own');
    expect((await buffer(reader)).toString()).toBe('its own');
    expect((await buffer(other)).toString()).toBe('its own');
  });
});
