import { buildFir, buildPli } from '../protocols/rtp/feedback.ts';
import type { RtspTrack } from '../protocols/rtsp/sdp-tracks.ts';
import type { RtspReceiver } from './rtsp-receiver.ts';

/** What asks the sender of a picture for a key frame, the way its description says it is heard; `null`: it is not. */
export function keyFramePackets(
  track: RtspTrack | undefined,
  receiver: RtspReceiver,
  ownSsrc: number,
): (() => Uint8Array | null) | null {
  if (track?.kind !== 'video' || track.keyFrameRequest === null) return null;
  let requests = 0;
  return () => {
    const { videoSsrc } = receiver;
    if (videoSsrc === null) return null;
    requests += 1;
    return track.keyFrameRequest === 'fir'
      ? buildFir(ownSsrc, videoSsrc, requests)
      : buildPli(ownSsrc, videoSsrc);
  };
}
