import type { Outbox } from './control/outbox.ts';
import type { StillTaker } from './control/services.ts';
import type { StreamRegistry } from './hub/registry.ts';
import { workerMetrics } from './platform/metrics.ts';
import type { HttpAnswer } from './protocols/http/answer.ts';
import { answerHls } from './sinks/hls-requests.ts';
import type { HlsSessions } from './sinks/hls-sessions.ts';
import { answerStill } from './sinks/http-still.ts';
import type { MediaServerOptions } from './sinks/media-server.ts';
import type { SuitingGate } from './sinks/play-request.ts';
import type { Viewers } from './sinks/viewers.ts';
import { countOf, type Watchers } from './sinks/watcher.ts';
import type { Mosaics } from './sources/mosaic.ts';
import type { Conversions } from './transcoding/conversions.ts';
import { VERSION } from './version.ts';
import { streamTotals } from './worker-report.ts';

type Answering = {
  readonly registry: StreamRegistry;
  readonly viewers: Viewers;
  readonly audience: readonly Watchers[];
  readonly outbox: Outbox;
  readonly hls: HlsSessions;
  readonly gate: SuitingGate;
  readonly stills: StillTaker;
  readonly conversions: Conversions;
  readonly mosaics: Mosaics;
};

/** Answers of the media port that are whole at once: health, metrics, HLS, stills. */
export function wholeAnswers(around: Answering): MediaServerOptions['answer'] {
  const { registry, viewers, audience, outbox, hls, gate, stills, conversions, mosaics } = around;
  const metrics = workerMetrics(() => ({
    ...streamTotals(registry, viewers),
    viewers: countOf(audience),
    transcodes: conversions.videos,
    mosaics: mosaics.running,
    outboxPending: outbox.pending,
    outboxDropped: outbox.dropped,
  }));
  return (target, address) => {
    if (target === '/healthz') {
      const health = {
        ok: true,
        version: VERSION,
        streams: registry.size,
        viewers: countOf(audience),
      };
      return Promise.resolve(page('application/json', JSON.stringify(health)));
    }
    if (target === '/metrics')
      return metrics.metrics().then((text) => page(metrics.contentType, text));
    return answerHls(target, address, hls, gate) ?? answerStill(target, stills, gate);
  };
}

function page(type: string, body: string): HttpAnswer {
  return { status: 200, headers: { 'Content-Type': type, 'Cache-Control': 'no-store' }, body };
}
