// Load client: watches one stream over WHEP with many sockets. Most only count what the headers in the clear say; some
// open the packets and read the stamps. Arguments: address, viewers. Answers `measure` messages over IPC.
import { connectTestClient, testOffer } from '../../protocols/webrtc/testing.ts';
import { MARKER, nowUs, readStamp } from './payload.ts';

const MAX_SAMPLED = 20;
const OPEN_AT_ONCE = 10;
const CHECK_EVERY_MS = 3_000;
const VIDEO_TYPE = 102;

const [address = ''] = process.argv.slice(2, 3);
const [count = 1] = process.argv.slice(3, 4).map(Number);
const sampleEvery = Math.max(1, Math.floor(count / MAX_SAMPLED));

type Watcher = { bytes: number; frames: number; gaps: number; last: number };
const watchers: Watcher[] = [];
let measuring = false;
let delays: number[] = [];

async function open(index: number): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: testOffer(),
  });
  if (response.status !== 201) throw new Error(await response.text());
  const client = await connectTestClient(await response.text());
  const watcher: Watcher = { bytes: 0, frames: 0, gaps: 0, last: -1 };
  watchers.push(watcher);
  const sampled = index % sampleEvery === 0;
  client.onPacket = (packet) => {
    const second = packet[1] ?? 0;
    if (((packet[0] ?? 0) & 0xc0) !== 0x80 || (second & 0x7f) !== VIDEO_TYPE) return true;
    const sequence = ((packet[2] ?? 0) << 8) | (packet[3] ?? 0);
    watcher.bytes += packet.length;
    watcher.frames += second >> 7;
    if (watcher.last >= 0 && ((watcher.last + 1) & 0xffff) !== sequence) watcher.gaps += 1;
    watcher.last = sequence;
    return !sampled || !measuring;
  };
  client.onRtp = (packet) => {
    const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
    const at = bytes.indexOf(MARKER);
    const stamp = at < 0 ? null : readStamp(bytes, at);
    if (stamp) delays.push((nowUs() - stamp.sentUs) / 1000);
  };
  setInterval(() => client.check(), CHECK_EVERY_MS);
}

process.on('message', (message) => {
  if (message === 'begin') {
    for (const watcher of watchers) Object.assign(watcher, { bytes: 0, frames: 0, gaps: 0 });
    delays = [];
    measuring = true;
    process.send?.({ begun: true });
  }
  if (message === 'end') {
    measuring = false;
    process.send?.({
      bytes: watchers.map((one) => one.bytes),
      frames: watchers.map((one) => one.frames),
      gaps: watchers.reduce((sum, one) => sum + one.gaps, 0),
      closed: 0,
      delays,
    });
  }
});
process.on('disconnect', () => process.exit(0));

for (let from = 0; from < count; from += OPEN_AT_ONCE)
  await Promise.all(
    Array.from({ length: Math.min(OPEN_AT_ONCE, count - from) }, (_, at) => open(from + at)),
  );
process.send?.({ ready: true });
