import type { z } from 'zod';
import type { Track } from '../media/track.ts';
import type { trackStateSchema } from './contract.ts';

export type TrackState = z.infer<typeof trackStateSchema>;

/** A track as the contract tells it. */
export function trackState(track: Track): TrackState {
  const { kind, codec, codecString } = track;
  if (track.kind === 'audio')
    return { kind, codec, codecString, sampleRate: track.sampleRate, channels: track.channels };
  return { kind, codec, codecString, width: track.width, height: track.height, fps: track.fps };
}
