import type { Play } from '../../../server/live/schema.ts';

/** Where the browser reaches the media worker: on the host it reached the server on, unless told otherwise. */
export function playUrl(
  play: Pick<Play, 'wsFlvPath' | 'mediaHost' | 'mediaPort'>,
  page: Pick<Location, 'protocol' | 'hostname'>,
): string {
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${play.mediaHost ?? page.hostname}:${play.mediaPort}${play.wsFlvPath}`;
}
