// Initialisation segment (ftyp, moov) for live fragments: ISO/IEC 14496-12 §8, CMAF (23000-19).
import { MediaError } from '../../media/errors.ts';
import type { Track } from '../../media/track.ts';
import { box, fullBox, text, u16s, u32s, zeros } from './boxes.ts';
import { canCarry, sampleEntry } from './sample-entries.ts';

/** Both tracks keep the stream's 90 kHz: no rounding between them. */
const TIMESCALE = 90_000;
const MATRIX = u32s(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const UNDETERMINED_LANGUAGE = 0x55c4;

function trackHeader(id: number, track: Track): Uint8Array {
  const [width, height] = track.kind === 'video' ? [track.width, track.height] : [0, 0];
  const volume = track.kind === 'audio' ? 0x0100 : 0;
  return fullBox(
    'tkhd',
    0,
    7,
    u32s(0, 0, id, 0, 0, 0, 0),
    u16s(0, 0, volume, 0),
    MATRIX,
    u32s(width << 16, height << 16),
  );
}

function handler(track: Track): Uint8Array {
  const [type, name] = track.kind === 'video' ? ['vide', 'Video'] : ['soun', 'Audio'];
  return fullBox('hdlr', 0, 0, zeros(4), text(String(type)), zeros(12), text(`${name}\0`));
}

function mediaInformation(track: Track): Uint8Array {
  const header =
    track.kind === 'video' ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4));
  const sampleTable = box(
    'stbl',
    fullBox('stsd', 0, 0, u32s(1), sampleEntry(track)),
    fullBox('stts', 0, 0, u32s(0)),
    fullBox('stsc', 0, 0, u32s(0)),
    fullBox('stsz', 0, 0, u32s(0, 0)),
    fullBox('stco', 0, 0, u32s(0)),
  );
  return box(
    'minf',
    header,
    box('dinf', fullBox('dref', 0, 0, u32s(1), fullBox('url ', 0, 1))),
    sampleTable,
  );
}

function trak(id: number, track: Track): Uint8Array {
  const header = fullBox('mdhd', 0, 0, u32s(0, 0, TIMESCALE, 0), u16s(UNDETERMINED_LANGUAGE, 0));
  return box(
    'trak',
    trackHeader(id, track),
    box('mdia', header, handler(track), mediaInformation(track)),
  );
}

/** Track ids are 1, 2, … in the given order. @throws `unsupported` for a codec MP4 does not carry here */
export function initSegment(tracks: readonly Track[]): Uint8Array {
  const movieHeader = fullBox(
    'mvhd',
    0,
    0,
    u32s(0, 0, TIMESCALE, 0, 0x10000),
    u16s(0x0100, 0),
    zeros(8),
    MATRIX,
    zeros(24),
    u32s(tracks.length + 1),
  );
  const extensions = tracks.map((_, index) => fullBox('trex', 0, 0, u32s(index + 1, 1, 0, 0, 0)));
  const moov = box(
    'moov',
    movieHeader,
    ...tracks.map((track, index) => trak(index + 1, track)),
    box('mvex', ...extensions),
  );
  const ftyp = box(
    'ftyp',
    text('iso5'),
    u32s(512),
    text('iso5'),
    text('iso6'),
    text('cmfc'),
    text('mp41'),
  );
  const out = new Uint8Array(ftyp.length + moov.length);
  out.set(ftyp);
  out.set(moov, ftyp.length);
  return out;
}

/** The tracks that MP4 can carry here. @throws `unsupported` when there is none */
export function carriedTracks(tracks: readonly Track[]): readonly Track[] {
  const carried = tracks.filter(canCarry);
  if (carried.length === 0)
    throw new MediaError('unsupported', 'none of the tracks can go into fragmented MP4', {
      code: 'fmp4.unsupported-codec',
    });
  return carried;
}
