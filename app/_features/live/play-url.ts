import type { Play } from '../../../server/live/schema.ts';
import type { Accepts } from '../../_player/state.ts';
import type { Addresses } from '../../_player/ways.ts';

type Page = Pick<Location, 'protocol' | 'hostname'>;

/** Where the browser reaches the media worker: on the host it reached the server on, unless told otherwise. */
export function playAddresses(
  play: Pick<Play, 'paths' | 'mediaHost' | 'mediaPort' | 'httpsPort'>,
  { protocol, hostname }: Page,
  accepts: Accepts = 'any',
): Addresses & { readonly still: string } {
  const { paths } = play;
  const secure = protocol === 'https:';
  const port = secure ? (play.httpsPort ?? play.mediaPort) : play.mediaPort; // a proxy may encrypt that one
  const place = `${play.mediaHost ?? hostname}:${port}`;
  const wish = accepts === 'h264' ? '&video=h264' : '';
  const socket = `${secure ? 'wss' : 'ws'}://${place}`;
  const http = `${secure ? 'https' : 'http'}://${place}`;
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
