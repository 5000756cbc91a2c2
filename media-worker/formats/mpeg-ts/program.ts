// Program association and map sections read: ISO/IEC 13818-1 §2.4.4.3 and §2.4.4.8.
import { u8, u16, u32 } from '../../media/bytes.ts';
import { type AudioCodec, STREAM_TYPES, type VideoCodec } from '../mpeg-pes/elementary.ts';

const PAT_TABLE = 0x00;
const PMT_TABLE = 0x02;
const HEADER_BYTES = 8;
const CRC_BYTES = 4;
const PRIVATE_PES = 0x06;
const REGISTRATION_DESCRIPTOR = 0x05;
/** "HEVC": how H.265 was carried before it had a stream type. */
const HEVC_REGISTRATION = 0x48455643;

/** One elementary stream of a program; `codec` is `null` for what is not carried here. */
export type ProgramStream = {
  readonly pid: number;
  readonly codec: VideoCodec | AudioCodec | null;
};

/** PID of the first program's map, `null` when the section names none. Total. */
export function firstProgramMapPid(section: Uint8Array): number | null {
  if (section[0] !== PAT_TABLE) return null;
  for (let at = HEADER_BYTES; at + 4 <= section.length - CRC_BYTES; at += 4)
    if (u16(section, at) !== 0) return u16(section, at + 2) & 0x1fff; // program 0 is the network's
  return null;
}

/** The streams of a program, `null` when the section is no program map. Total. */
export function programStreams(section: Uint8Array): ProgramStream[] | null {
  if (section[0] !== PMT_TABLE || section.length < HEADER_BYTES + 4 + CRC_BYTES) return null;
  const end = section.length - CRC_BYTES;
  const streams: ProgramStream[] = [];
  let at = HEADER_BYTES + 4 + (u16(section, HEADER_BYTES + 2) & 0x0fff);
  while (at + 5 <= end) {
    const infoEnd = at + 5 + (u16(section, at + 3) & 0x0fff);
    const codec = codecOf(u8(section, at), section.subarray(at + 5, Math.min(infoEnd, end)));
    streams.push({ pid: u16(section, at + 1) & 0x1fff, codec });
    at = infoEnd;
  }
  return streams;
}

function codecOf(streamType: number, descriptors: Uint8Array): ProgramStream['codec'] {
  if (streamType !== PRIVATE_PES) return STREAM_TYPES.get(streamType) ?? null;
  for (let at = 0; at + 6 <= descriptors.length; at += 2 + u8(descriptors, at + 1))
    if (
      descriptors[at] === REGISTRATION_DESCRIPTOR &&
      u32(descriptors, at + 2) === HEVC_REGISTRATION
    )
      return 'h265';
  return null;
}
