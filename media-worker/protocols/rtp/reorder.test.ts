import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RtpPacket } from './packet.ts';
import { ReorderBuffer, TCP_REORDER, UDP_REORDER } from './reorder.ts';

const packet = (sequence: number, ssrc = 1): RtpPacket => ({
  marker: false,
  payloadType: 96,
  sequence: sequence & 0xffff,
  timestamp: 0,
  ssrc,
  payload: new Uint8Array(1),
  extension: null,
});

function run(buffer: ReorderBuffer, sequences: readonly number[], stepMs = 1): number[][] {
  return sequences.flatMap((sequence, index) =>
    buffer
      .push(packet(sequence), index * stepMs)
      .map((out) => [out.packet.sequence, out.lostBefore]),
  );
}

describe('ReorderBuffer', () => {
  it('puts late packets in their place and drops duplicates', () => {
    const out = run(new ReorderBuffer(UDP_REORDER), [65534, 0, 65535, 65535, 2, 1]);
    expect(out).toEqual([
      [65534, 0],
      [65535, 0],
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });

  it('gives up on a missing packet after its time and counts it', () => {
    const out = run(new ReorderBuffer(UDP_REORDER), [1, 4, 5], 120);
    expect(out).toEqual([
      [1, 0],
      [4, 2],
      [5, 0],
    ]);
  });

  it('counts gaps at once on TCP', () => {
    expect(run(new ReorderBuffer(TCP_REORDER), [1, 2, 5, 4, 6])).toEqual([
      [1, 0],
      [2, 0],
      [5, 2],
      [6, 0],
    ]);
  });

  it('starts over when the source changes', () => {
    const buffer = new ReorderBuffer(UDP_REORDER);
    buffer.push(packet(100), 0);
    expect(buffer.push(packet(7, 2), 1).map((out) => out.packet.sequence)).toEqual([7]);
  });

  it('restores any shuffle within its window', () => {
    fc.assert(
      fc.property(
        fc.nat(65535),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 200 }),
        (base, jitter) => {
          const arrival = jitter
            .map((delay, index) => ({ index: index + 1, at: index + delay }))
            .sort((a, b) => a.at - b.at || a.index - b.index);
          const sequences = [base, ...arrival.map((one) => base + one.index)];
          const out = run(new ReorderBuffer(UDP_REORDER), sequences, 0);
          expect(out).toEqual(
            Array.from({ length: jitter.length + 1 }, (_, index) => [(base + index) & 0xffff, 0]),
          );
        },
      ),
    );
  });
});
