import { AAC_FRAME_SAMPLES, aacTrack, splitAdts } from '../../codecs/aac.ts';
import { g711Track } from '../../codecs/g711.ts';
import { mp3Header, mp3Track } from '../../codecs/mp3.ts';
import { equalBytes } from '../../media/bytes.ts';
import type { Frame } from '../../media/frame.ts';
import { TICKS_PER_SECOND, type Ticks90k, ticks90k } from '../../media/ticks.ts';
import type { AudioTrack } from '../../media/track.ts';
import type { AudioCodec, Elementary } from './elementary.ts';
import { adtsFrameBytes, FrameCutter, mp3FrameBytes } from './frame-cutter.ts';

type Sound = { readonly data: Uint8Array; readonly ticks: number };

/** Audio payloads to frames. A frame may begin in one packet and end in the next (§2.4.3.7). */
export class AudioElementary {
  readonly codec: AudioCodec;
  track: AudioTrack | null = null;
  readonly #cutter: FrameCutter | null;
  #next: Ticks90k | null = null;

  constructor(codec: AudioCodec) {
    this.codec = codec;
    this.#cutter = cutterFor(codec);
    if (codec === 'g711a') this.track = g711Track('a');
    if (codec === 'g711u') this.track = g711Track('u');
  }

  /** Forgets the frame begun: what follows does not join to it. */
  lost(): void {
    this.#cutter?.clear();
    this.#next = null;
  }

  /** `pts` is that of the first frame that begins in the payload; `null`: it follows on. */
  take(payload: Uint8Array, pts: Ticks90k | null): Elementary {
    const before = this.track;
    const firstBegun = (this.#cutter?.pending ?? 0) > 0 ? 1 : 0;
    const sounds = this.#sounds(payload);
    const frames: Frame[] = [];
    for (const [index, { data, ticks }] of sounds.entries()) {
      const at = (index === firstBegun ? pts : null) ?? this.#next;
      if (at === null) continue; // its beginning was lost, and with it its time
      frames.push({ kind: 'audio', data, pts: at });
      this.#next = ticks90k(at + ticks);
    }
    if (sounds.length === firstBegun && pts !== null) this.#next = pts;
    return { frames, changed: this.track !== before };
  }

  #sounds(payload: Uint8Array): Sound[] {
    const cutter = this.#cutter;
    if (!cutter)
      return payload.length > 0 ? [{ data: payload, ticks: this.#span(payload.length) }] : [];
    return cutter
      .push(payload)
      .map((frame) => (this.codec === 'aac' ? this.#aac(frame) : this.#mp3(frame)));
  }

  #aac(frame: Uint8Array): Sound {
    const [adts] = splitAdts(frame);
    const data = adts?.data ?? new Uint8Array(0);
    const known = this.track?.codec === 'aac' ? this.track.config : null;
    if (adts && !(known && equalBytes(known, adts.config))) this.track = aacTrack(adts.config);
    return { data, ticks: this.#span(AAC_FRAME_SAMPLES) };
  }

  #mp3(frame: Uint8Array): Sound {
    const header = mp3Header(frame, 0);
    if (
      header &&
      (this.track?.sampleRate !== header.sampleRate || this.track.channels !== header.channels)
    )
      this.track = mp3Track(header);
    return { data: frame, ticks: this.#span(header?.samples ?? 0) };
  }

  #span(samples: number): number {
    return (samples * TICKS_PER_SECOND) / (this.track?.sampleRate ?? 48_000);
  }
}

function cutterFor(codec: AudioCodec): FrameCutter | null {
  if (codec === 'aac') return new FrameCutter(adtsFrameBytes);
  return codec === 'mp3' ? new FrameCutter(mp3FrameBytes) : null;
}
