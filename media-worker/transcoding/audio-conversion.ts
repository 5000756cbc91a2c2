import type { Puller } from '../hub/source.ts';
import type { Stream } from '../hub/stream.ts';
import type { StreamEvent } from '../media/frame.ts';
import type { AudioTrack, Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { audioTarget } from './audio-codec.ts';
import { AudioTranscoder } from './audio-transcoder.ts';
import { type Converter, type ConverterAround, following } from './following.ts';
import { type Silence, SilentTrack, silence } from './silence.ts';
import type { AudioWish } from './wanted.ts';

/** Whether a stream's sound is not yet as wished. */
export function needsConversion(audio: AudioTrack | undefined, wish: AudioWish): boolean {
  if (wish === 'none') return audio !== undefined;
  if (!audio) return wish === 'silent';
  return audio.codec !== (wish === 'opus' ? 'opus' : 'aac');
}

/** The same stream with its sound as wished; the picture goes through untouched and at once. */
export function audioPuller(from: Stream, wish: AudioWish, clock: Clock): Puller {
  return following(
    from,
    'transcode',
    clock,
    async (around) => new AudioConverter(around, wish, wish === 'silent' ? await silence() : null),
  );
}

class AudioConverter implements Converter {
  readonly #around: ConverterAround;
  readonly #wish: AudioWish;
  readonly #silence: Silence | null;
  #from: AudioTrack | undefined;
  #transcoder: AudioTranscoder | null = null;
  #silent: SilentTrack | null = null;

  constructor(around: ConverterAround, wish: AudioWish, silent: Silence | null) {
    this.#around = around;
    this.#wish = wish;
    this.#silence = silent;
  }

  event(event: StreamEvent): void {
    const { tell } = this.#around;
    if (event.type === 'tracks') {
      tell({ type: 'tracks', tracks: this.#tracks(event.tracks) });
    } else if (event.frame.kind === 'video') {
      tell(event);
      const { dts } = event.frame;
      for (const frame of this.#silent?.upTo(dts) ?? []) tell({ type: 'frame', frame });
    } else if (this.#transcoder) this.#transcoder.push(event.frame);
    else if (this.#wish !== 'none') tell(event);
  }

  close(): void {
    this.#transcoder?.close();
    this.#transcoder = null;
  }

  #tracks(tracks: readonly Track[]): readonly Track[] {
    const audio = tracks.find((track) => track.kind === 'audio');
    const rest = tracks.filter((track) => track.kind !== 'audio');
    if (!needsConversion(audio, this.#wish)) {
      this.close();
      this.#silent = null;
      this.#from = audio;
      return tracks;
    }
    if (this.#wish === 'none') return rest;
    return [...rest, ...(audio ? this.#transcoded(audio) : this.#silenced())];
  }

  #silenced(): Track[] {
    this.close();
    this.#from = undefined;
    if (!this.#silence) return [];
    this.#silent ??= new SilentTrack(this.#silence);
    return [this.#silence.track];
  }

  #transcoded(audio: AudioTrack): Track[] {
    const to = audioTarget(audio, this.#wish === 'opus' ? 'opus' : 'aac');
    if (audio === this.#from && this.#transcoder) return [to.track];
    this.close();
    this.#silent = null;
    this.#from = audio;
    const { tell, failed, dropped } = this.#around;
    this.#transcoder = new AudioTranscoder({
      from: audio,
      to,
      tell: (frame) => tell({ type: 'frame', frame }),
      failed,
      dropped,
    });
    return [to.track];
  }
}
