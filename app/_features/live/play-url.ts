import type { Play } from '../../../server/live/schema.ts';
import type { Accepts } from '../../_player/state.ts';
import type { Addresses } from '../../_player/ways.ts';

type Page = Pick<Location, 'protocol' | 'hostname'>;

/** Where the browser reaches a media worker: on the host it reached the server on, unless told otherwise. */
export function workerOrigins(
  worker: Pick<Play, 'mediaHost' | 'mediaPort' | 'httpsPort'>,
  { protocol, hostname }: Page,
): { readonly socket: string; readonly http: string } {
  const secure = protocol === 'https:';
  const port = secure ? (worker.httpsPort ?? worker.mediaPort) : worker.mediaPort; // a proxy may encrypt that one
  const place = `${worker.mediaHost ?? hostname}:${port}`;
  return {
    socket: `${secure ? 'wss' : 'ws'}://${place}`,
    http: `${secure ? 'https' : 'http'}://${place}`,
  };
}

/** Where a stream is played, by each way. */
export function playAddresses(
  play: Pick<Play, 'paths' | 'mediaHost' | 'mediaPort' | 'httpsPort'>,
  { protocol, hostname }: Page,
  accepts: Accepts = 'any',
): Addresses & { readonly still: string } {
  const { paths } = play;
  const { socket, http } = workerOrigins(play, { protocol, hostname });
  const wish = accepts === 'h264' ? '&video=h264' : '';
  return {
    wsFlv: `${socket}${paths.flv}${wish}`,
    wsFmp4: `${socket}${paths.fmp4}${wish}`,
    whep: `${http}${paths.whep}${wish}`,
    hls: `${http}${paths.hls}${wish}`,
    still: `${http}${paths.still}`,
  };
}

/** Whether this browser says that it cannot play a codec, e.g. `hvc1.1.6.L93.B0`; what is not known yet is tried. */
export function isUnplayable(
  codec: string | undefined,
  isTypeSupported: (type: string) => boolean,
): boolean {
  return codec !== undefined && !isTypeSupported(`video/mp4; codecs="${codec}"`);
}
