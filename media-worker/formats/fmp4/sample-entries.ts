// What a track is made of: ISO/IEC 14496-15 (avc1, hvc1), 14496-14 (mp4a), Opus in ISOBMFF.
import { buildAvcC } from '../../codecs/h264.ts';
import { buildHvcC } from '../../codecs/h265.ts';
import { MediaError } from '../../media/errors.ts';
import type { AacTrack, AudioTrack, Track, VideoTrack } from '../../media/track.ts';
import { box, fullBox, u16s, u32s, zeros } from './boxes.ts';

/** 72 dots per inch as 16.16, what every writer puts here. */
const RESOLUTION = 0x0048_0000;

function videoEntry(track: VideoTrack): Uint8Array {
  const [type, configuration] =
    track.codec === 'h264'
      ? ['avc1', box('avcC', buildAvcC(track))]
      : ['hvc1', box('hvcC', buildHvcC(track))];
  return box(
    String(type),
    zeros(6),
    u16s(1),
    zeros(16),
    u16s(track.width, track.height),
    u32s(RESOLUTION, RESOLUTION, 0),
    u16s(1),
    zeros(32),
    u16s(0x18, 0xffff),
    configuration as Uint8Array,
  );
}

/** An MPEG-4 descriptor (14496-1 §7.2.2) of less than 128 bytes. */
function descriptor(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const out = new Uint8Array(2 + length);
  out.set([tag, length]);
  let at = 2;
  for (const part of content) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function esds(track: AacTrack): Uint8Array {
  const decoder = descriptor(
    0x04,
    Uint8Array.of(0x40, 0x15),
    zeros(3),
    u32s(0, 0),
    descriptor(0x05, track.config),
  );
  return fullBox(
    'esds',
    0,
    0,
    descriptor(0x03, u16s(1), zeros(1), decoder, descriptor(0x06, Uint8Array.of(2))),
  );
}

/** @throws `unsupported` for what browsers cannot take from MP4 (G.711, MP3) */
function audioEntry(track: AudioTrack): Uint8Array {
  if (track.codec !== 'aac')
    throw new MediaError('unsupported', `fragmented MP4 does not carry ${track.codec} here`, {
      code: 'fmp4.unsupported-codec',
    });
  return box(
    'mp4a',
    zeros(6),
    u16s(1),
    zeros(8),
    u16s(track.channels, 16),
    zeros(4),
    u32s(track.sampleRate << 16),
    esds(track),
  );
}

/** The sample entry of a track. */
export function sampleEntry(track: Track): Uint8Array {
  return track.kind === 'video' ? videoEntry(track) : audioEntry(track);
}

/** Whether a fragmented MP4 of ours can carry the track. */
export function canCarry(track: Track): boolean {
  return track.kind === 'video' || track.codec === 'aac';
}
