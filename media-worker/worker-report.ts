import type { NodeReport } from './control/contract.ts';
import type { StreamRegistry } from './hub/registry.ts';
import type { WorkerEnv } from './platform/env.ts';
import type { MetricValues } from './platform/metrics.ts';
import type { Viewers } from './sinks/viewers.ts';
import { countOf, type Watchers } from './sinks/watcher.ts';
import { VERSION } from './version.ts';
import type { SecurePorts } from './worker-tls.ts';

export type Ports = {
  readonly controlPort: number | null;
  readonly mediaPort: number;
  readonly rtmpPort: number;
  readonly rtspPort: number;
  readonly webrtcPort: number;
};

export type ReportOptions = {
  readonly env: WorkerEnv;
  readonly epoch: string;
  readonly startedAt: number;
  readonly ports: Ports;
  /** `null` without a certificate. */
  readonly secure: SecurePorts | null;
  readonly registry: StreamRegistry;
  readonly audience: readonly Watchers[];
};

/** Makes node reports; the processor's share is since the report before. */
export function nodeReporter(options: ReportOptions): () => NodeReport {
  const { env, epoch, startedAt, ports, secure, registry, audience } = options;
  let usage = process.cpuUsage();
  let at = performance.now();
  return () => {
    const spent = process.cpuUsage(usage);
    const elapsedMs = Math.max(1, performance.now() - at);
    usage = process.cpuUsage();
    at = performance.now();
    return {
      nodeId: env.LUKOU_NODE_ID,
      epoch,
      version: VERSION,
      controlUrl: `http://${env.LUKOU_PUBLIC_HOST ?? '127.0.0.1'}:${ports.controlPort ?? 0}`,
      mediaPort: ports.mediaPort,
      rtmpPort: ports.rtmpPort,
      rtspPort: ports.rtspPort,
      httpsPort: secure?.https ?? null,
      rtmpsPort: secure?.rtmps ?? null,
      rtspsPort: secure?.rtsps ?? null,
      publicHost: env.LUKOU_PUBLIC_HOST ?? null,
      region: env.LUKOU_REGION ?? null,
      weight: env.LUKOU_WEIGHT,
      startedAt,
      streams: registry.size,
      viewers: countOf(audience),
      cpu: Math.round((spent.user + spent.system) / elapsedMs) / 1000,
      residentBytes: process.memoryUsage.rss(),
    };
  };
}

/** What `/metrics` shows of streams and viewers. */
export function streamTotals(
  registry: StreamRegistry,
  viewers: Viewers,
): Omit<MetricValues, 'transcodes' | 'mosaics' | 'outboxPending' | 'outboxDropped'> {
  const streams = new Map([
    ['idle', 0],
    ['connecting', 0],
    ['live', 0],
    ['retrying', 0],
  ]);
  let bytesIn = 0;
  let packetsLost = 0;
  for (const stream of registry.streams) {
    streams.set(stream.state, (streams.get(stream.state) ?? 0) + 1);
    bytesIn += stream.statistics.bytesIn;
    packetsLost += stream.statistics.packetsLost;
  }
  const { bytesOut, framesDropped } = viewers.totals;
  return { streams, viewers: viewers.size, bytesIn, packetsLost, bytesOut, framesDropped };
}
