// Opus packets: RFC 6716 §3.1 (TOC byte). Over RTP and in containers the clock is always 48 kHz: RFC 7587 §4.1.
import { u8 } from '../media/bytes.ts';
import type { SimpleAudioTrack } from '../media/track.ts';

/** Ticks a second of every Opus timestamp, whatever the encoder was fed. */
export const OPUS_CLOCK_RATE = 48_000;
const SILK_SAMPLES = [480, 960, 1920, 2880];
const HYBRID_SAMPLES = [480, 960];
const CELT_SAMPLES = [120, 240, 480, 960];
/** A packet holds at most 120 ms. */
const MAX_PACKET_SAMPLES = 5_760;

/** A track of Opus packets. Two channels are what RTP announces; a packet may still be mono. */
export function opusTrack(channels = 2): SimpleAudioTrack {
  return {
    kind: 'audio',
    codec: 'opus',
    sampleRate: OPUS_CLOCK_RATE,
    channels,
    codecString: 'opus',
  };
}

const HEAD = 'OpusHead';

/** The identification header that describes Opus outside of RTP: RFC 7845 §5.1, without pre-skip. */
export function opusHead(channels: number): Uint8Array {
  const head = Buffer.alloc(19);
  head.write(HEAD, 'latin1');
  head[8] = 1; // version
  head[9] = channels;
  head.writeUInt32LE(OPUS_CLOCK_RATE, 12);
  return head;
}

/** Channels of an identification header; two where it is none. Total. */
export function opusHeadChannels(head: Uint8Array): number {
  const isHead = Buffer.from(head.subarray(0, HEAD.length)).toString('latin1') === HEAD;
  return isHead && head[9] === 1 ? 1 : 2;
}

/** Samples at 48 kHz that a packet stands for; 0 for one that is none. Total. */
export function opusSamples(packet: Uint8Array): number {
  if (packet.length === 0) return 0;
  const toc = u8(packet, 0);
  const samples = frameSamples(toc >> 3) * frameCount(toc & 3, u8(packet, 1));
  return samples <= MAX_PACKET_SAMPLES ? samples : 0;
}

function frameSamples(configuration: number): number {
  if (configuration < 12) return SILK_SAMPLES[configuration & 3] ?? 0;
  if (configuration < 16) return HYBRID_SAMPLES[configuration & 1] ?? 0;
  return CELT_SAMPLES[configuration & 3] ?? 0;
}

/** Code 3 counts its frames in the byte behind the TOC. */
function frameCount(code: number, second: number): number {
  if (code === 0) return 1;
  return code === 3 ? second & 0x3f : 2;
}
