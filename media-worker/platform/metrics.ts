import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** How often the event loop's lag is looked at. The default of 10 ms wakes a process at rest a hundred times a second. */
const LAG_EVERY_MS = 100;

/** What `/metrics` tells beside the process's own numbers; read when asked. */
export type MetricValues = {
  readonly streams: ReadonlyMap<string, number>;
  readonly viewers: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly framesDropped: number;
  readonly packetsLost: number;
  readonly transcodes: number;
  readonly mosaics: number;
  readonly outboxPending: number;
  readonly outboxDropped: number;
};

const GAUGES = {
  viewers: 'Viewers connected now.',
  bytesIn: 'Bytes received by the streams this worker has now.',
  bytesOut: 'Bytes sent to viewers since the start.',
  framesDropped: 'Tags skipped for slow viewers since the start.',
  packetsLost: 'Packets lost on the way to the streams this worker has now.',
  transcodes: 'Streams whose picture is transcoded now.',
  mosaics: 'Mosaics that are made now.',
  outboxPending: 'Facts the server has not acknowledged.',
  outboxDropped: 'Facts lost because the outbox was full.',
} as const satisfies Partial<Record<keyof MetricValues, string>>;

/** A Prometheus registry whose values are read from `read` at each scrape. */
export function workerMetrics(read: () => MetricValues): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY_MS });
  const registers = [registry];
  for (const [name, help] of Object.entries(GAUGES))
    new Gauge({
      name: `lukou_worker_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      help,
      registers,
      collect() {
        const values: Readonly<Record<string, unknown>> = read();
        const value = values[name];
        this.set(typeof value === 'number' ? value : 0);
      },
    });
  new Gauge({
    name: 'lukou_worker_streams',
    help: 'Streams by state.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of read().streams) this.set({ state }, count);
    },
  });
  return registry;
}
