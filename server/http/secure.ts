import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Certificate } from '../../common/certificate.ts';

/** The first byte of a TLS connection: a record of type handshake (RFC 8446 5.1). */
const TLS_HANDSHAKE = 22;
/** Who connects and says nothing is let go. */
const SILENCE_MS = 10_000;

/**
 * Lets a server, before it listens, speak HTTPS on its port and HTTP to those who do not know yet.
 * Dispose it before the server is closed: it holds those who have not said anything.
 */
export function speakHttps(server: Server, certificate: Certificate): Disposable {
  const listeners = server.listeners('connection');
  const take = (socket: Socket) => {
    for (const listener of listeners) listener.call(server, socket);
  };
  const secure = certificate.server(take);
  const silent = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const letGo = () => void socket.destroy();
    silent.add(socket);
    socket.setTimeout(SILENCE_MS, letGo);
    socket.once('error', letGo);
    socket.once('close', () => silent.delete(socket));
    socket.once('readable', () => {
      const bytes: Buffer | null = socket.read();
      if (bytes === null) return letGo();
      silent.delete(socket);
      socket.setTimeout(0, letGo);
      socket.off('error', letGo);
      socket.unshift(bytes);
      if (bytes[0] === TLS_HANDSHAKE) secure.emit('connection', socket);
      else take(socket);
    });
  });
  return {
    [Symbol.dispose]() {
      for (const socket of silent) socket.destroy();
    },
  };
}
