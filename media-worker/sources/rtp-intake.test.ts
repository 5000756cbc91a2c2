import { expect, it } from 'vitest';
import { buildRtp } from '../protocols/rtp/packet.ts';
import { UDP_REORDER } from '../protocols/rtp/reorder.ts';
import { RtpIntake } from './rtp-intake.ts';
import { RecordingOutput } from './testdata/recording-output.ts';

const SPS = Buffer.from('6764001eacd940a02ff97011000003000100000300320f162d96', 'hex');
const PPS = Buffer.from('68ebe3cb22c0', 'hex');
/** SPS, PPS and an IDR picture in one STAP-A. */
const KEY_FRAME = Buffer.concat([
  Uint8Array.of(24),
  ...[SPS, PPS, Buffer.of(0x65, 8, 8)].flatMap((unit) => [Buffer.of(0, unit.length), unit]),
]);

it('tells how unevenly pictures arrive, whatever the sound beside them does (RFC 3550 A.8)', () => {
  const jitter: number[] = [];
  const output = Object.assign(new RecordingOutput(), {
    jitter: (ms: number) => void jitter.push(ms),
  });
  const intake = new RtpIntake(output, UDP_REORDER);
  const sound = { marker: false, payloadType: 8, ssrc: 2 };
  for (const [index, atMs] of [0, 40, 80, 136, 160, 200].entries()) {
    const picture = { marker: true, payloadType: 96, ssrc: 1 };
    const at = { sequence: index, timestamp: index * 3_600 };
    intake.push(buildRtp({ ...picture, ...at }, KEY_FRAME), atMs);
    intake.push(buildRtp({ ...sound, ...at }, new Uint8Array(160)), atMs + (index % 3) * 15);
  }

  // 16 ms late, then as much earlier than the one before: 16/16, 1 + (16 − 1)/16, and from there on less.
  expect(jitter.map((ms) => Math.round(ms * 1_000) / 1_000)).toEqual([0, 0, 1, 1.938, 1.816]);
});
