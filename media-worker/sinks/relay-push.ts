import { MediaError } from '../media/errors.ts';
import type { Push } from './pushes.ts';
import { type RtmpRelayOptions, rtmpRelay } from './relay-rtmp.ts';
import { rtspRelay } from './relay-rtsp.ts';

/** One stream to one server, as in the control contract. */
export type RelaySpec = {
  readonly id: string;
  readonly streamId: string;
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly transport: 'tcp' | 'udp';
};

/** Sends a stream to another server by RTMP or RTSP. @throws `rtmp.bad-address`, `rtsp.bad-address`, `relay.bad-address` */
export function relayPush(spec: RelaySpec, options: RtmpRelayOptions): Push {
  const target = shownTarget(spec.url);
  if (/^rtmps?:/i.test(spec.url)) return rtmpRelay(spec.url, target, options);
  if (/^rtsp:/i.test(spec.url)) return rtspRelay(spec, target, options);
  throw new MediaError('unsupported', 'streams are sent on to rtmp://, rtmps:// or rtsp://', {
    code: 'relay.bad-address',
  });
}

/** Without user, password and query: keys stand there. */
function shownTarget(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url ? `${url.protocol}//${url.host}${url.pathname}` : '';
}
