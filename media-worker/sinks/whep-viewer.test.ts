import { expect, it } from 'vitest';
import { u16, u32 } from '../media/bytes.ts';
import { streamId } from '../media/stream-id.ts';
import { msToTicks } from '../media/ticks.ts';
import { nalu } from '../media/track.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { makeBatch } from '../protocols/rtp/batch.ts';
import { buildFir, buildPli } from '../protocols/rtp/feedback.ts';
import { parseOffer } from '../protocols/webrtc/offer.ts';
import { srtpCipher } from '../protocols/webrtc/srtp/cipher.ts';
import { AEAD_AES_128_GCM, directionKeys } from '../protocols/webrtc/srtp/keys.ts';
import { SrtpReceiver } from '../protocols/webrtc/srtp/receiver.ts';
import { testOffer } from '../protocols/webrtc/testing.ts';
import type { CutFrame } from './whep-fanout.ts';
import { sentTracks } from './whep-media.ts';
import { WhepViewer } from './whep-viewer.ts';

const cipher = srtpCipher(AEAD_AES_128_GCM, directionKeys(Buffer.alloc(16), Buffer.alloc(12)));

function cut(ms: number, key = false, packets = 1): CutFrame {
  const payload = new Uint8Array(1_000);
  new DataView(payload.buffer).setUint32(0, ms);
  const payloads = Array.from({ length: packets }, (_, at) => ({
    bytes: payload,
    marker: at === packets - 1,
  }));
  return { kind: 'video', batch: makeBatch(payloads), startsGop: key, pts: msToTicks(ms) };
}

/** A viewer whose peer is a network that takes what the test lets it. */
function viewerOn(gop: readonly CutFrame[]) {
  const received = new SrtpReceiver(cipher);
  const shown: number[] = [];
  const sequences: number[] = [];
  const network = { backlogBytes: 0 };
  const asked = { forKeyFrames: 0 };
  const viewer = new WhepViewer({
    id: 'v',
    streamId: streamId('cam'),
    userId: null,
    address: '10.0.0.1',
    clock: new SimulatedClock(),
    fanout: {
      gop,
      wantKeyFrame: () => {
        asked.forKeyFrames += 1;
      },
    },
    queued: () => {},
    ended: () => {},
    peer: {
      address: null,
      cipher,
      peerUfrag: 'u',
      get backlogBytes() {
        return network.backlogBytes;
      },
      close: () => {},
      sendRtcp: () => {},
      sendRun: (run) => {
        for (let at = 0; at < run.length; at += 2 + u16(run, at)) {
          const packet = received.openRtp(run.subarray(at + 2, at + 2 + u16(run, at)));
          if (!packet) throw new Error('a packet that cannot be opened');
          sequences.push(u16(packet, 2));
          if (shown.at(-1) !== u32(packet, 12)) shown.push(u32(packet, 12));
        }
      },
    },
  });
  const track = {
    kind: 'video',
    codec: 'h264',
    sps: nalu(Uint8Array.of(0x67, 0x42, 0xc0, 0x1e)),
    pps: [],
    width: 1,
    height: 1,
    fps: 25,
    codecString: '',
  } as const;
  for (const sent of sentTracks(parseOffer(testOffer()), [track])) viewer.addTrack(sent);
  return { viewer, shown, sequences, network, asked };
}

it('a viewer whose network is full skips to the next key frame, and that is counted', () => {
  const { viewer, shown, sequences, network } = viewerOn([cut(0, true)]);
  viewer.start();
  viewer.take(cut(40));
  network.backlogBytes = 2 * 1024 * 1024;
  viewer.take(cut(80));
  network.backlogBytes = 0;
  viewer.take(cut(120));
  viewer.take(cut(160, true));
  viewer.take(cut(200));
  expect(shown).toEqual([0, 40, 160, 200]);
  expect(viewer.framesDropped).toBe(2);
  // To the browser nothing is missing: it would ask for it.
  expect(sequences.map((one) => one - (sequences[0] ?? 0))).toEqual([0, 1, 2, 3]);
});

it('what is still to be sent of an old GOP gives way to a new one', () => {
  const { viewer, shown } = viewerOn([cut(0, true, 60), cut(40, false, 60), cut(80, false, 60)]);
  viewer.start();
  viewer.take(cut(120, true, 10));
  while (viewer.isQueued) viewer.burst();
  viewer.take(cut(160));
  // The first picture was begun and goes out whole.
  expect(shown).toEqual([0, 120, 160]);
});

it('a queue that nothing is sent from stays bounded', () => {
  const { viewer, network } = viewerOn([cut(0, true, 60)]);
  viewer.start();
  network.backlogBytes = 2 * 1024 * 1024;
  for (let at = 1; at <= 1_000; at++) viewer.take(cut(at * 40));
  expect(viewer.isQueued).toBe(false);
  expect(viewer.framesDropped).toBe(1_001);
});

it('a viewer that lost the picture is sent the cached GOP, and the source hears of it', () => {
  const { viewer, shown, asked } = viewerOn([cut(0, true), cut(40)]);
  viewer.start();
  while (viewer.isQueued) viewer.burst();
  const sent = shown.length;
  viewer.rtcp(buildPli(1, 2));
  viewer.rtcp(buildFir(1, 2, 1));
  while (viewer.isQueued) viewer.burst();
  expect([shown.length - sent, asked.forKeyFrames]).toEqual([2, 2]);
});
