import { writeAudit } from '../audit/mutations.ts';
import type { Quality } from '../cameras/schema.ts';
import type { Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { playableStream } from './data.ts';
import type { Play } from './schema.ts';

/** Who watched which camera stands in the audit trail from here on; how long follows when it ends. */
export async function play(
  services: Services,
  scope: Scope<'live.play'>,
  input: { cameraId: string; quality: Quality },
): Promise<Play> {
  const { db, media, pictures } = services;
  const stream = await playableStream(db, scope, input, (id) => media.isLive(id));
  const node = await media.seat(stream.id);
  const running = await media.state(stream.id);
  await writeAudit(db, scope, {
    action: 'live.play',
    subject: { type: 'camera', ...stream.camera },
    details: { quality: stream.quality, streamId: stream.id },
  });
  pictures.refreshSoon(stream.camera.id);
  const ticket = media.ticket(stream.id, scope.userId);
  const video = running?.state.tracks.find((track) => track.kind === 'video');
  return {
    streamId: stream.id,
    paths: playPaths(stream.id, ticket.text),
    mediaPort: node.mediaPort,
    httpsPort: node.httpsPort,
    mediaHost: node.publicHost,
    expiresAt: new Date(ticket.expiresAtMs),
    quality: stream.quality,
    ...(video ? { codec: video.codecString } : {}),
    pictureTakenAt: stream.pictureTakenAt,
  };
}

export function playPaths(streamId: string, ticket: string): Play['paths'] {
  const of = (rest: string) => `/live/${streamId}${rest}ticket=${ticket}`;
  return {
    flv: of('.flv?'),
    fmp4: of('.mp4?'),
    hls: of('.m3u8?ll=1&'),
    whep: of('/whep?'),
    still: of('.jpg?'),
  };
}
