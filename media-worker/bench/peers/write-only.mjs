// No media server: answers every request and writes the same bytes to all, once a batch. What is left is Node and the kernel.
import { createServer } from 'node:net';

const [port, batchMs, bytes] = process.argv.slice(2).map(Number);
const sockets = new Set();
createServer({ noDelay: true }, (socket) => {
  socket.once('data', () => sockets.add(socket));
  socket.on('error', () => undefined); // the load client left
  socket.on('close', () => sockets.delete(socket));
}).listen(port, '127.0.0.1');

setInterval(() => {
  const batch = Buffer.alloc(bytes, 1);
  for (const socket of sockets) if (socket.writableLength === 0) socket.write(batch);
}, batchMs);
