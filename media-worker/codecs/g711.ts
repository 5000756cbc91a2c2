// ITU-T G.711: one byte a sample, so a frame's duration is its length.
import type { SimpleAudioTrack } from '../media/track.ts';

/** A track of A-law (`a`) or µ-law (`u`) samples. */
export function g711Track(law: 'a' | 'u', sampleRate = 8000, channels = 1): SimpleAudioTrack {
  return {
    kind: 'audio',
    codec: law === 'a' ? 'g711a' : 'g711u',
    sampleRate,
    channels,
    codecString: law === 'a' ? 'alaw' : 'ulaw',
  };
}
