import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aacTrack, splitAdts } from '../codecs/aac.ts';
import { H264_NAL, h264NalType, h264Track, isH264RandomAccess } from '../codecs/h264.ts';
import { splitAnnexB } from '../codecs/nal-units.ts';
import type { Frame } from '../media/frame.ts';
import { ticks90k } from '../media/ticks.ts';
import type { Nalu, Track } from '../media/track.ts';

/** Debian's ffmpeg is the independent judge of what we write; tests that need it say so when it is missing. */
export const hasFfmpeg = existsSync('/usr/bin/ffmpeg') && existsSync('/usr/bin/ffprobe');

const FPS = 25;

function ffmpeg(args: readonly string[]): Buffer {
  return execFileSync('/usr/bin/ffmpeg', ['-v', 'error', ...args], { maxBuffer: 64 << 20 });
}

/** Access units of one slice each, as x264 without B frames writes them. */
function accessUnits(annexB: Uint8Array): { sets: Map<number, Nalu>; pictures: Nalu[] } {
  const sets = new Map<number, Nalu>();
  const pictures: Nalu[] = [];
  for (const unit of splitAnnexB(annexB)) {
    const type = h264NalType(unit);
    if (type === H264_NAL.sps || type === H264_NAL.pps) sets.set(type, unit);
    else if (type === 1 || type === 5) pictures.push(unit);
  }
  return { sets, pictures };
}

/**
 * A test picture with a tone, encoded by ffmpeg: 320x180, 25 fps, a random access point a second, AAC 48 kHz stereo.
 * Higher `quantizer`, smaller pictures: what goes over UDP must fit into its reader's buffer, however late that reads.
 */
export function encodeTestClip(
  seconds: number,
  quantizer = 23,
): {
  tracks: readonly Track[];
  frames: readonly Frame[];
} {
  const video = ffmpeg([
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=320x180:rate=${FPS}:duration=${seconds}`,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-crf',
    String(quantizer),
    '-x264-params',
    `keyint=${FPS}:scenecut=0:sliced-threads=0:slices=1`,
    '-f',
    'h264',
    '-',
  ]);
  const audio = ffmpeg([
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=440:sample_rate=48000:duration=${seconds}`,
    '-ac',
    '2',
    '-c:a',
    'aac',
    '-f',
    'adts',
    '-',
  ]);
  const { sets, pictures } = accessUnits(video);
  const sps = sets.get(H264_NAL.sps);
  const pps = sets.get(H264_NAL.pps);
  const adts = splitAdts(audio);
  const config = adts[0]?.config;
  if (!sps || !pps || !config) throw new Error('ffmpeg made no parameter sets');
  const videoFrames: Frame[] = pictures.map((unit, index) => {
    const at = ticks90k((index * 90_000) / FPS);
    return {
      kind: 'video',
      nalus: [unit],
      randomAccess: isH264RandomAccess([unit]),
      pts: at,
      dts: at,
    };
  });
  const audioFrames: Frame[] = adts.map(({ data }, index) => ({
    kind: 'audio',
    data,
    pts: ticks90k((index * 1024 * 90_000) / 48_000),
  }));
  const at = (frame: Frame) => (frame.kind === 'video' ? frame.dts : frame.pts);
  const frames = [...videoFrames, ...audioFrames].sort((a, b) => at(a) - at(b));
  return { tracks: [h264Track(sps, [pps]), aacTrack(config)], frames };
}

export type Judged = {
  readonly codec: string;
  readonly width: number | undefined;
  readonly frames: number;
  /** Presentation time of the first and the last packet in seconds. */
  readonly firstPts: number;
  readonly lastPts: number;
  readonly dtsGrows: boolean;
};

/** What ffprobe and ffmpeg say of a file: every stream, frames counted by decoding; `errors` is what the decoder complained about. */
export function judge(bytes: Uint8Array, extension: string): { streams: Judged[]; errors: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lukou-judge-'));
  try {
    const file = join(folder, `clip.${extension}`);
    writeFileSync(file, bytes);
    const read = JSON.parse(
      execFileSync(
        '/usr/bin/ffprobe',
        ['-v', 'error', '-count_frames', '-show_streams', '-show_packets', '-of', 'json', file],
        { maxBuffer: 64 << 20 },
      ).toString(),
    );
    const errors = execFileSync('/bin/sh', [
      '-c',
      'ffmpeg -v error -i "$1" -f null - 2>&1',
      'sh',
      file,
    ]).toString();
    return {
      streams: read.streams.map((stream: ProbedStream) => judged(stream, read.packets)),
      errors,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type ProbedStream = { index: number; codec_name: string; width?: number; nb_read_frames: string };
type ProbedPacket = { stream_index: number; pts_time: string; dts_time: string };

function judged(stream: ProbedStream, packets: readonly ProbedPacket[]): Judged {
  const own = packets.filter((packet) => packet.stream_index === stream.index);
  const dts = own.map((packet) => Number(packet.dts_time));
  return {
    codec: stream.codec_name,
    width: stream.width,
    frames: Number(stream.nb_read_frames),
    firstPts: Number(own[0]?.pts_time),
    lastPts: Number(own.at(-1)?.pts_time),
    dtsGrows: dts.every((value, index) => index === 0 || value > (dts[index - 1] ?? 0)),
  };
}
