import { type AmfValue, writeAmf0 } from '../../codecs/amf0.ts';
import type { AudioTrack, Track, VideoTrack } from '../../media/track.ts';
import {
  CODEC_AVC,
  CODEC_HEVC_LEGACY,
  FOURCC_HVC1,
  FOURCC_OPUS,
  SOUND_AAC,
  SOUND_G711A,
  SOUND_G711U,
  SOUND_MP3,
} from './constants.ts';
import type { FlvStyle } from './muxer.ts';

/** The onMetaData script body for these tracks. */
export function metadataBody(tracks: readonly Track[], style: FlvStyle): Uint8Array {
  const properties = new Map<string, AmfValue>();
  for (const track of tracks) {
    const described = track.kind === 'video' ? ofVideo(track, style) : ofAudio(track);
    for (const [key, value] of described) properties.set(key, value);
  }
  return writeAmf0('onMetaData', properties);
}

function ofVideo(track: VideoTrack, style: FlvStyle): [string, AmfValue][] {
  const hevcId = style === 'legacy' ? CODEC_HEVC_LEGACY : FOURCC_HVC1;
  const described: [string, AmfValue][] = [
    ['width', track.width],
    ['height', track.height],
    ['videocodecid', track.codec === 'h264' ? CODEC_AVC : hevcId],
  ];
  if (track.fps > 0) described.push(['framerate', track.fps]);
  return described;
}

function ofAudio(track: AudioTrack): [string, AmfValue][] {
  const id = {
    aac: SOUND_AAC,
    g711a: SOUND_G711A,
    g711u: SOUND_G711U,
    mp3: SOUND_MP3,
    opus: FOURCC_OPUS,
  };
  return [
    ['audiocodecid', id[track.codec]],
    ['audiosamplerate', track.sampleRate],
    ['audiosamplesize', 16],
    ['stereo', track.channels > 1],
  ];
}
