import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How often the event loop's lag is looked at. The default of 10 ms wakes a process at rest a hundred times a second. */
const LAG_EVERY_MS = 100;

/** Prometheus figures of this process. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY_MS });
  return {
    registry,
    requests: new Histogram({
      name: 'lukou_http_request_seconds',
      help: 'Time to answer a request, streams excepted',
      labelNames: ['route', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
    subscriptions: new Gauge({
      name: 'lukou_subscriptions',
      help: 'Open event streams to browsers',
      registers: [registry],
    }),
    faults: new Counter({
      name: 'lukou_faults_total',
      help: 'Requests that failed for a reason nobody foresaw',
      registers: [registry],
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
