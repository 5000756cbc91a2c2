import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { readSip, type SipMessage, SipReader } from './sip.ts';

/** The one socket or connection that everything between a device and its server runs on. */
export type SipLink = Disposable & {
  readonly transport: 'udp' | 'tcp';
  readonly port: number;
  send(bytes: Buffer): void;
};

export type LinkOptions = {
  readonly server: { readonly host: string; readonly port: number };
  readonly transport: 'udp' | 'tcp';
  /** The device's own address. */
  readonly host: string;
  /** `reply` goes where the message came from. */
  received(message: SipMessage, reply: (bytes: Buffer) => void): void;
  /** The connection is gone; not called on disposal. */
  lost(): void;
};

/** @throws what the socket says, e.g. ECONNREFUSED */
export function openLink(options: LinkOptions): Promise<SipLink> {
  return options.transport === 'udp' ? openUdp(options) : openTcp(options);
}

async function openUdp({ server, host, received }: LinkOptions): Promise<SipLink> {
  const socket = createSocket('udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  socket.on('error', () => {}); // nobody there: requests are sent again anyway
  const send = (bytes: Buffer, port: number, address: string) =>
    socket.send(bytes, port, address, () => {}); // as above
  socket.on('message', (bytes, from) => {
    const message = readSip(bytes);
    if (message) received(message, (answer) => send(answer, from.port, from.address));
  });
  return {
    transport: 'udp',
    port: socket.address().port,
    send: (bytes) => send(bytes, server.port, server.host),
    [Symbol.dispose]: () => socket.close(),
  };
}

async function openTcp({ server, host, received, lost }: LinkOptions): Promise<SipLink> {
  const socket = connect({ ...server, localAddress: host, noDelay: true });
  await once(socket, 'connect');
  let closed = false;
  const reader = new SipReader();
  const send = (bytes: Buffer) => {
    if (socket.writable) socket.write(bytes);
  };
  socket.on('error', () => {}); // 'close' follows
  socket.on('close', () => {
    if (!closed) lost();
  });
  socket.on('data', (bytes) => {
    try {
      for (const message of reader.push(bytes)) received(message, send);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      socket.destroy();
    }
  });
  return {
    transport: 'tcp',
    port: socket.localPort ?? 0,
    send,
    [Symbol.dispose]: () => {
      closed = true;
      socket.destroy();
    },
  };
}
