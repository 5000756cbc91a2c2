import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Loopback carries segments of 64 KB, which flatters servers that send small pieces and let the kernel join them.
 * TCP_MAXSEG is out of Node's reach, so the benchmark runs itself in a network namespace of its own whose loopback has
 * Ethernet's 1,500 bytes (segments of 1,448). Returns what the reader must know; never returns in the outer process.
 */
export async function runWithRealSegments(): Promise<string> {
  const { LUKOU_BENCH_INNER: inside } = process.env;
  if (inside) return 'TCP segments of 1,448 bytes';
  if (spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'mtu', '1500', 'up']).status !== 0)
    return 'TCP segments of 64 KB: no network namespace to be had here (unshare, ip)';
  const script = 'ip link set lo mtu 1500 up && exec "$0" "$@"';
  const node = [process.execPath, ...process.argv.slice(1)];
  const inner = spawn('unshare', ['-rn', 'sh', '-c', script, ...node], {
    stdio: 'inherit',
    env: { ...process.env, LUKOU_BENCH_INNER: '1' },
  });
  process.on('SIGINT', () => {}); // the terminal tells the inner process as well
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    inner.once('exit', (...ended) => resolve(ended)),
  );
  process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
}
