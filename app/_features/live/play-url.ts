import type { Play } from '../../../server/live/schema.ts';
import type { Accepts } from '../../_player/state.ts';

/** Where the browser reaches the media worker: on the host it reached the server on, unless told otherwise. */
export function playUrl(
  play: Pick<Play, 'wsFlvPath' | 'mediaHost' | 'mediaPort'>,
  page: Pick<Location, 'protocol' | 'hostname'>,
  accepts: Accepts = 'any',
): string {
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws';
  const url = `${scheme}://${play.mediaHost ?? page.hostname}:${play.mediaPort}${play.wsFlvPath}`;
  return accepts === 'h264' ? `${url}&video=h264` : url;
}

/** Whether this browser says that it cannot play a codec, e.g. `hvc1.1.6.L93.B0`; what is not known yet is tried. */
export function isUnplayable(
  codec: string | undefined,
  isTypeSupported: (type: string) => boolean,
): boolean {
  return codec !== undefined && !isTypeSupported(`video/mp4; codecs="${codec}"`);
}
