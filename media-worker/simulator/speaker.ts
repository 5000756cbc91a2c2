import { alawSample, ulawSample } from '../codecs/g711.ts';
import { parseRtp, sequenceDistance } from '../protocols/rtp/packet.ts';
import type { BackChannel, VoiceIntake } from '../protocols/rtsp/media-provider.ts';

/** What a camera's loudspeaker takes; `aac` is described and nothing more. */
export const VOICES = ['pcma', 'pcmu', 'aac', 'off'] as const;
export type Voice = (typeof VOICES)[number];

const MEDIA = {
  pcma: { type: 'audio', payloadType: 8, rtpmap: 'PCMA/8000', fmtp: null },
  pcmu: { type: 'audio', payloadType: 0, rtpmap: 'PCMU/8000', fmtp: null },
  aac: { type: 'audio', payloadType: 99, rtpmap: 'MPEG4-GENERIC/16000/1', fmtp: null },
} as const;
/** Loudness is told of the last 200 ms at 8 kHz. */
const LEVEL_SAMPLES = 1600;
const FULL_SCALE = 32_768;

/** What came out of a loudspeaker, for tests and drills. */
export type Heard = {
  /** Clients that talk now. */
  readonly talkers: number;
  readonly packets: number;
  readonly lost: number;
  readonly samples: number;
  /** Of the last 200 ms while somebody talks, in decibels below full scale; null: silence. */
  readonly levelDb: number | null;
  /** The loudest 200 ms since it was forgotten. */
  readonly peakDb: number | null;
};

/** The loudspeaker of one simulated camera. */
export class Speaker {
  #talkers = 0;
  #packets = 0;
  #lost = 0;
  #samples = 0;
  #window: number[] = [];
  #levelDb: number | null = null;
  #peakDb: number | null = null;

  get heard(): Heard {
    return {
      talkers: this.#talkers,
      packets: this.#packets,
      lost: this.#lost,
      samples: this.#samples,
      levelDb: this.#talkers > 0 ? this.#levelDb : null,
      peakDb: this.#peakDb,
    };
  }

  /** What the picture says while somebody talks; empty while nobody does. */
  get note(): string {
    if (this.#talkers === 0) return '';
    return ` VOICE ${this.#levelDb === null ? 0 : Math.round(this.#levelDb + 60)}`;
  }

  forget(): void {
    this.#packets = 0;
    this.#lost = 0;
    this.#samples = 0;
    this.#peakDb = null;
  }

  channel(voice: Exclude<Voice, 'off'>): BackChannel {
    const sample = voice === 'pcmu' ? ulawSample : alawSample;
    return { media: MEDIA[voice], open: () => this.#listen(sample) };
  }

  #listen(sample: (byte: number) => number): VoiceIntake {
    this.#talkers += 1;
    let last: number | null = null;
    let over = false;
    return {
      rtp: (bytes) => {
        const packet = parseRtp(bytes);
        if (!packet) return;
        this.#packets += 1;
        if (last !== null) this.#lost += Math.max(0, sequenceDistance(last, packet.sequence) - 1);
        last = packet.sequence;
        this.#hear(Array.from(packet.payload, sample));
      },
      end: () => {
        if (over) return;
        over = true;
        this.#talkers -= 1;
        this.#window = [];
        this.#levelDb = null;
      },
    };
  }

  #hear(samples: readonly number[]): void {
    this.#samples += samples.length;
    this.#window = [...this.#window, ...samples].slice(-LEVEL_SAMPLES);
    const power = this.#window.reduce((sum, one) => sum + one * one, 0) / this.#window.length;
    const level = 10 * Math.log10(power / FULL_SCALE ** 2);
    this.#levelDb = Number.isFinite(level) ? Math.round(level * 10) / 10 : null;
    if (this.#window.length < LEVEL_SAMPLES || this.#levelDb === null) return;
    this.#peakDb = Math.max(this.#peakDb ?? this.#levelDb, this.#levelDb);
  }
}
