import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../media/frame.ts';
import { clip, pieces, steps, told } from '../../testkit/clips.ts';
import { hasFfmpeg } from '../../testkit/ffmpeg.ts';
import { gstreamerFile, hasGstreamer } from '../../testkit/gstreamer.ts';
import { TsDemuxer } from './demuxer.ts';
import { TS_PACKET_BYTES } from './packets.ts';

function read(bytes: Uint8Array, sizes: readonly number[] = [1316]): StreamEvent[] {
  const demuxer = new TsDemuxer();
  return [...pieces(bytes, sizes).flatMap((piece) => demuxer.push(piece)), ...demuxer.flush()];
}

const dts = (events: readonly StreamEvent[]) => told(events).video.map((frame) => frame.dts);

describe.skipIf(!hasFfmpeg)('MPEG-TS demuxer on what ffmpeg writes', () => {
  it('reads H.264 with B-frames and AAC: every frame, decode times growing evenly', () => {
    const events = read(clip({ bFrames: true }, '-f', 'mpegts'));
    const { tracks, video, audio } = told(events);

    expect(tracks.at(-1)).toMatchObject([
      { codec: 'h264', width: 320, height: 180 },
      { codec: 'aac', sampleRate: 48_000, channels: 2 },
    ]);
    expect(video).toHaveLength(50);
    expect(video.filter((frame) => frame.randomAccess)).toHaveLength(2);
    expect(steps(dts(events))).toEqual([40]);
    expect(video.some((frame) => frame.pts > frame.dts + 3_600)).toBe(true);
    expect(steps(video.map((frame) => frame.pts).sort((a, b) => a - b))).toEqual([40]);
    expect(audio.length).toBeGreaterThanOrEqual(92); // 2 s of 1024 samples are 93.75 frames, less what came before the first picture
    expect(steps(audio.map((frame) => frame.pts))).toEqual([21]);
  });

  it('reads H.265 and MP3', () => {
    const { tracks, video, audio } = told(
      read(clip({ video: 'h265', audio: 'mp3' }, '-f', 'mpegts')),
    );

    expect(tracks.at(-1)).toMatchObject([
      { codec: 'h265', width: 320, height: 180 },
      { codec: 'mp3', sampleRate: 48_000, channels: 2 },
    ]);
    expect(video).toHaveLength(50);
    expect(steps(audio.map((frame) => frame.pts))).toEqual([24]);
  });

  it('goes on over the wrap of the 33-bit clock', () => {
    const wrapsAfterASecond = String(2 ** 33 / 90_000 - 1);
    const bytes = clip({}, '-output_ts_offset', wrapsAfterASecond, '-f', 'mpegts');

    expect(steps(dts(read(bytes)))).toEqual([40]);
  });

  it('finds packets again after nonsense and before it', () => {
    const bytes = clip({ audio: 'none' }, '-f', 'mpegts');
    const noise = new Uint8Array(1000).fill(0x47, 300, 310);

    expect(read(Buffer.concat([noise, bytes])).filter(isFrame)).toHaveLength(50);
  });

  it('drops the picture a lost packet tore and goes on at the next random access point', () => {
    const bytes = clip({ audio: 'none' }, '-f', 'mpegts');
    const at = Math.floor(bytes.length / 4 / TS_PACKET_BYTES) * TS_PACKET_BYTES;
    const demuxer = new TsDemuxer();
    const torn = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + TS_PACKET_BYTES)]);
    const { video } = told([...demuxer.push(torn), ...demuxer.flush()]);
    const gap = video.findIndex((frame, index) => frame.dts - (video[index - 1]?.dts ?? 0) > 3_600);

    expect(demuxer.continuityErrors).toBe(1);
    expect(video[gap]?.randomAccess).toBe(true);
    expect(video.length - gap).toBe(25);
  });

  it('carries no sound before the first picture', () => {
    const events = read(clip({}, '-f', 'mpegts'));

    expect(events[0]).toMatchObject({ type: 'tracks' });
    expect(told(events).tracks.every((tracks) => tracks[0]?.kind === 'video')).toBe(true);
  });
});

describe.skipIf(!hasGstreamer)('MPEG-TS demuxer on what GStreamer writes', () => {
  it('reads every picture', () => {
    const { tracks, video } = told(
      read(
        gstreamerFile(
          'videotestsrc num-buffers=50 ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 bframes=2 ! h264parse ! mpegtsmux',
        ),
      ),
    );

    expect(tracks).toMatchObject([[{ codec: 'h264', width: 320 }]]);
    expect(video).toHaveLength(50);
    expect(
      video.every((frame, index) => index === 0 || frame.dts > (video[index - 1]?.dts ?? 0)),
    ).toBe(true);
  });
});

function isFrame(event: StreamEvent): boolean {
  return event.type === 'frame';
}
