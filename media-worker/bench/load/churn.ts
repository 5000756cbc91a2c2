// Load client: viewers that join and leave all the time; some of them never read. Arguments: port, streams, joins a second.
import { connect, type Socket } from 'node:net';

const ENDINGS = ['flv', 'mp4', 'ts'];
/** One in twenty takes nothing: the worker must bound what it holds for it, and cut it. */
const STALLED_OF = 20;
const SHORTEST_MS = 2_000;
const LONGEST_MS = 18_000;

const [port = 0, streams = 1, perSecond = 10] = process.argv.slice(2).map(Number);
let joined = 0;
let refused = 0;

function join(): void {
  const number = joined;
  joined += 1;
  const path = `/live/bench-${number % streams}.${ENDINGS[number % ENDINGS.length]}`;
  const socket: Socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => socket.destroy()); // cut by the worker: what stalled viewers are for
  socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n`);
  socket.once('data', (bytes) => {
    if (!bytes.toString('latin1', 0, 16).includes(' 200 ')) refused += 1;
    if (number % STALLED_OF === 0) socket.pause();
    else socket.resume();
  });
  const stays = SHORTEST_MS + Math.random() * (LONGEST_MS - SHORTEST_MS);
  setTimeout(() => socket.destroy(), stays);
}

setInterval(join, 1000 / perSecond);
process.on('message', (message) => {
  if (message === 'count') process.send?.({ joined, refused });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
