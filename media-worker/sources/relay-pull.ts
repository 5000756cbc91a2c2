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

/** Fetches a stream from the worker that has its source, once for all viewers here. */
export function relayPuller({ host, port }: RelaySource, options: RelayOptions): Puller {
  const { streamId, ticket } = options;
  const place = host.includes(':') ? `[${host}]` : host;
  return {
    protocol: 'relay',
    runOnce(output, signal) {
      const query = ticket ? `&ticket=${encodeURIComponent(ticket())}` : '';
      const url = `http://${place}:${port}/live/${streamId}.flv?opus=enhanced${query}`;
      const puller = httpPuller({ kind: 'http-flv', url }, { networks: ANYWHERE });
      return puller.runOnce(output, signal);
    },
  };
}
