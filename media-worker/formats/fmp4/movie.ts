// What a movie box says of its tracks: ISO/IEC 14496-12 §8, sample entries of 14496-15 and 14496-14.
import { aacTrack } from '../../codecs/aac.ts';
import { parseAvcC } from '../../codecs/h264.ts';
import { parseHvcC } from '../../codecs/h265.ts';
import { MediaError } from '../../media/errors.ts';
import type { Track } from '../../media/track.ts';
import { boxAt, boxes, fullBoxReader, readU64 } from './box-reader.ts';

/** Bytes of a visual and of an audio sample entry before its boxes. */
const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;
const MAX_TRACKS = 32;

/** One track that can be carried; the rest (subtitles, time codes, other codecs) is left out. */
export type MovieTrack = {
  readonly id: number;
  /** Ticks a second of the track's own times. */
  readonly timescale: number;
  readonly track: Track;
  /** Length prefix of its NAL units; 0 for audio. */
  readonly lengthSize: number;
  /** What the edit list adds to every time, in the track's own ticks. */
  readonly shift: number;
  /** The sample table box of a movie that is no stream of fragments. */
  readonly sampleTable: Uint8Array;
};

/** The first video and the first audio track of a movie box's content. @throws `malformed`, `unsupported` */
export function movieTracks(moov: Uint8Array): MovieTrack[] {
  const movieTimescale = timescaleOf(boxAt(moov, 'mvhd'));
  const traks = boxes(moov).filter((box) => box.type === 'trak');
  if (traks.length > MAX_TRACKS)
    throw new MediaError('overflow', 'a movie of too many tracks', { code: 'mp4.bad-box' });
  const tracks = traks.flatMap((trak) => movieTrack(trak.content, movieTimescale) ?? []);
  const video = tracks.find(({ track }) => track.kind === 'video');
  const audio = tracks.find(({ track }) => track.kind === 'audio');
  const chosen = [video, audio].filter((one) => one !== undefined);
  if (chosen.length === 0)
    throw new MediaError('unsupported', 'no track of the movie can be carried', {
      code: 'mp4.unsupported-codec',
    });
  return chosen;
}

/** Default duration, size and flags of fragments' samples by track id. @throws `malformed` */
export function sampleDefaults(moov: Uint8Array): Map<number, SampleDefaults> {
  const extends_ = boxAt(moov, 'mvex');
  const defaults = new Map<number, SampleDefaults>();
  for (const { type, content } of extends_ ? boxes(extends_) : []) {
    if (type !== 'trex') continue;
    const { reader } = fullBoxReader(content);
    const id = reader.u32();
    reader.skip(4);
    defaults.set(id, { duration: reader.u32(), size: reader.u32() });
  }
  return defaults;
}

export type SampleDefaults = { readonly duration: number; readonly size: number };

function movieTrack(trak: Uint8Array, movieTimescale: number): MovieTrack | null {
  const header = boxAt(trak, 'tkhd');
  const sampleTable = boxAt(trak, 'mdia', 'minf', 'stbl');
  const timescale = timescaleOf(boxAt(trak, 'mdia', 'mdhd'));
  const description = sampleTable && boxAt(sampleTable, 'stsd');
  if (!header || !description || !sampleTable || timescale === 0) return null;
  const entry = boxes(description.subarray(8))[0];
  const described = entry && sampleEntryTrack(entry.type, entry.content);
  if (!described) return null;
  return {
    id: trackId(header),
    timescale,
    sampleTable,
    ...described,
    shift: editShift(trak, timescale, movieTimescale),
  };
}

function trackId(header: Uint8Array): number {
  const { version, reader } = fullBoxReader(header);
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
}

function timescaleOf(header: Uint8Array | null): number {
  if (!header) return 0;
  const { version, reader } = fullBoxReader(header);
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
}

function sampleEntryTrack(
  type: string,
  entry: Uint8Array,
): { track: Track; lengthSize: number } | null {
  if (type === 'avc1' || type === 'avc3') {
    const config = boxAt(entry.subarray(VISUAL_ENTRY_BYTES), 'avcC');
    return config && parseAvcC(config);
  }
  if (type === 'hvc1' || type === 'hev1') {
    const config = boxAt(entry.subarray(VISUAL_ENTRY_BYTES), 'hvcC');
    return config && parseHvcC(config);
  }
  if (type !== 'mp4a') return null;
  const esds = boxAt(entry.subarray(AUDIO_ENTRY_BYTES), 'esds');
  const config = esds && decoderConfig(esds.subarray(4));
  return config && { track: aacTrack(config), lengthSize: 0 };
}

const ES_DESCRIPTOR = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC = 5;
const AAC_OBJECT = 0x40;

/** AudioSpecificConfig inside an ES descriptor (ISO/IEC 14496-1 §7.2.6), `null` where it is not AAC. */
function decoderConfig(descriptors: Uint8Array): Uint8Array | null {
  const es = descriptorOf(descriptors, ES_DESCRIPTOR);
  const decoder = es && descriptorOf(es.subarray(3), DECODER_CONFIG);
  if (decoder?.[0] !== AAC_OBJECT) return null;
  return descriptorOf(decoder.subarray(13), DECODER_SPECIFIC);
}

/** Content of the descriptor when it is the one at the front; its length comes in groups of seven bits. */
function descriptorOf(bytes: Uint8Array, tag: number): Uint8Array | null {
  if (bytes[0] !== tag) return null;
  let length = 0;
  let at = 1;
  for (let more = true; more && at < 5; at += 1) {
    const byte = bytes[at] ?? 0;
    length = length * 128 + (byte & 0x7f);
    more = (byte & 0x80) !== 0;
  }
  return bytes.subarray(at, at + length);
}

/** An empty edit delays a track, the first other one says which of its times is the beginning (§8.6.6). */
function editShift(trak: Uint8Array, timescale: number, movieTimescale: number): number {
  const list = boxAt(trak, 'edts', 'elst');
  if (!list) return 0;
  const { version, reader } = fullBoxReader(list);
  let shift = 0;
  for (let left = Math.min(reader.u32(), 8); left > 0; left -= 1) {
    const duration = version === 1 ? readU64(reader) : reader.u32();
    const high = version === 1 ? reader.u32() : 0;
    const low = reader.u32();
    reader.skip(4);
    if (low !== 0xffff_ffff) return shift - (high * 2 ** 32 + low);
    shift += movieTimescale > 0 ? Math.round((duration * timescale) / movieTimescale) : 0;
  }
  return shift;
}
