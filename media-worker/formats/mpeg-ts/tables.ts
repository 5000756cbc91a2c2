// Program tables of MPEG-TS: ISO/IEC 13818-1 §2.4.4.
import { ByteWriter } from '../../media/byte-writer.ts';
import { MediaError } from '../../media/errors.ts';
import type { Track } from '../../media/track.ts';

export const PMT_PID = 0x1000;
export const VIDEO_PID = 0x100;
export const AUDIO_PID = 0x101;

const PROGRAM_NUMBER = 1;
const TRANSPORT_STREAM_ID = 1;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++)
    value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

/** CRC-32/MPEG-2 of a section (Annex A). */
export function sectionCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes)
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

/** table id, length, CRC around a section's body; the body starts behind the length field. */
function section(tableId: number, body: Uint8Array): Uint8Array {
  const writer = new ByteWriter()
    .u8(tableId)
    .u16(0xb000 | (body.length + 4))
    .bytes(body);
  return writer.u32(sectionCrc(writer.finish())).finish();
}

/** id, version 0, current, section 0 of 0 */
function longHeader(id: number): ByteWriter {
  return new ByteWriter().u16(id).u8(0xc1).u8(0).u8(0);
}

/** Program association section: one program. */
export function pat(): Uint8Array {
  return section(
    0x00,
    longHeader(TRANSPORT_STREAM_ID)
      .u16(PROGRAM_NUMBER)
      .u16(0xe000 | PMT_PID)
      .finish(),
  );
}

/** stream_type of Table 2-34; 0x90 and 0x91 for G.711 are GB/T 28181's, 0x24 is H.265's. @throws `unsupported` */
function streamType(track: Track): number {
  switch (track.codec) {
    case 'h264':
      return 0x1b;
    case 'h265':
      return 0x24;
    case 'aac':
      return 0x0f;
    case 'mp3':
      return 0x03;
    case 'g711a':
      return 0x90;
    case 'g711u':
      return 0x91;
    case 'opus':
      throw new MediaError('unsupported', 'MPEG-TS does not carry Opus here', {
        code: 'ts.unsupported-codec',
      });
  }
}

/** Program map section; the clock runs with the video, or with the audio where there is none. @throws `unsupported` */
export function pmt(tracks: readonly Track[]): Uint8Array {
  const hasVideo = tracks.some((track) => track.kind === 'video');
  const body = longHeader(PROGRAM_NUMBER)
    .u16(0xe000 | (hasVideo ? VIDEO_PID : AUDIO_PID))
    .u16(0xf000);
  for (const track of tracks)
    body
      .u8(streamType(track))
      .u16(0xe000 | (track.kind === 'video' ? VIDEO_PID : AUDIO_PID))
      .u16(0xf000);
  return section(0x02, body.finish());
}
