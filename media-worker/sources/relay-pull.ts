import type { Puller } from '../hub/source.ts';
import { httpPuller } from './http-pull.ts';

/** The stream of the same name on another worker of this cluster. */
export type RelaySource = { readonly host: string; readonly port: number };

export type RelayOptions = {
  readonly streamId: string;
  /** A play ticket of our own making, valid for one attempt; `null` where nobody asks for one. */
  readonly ticket: (() => string) | null;
};

/** The server names the host, a worker that registered with the cluster's secret: cameras' networks do not apply. */
const ANYWHERE = ['0.0.0.0/0', '::/0'];
/** Later than this the key frame came by itself. */
const WISH_TIMEOUT_MS = 2_000;

/** Fetches a stream from the worker that has its source, once for all viewers here; asks it for key frames. */
export function relayPuller({ host, port }: RelaySource, options: RelayOptions): Puller {
  const { streamId, ticket } = options;
  const place = host.includes(':') ? `[${host}]` : host;
  const stream = `http://${place}:${port}/live/${streamId}`;
  const ticketed = () => (ticket ? `ticket=${encodeURIComponent(ticket())}` : '');
  return {
    protocol: 'relay',
    runOnce(output, signal) {
      output.takesKeyFrameRequests?.(() =>
        wishKeyFrame(`${stream}/key-frame?${ticketed()}`, signal),
      );
      const url = `${stream}.flv?opus=enhanced&${ticketed()}`;
      const puller = httpPuller({ kind: 'http-flv', url }, { networks: ANYWHERE });
      return puller.runOnce(output, signal);
    },
  };
}

/** Whether it is heard shows in the picture; a worker that is gone shows in the attempt. */
function wishKeyFrame(url: string, signal: AbortSignal): void {
  const either = AbortSignal.any([signal, AbortSignal.timeout(WISH_TIMEOUT_MS)]);
  fetch(url, { method: 'POST', signal: either }).then(
    (response) => response.body?.cancel(),
    () => undefined,
  );
}
