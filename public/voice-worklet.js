// A microphone's sound as a device's loudspeaker takes it: 8 kHz, G.711 A-law, frames of 20 ms.
// Runs in the browser's audio thread; posts `{ voice: Uint8Array(160), level }`, level from 0 to 1.

const RATE = 8_000;
const FRAME_SAMPLES = 160;
/** Telephones carry up to here; what is above would come back as noise below. */
const CUTOFF_HZ = 3_500;
/** Of the filter, on either side, in periods of the output. */
const HALF_WIDTH = 12;
/** Positions between two input samples that the filter is made for. */
const PHASES = 32;
/** Quieter than this shows as nothing. */
const FLOOR_DB = -60;

/** Windowed sinc, one row for each phase, each row summing to 1. */
function filterFor(inputRate) {
  const cutoff = Math.min(CUTOFF_HZ / inputRate, 0.5);
  const half = Math.ceil((HALF_WIDTH * inputRate) / RATE);
  const rows = Array.from({ length: PHASES }, (_, phase) => {
    const row = new Float32Array(2 * half);
    let sum = 0;
    for (let tap = 0; tap < row.length; tap += 1) {
      const x = tap - half + 1 - phase / PHASES;
      const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (half + 1));
      row[tap] = sinc * window;
      sum += row[tap];
    }
    return row.map((value) => value / sum);
  });
  return { half, rows };
}

/** Sound of any rate, in pieces, to 8 kHz. */
export class Resampler {
  #step;
  #half;
  #rows;
  #kept;
  /** Of the next output sample, in input samples from the beginning of what is kept. */
  #at;

  constructor(inputRate) {
    const { half, rows } = filterFor(inputRate);
    this.#step = inputRate / RATE;
    this.#half = half;
    this.#rows = rows;
    this.#kept = new Float32Array(half);
    this.#at = half;
  }

  push(samples) {
    const all = new Float32Array(this.#kept.length + samples.length);
    all.set(this.#kept);
    all.set(samples, this.#kept.length);
    const out = [];
    while (Math.floor(this.#at) + this.#half < all.length) {
      const whole = Math.floor(this.#at);
      const row = this.#rows[Math.floor((this.#at - whole) * PHASES)];
      const first = whole - this.#half + 1;
      let sum = 0;
      for (let tap = 0; tap < row.length; tap += 1) sum += row[tap] * all[first + tap];
      out.push(sum);
      this.#at += this.#step;
    }
    const done = Math.max(0, Math.floor(this.#at) - this.#half);
    this.#kept = all.slice(done);
    this.#at -= done;
    return out;
  }
}

/** ITU-T G.711. @param sample from -1 to 1 */
export function alawByte(sample) {
  const linear = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
  const sign = linear >= 0 ? 0x80 : 0;
  const magnitude = Math.min(linear >= 0 ? linear : -linear - 1, 32_635) >> 4;
  const exponent = magnitude < 16 ? 0 : 28 - Math.clz32(magnitude);
  const mantissa = (magnitude >> Math.max(0, exponent - 1)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

/** How loud samples are to the ear, from 0 to 1. */
export function levelOf(samples) {
  const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  const decibels = 10 * Math.log10(power);
  return Math.max(0, Math.min(1, 1 - decibels / FLOOR_DB));
}

if (typeof registerProcessor === 'function') {
  class Voice extends AudioWorkletProcessor {
    #resampler = new Resampler(sampleRate);
    #samples = [];

    process([input]) {
      const channels = input ?? [];
      if (channels.length === 0) return true; // not connected yet
      const mono = channels[0].map(
        (_, at) => channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length,
      );
      this.#samples.push(...this.#resampler.push(mono));
      while (this.#samples.length >= FRAME_SAMPLES) {
        const samples = this.#samples.splice(0, FRAME_SAMPLES);
        const voice = Uint8Array.from(samples, alawByte);
        this.port.postMessage({ voice, level: levelOf(samples) }, [voice.buffer]);
      }
      return true;
    }
  }
  registerProcessor('lukou-voice', Voice);
}
