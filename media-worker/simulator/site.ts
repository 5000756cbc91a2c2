import { MediaError } from '../media/errors.ts';
import { packetizeAac } from '../protocols/rtp/audio-packetizer.ts';
import { makeBatch, type RtpBatch } from '../protocols/rtp/batch.ts';
import type {
  MediaProvider,
  Presentation,
  PresentationRequest,
  ServedMedia,
} from '../protocols/rtsp/media-provider.ts';
import { FAULTS, type Fault, lookOf, SimulatedCamera } from './camera.ts';
import { type AudioLoop, encodeAmbience } from './encoding/audio.ts';
import type { LoopStore } from './loop-store.ts';
import { type PlayerOptions, Stage } from './player.ts';
import type { StreamName } from './profiles.ts';
import { prepareReplay, type Replay } from './replay.ts';
import { type Scene, sceneById, sceneOfCamera } from './scenes.ts';
import { Speaker, VOICES, type Voice } from './speaker.ts';

/** Cameras whose fault was set by hand; a drill has a handful. */
const MAX_FAULTS = 10_000;
/** Cameras somebody asked to talk through. */
const MAX_SPEAKERS = 10_000;
/** A loop nobody looks at stays in memory for this long. */
const REPLAY_IDLE_MS = 60_000;
const CODE = /^[A-Za-z0-9._+-]{1,96}$/;

type Wish = {
  readonly code: string;
  readonly stream: StreamName;
  readonly scene: Scene;
  readonly label: string;
  readonly fault: Fault | null;
  readonly voice: Voice;
};
type CachedReplay = {
  readonly replay: Promise<Replay>;
  users: number;
  release: NodeJS.Timeout | null;
};

/** All simulated cameras behind the RTSP server: any code is one. */
export class SimulatedSite implements MediaProvider, Disposable {
  readonly stage: Stage;
  readonly #store: LoopStore;
  readonly #faults = new Map<string, Fault>();
  readonly #replays = new Map<string, CachedReplay>();
  readonly #speakers = new Map<string, Speaker>();
  #sound: Promise<{ loop: AudioLoop; frames: readonly RtpBatch[] }> | null = null;

  /** What a camera's picture says beside its label. */
  readonly #noteOf: (code: string) => string;

  constructor(store: LoopStore, now: () => number, noteOf: (code: string) => string = () => '') {
    this.#store = store;
    this.#noteOf = noteOf;
    this.stage = new Stage(now);
  }

  get faults(): ReadonlyMap<string, Fault> {
    return this.#faults;
  }

  /** Sets what is wrong with a camera, for sessions that run and for new ones. */
  setFault(code: string, fault: Fault): void {
    if (fault === 'none') this.#faults.delete(code);
    else if (this.#faults.size < MAX_FAULTS || this.#faults.has(code))
      this.#faults.set(code, fault);
  }

  faultOf(code: string): Fault {
    return this.#faults.get(code) ?? 'none';
  }

  /** The loudspeaker of a camera, whether anybody talked through it or not. */
  speaker(code: string): Speaker {
    const known = this.#speakers.get(code);
    if (known) return known;
    if (this.#speakers.size >= MAX_SPEAKERS)
      throw new MediaError('overflow', 'too many loudspeakers');
    const speaker = new Speaker();
    this.#speakers.set(code, speaker);
    return speaker;
  }

  async find(request: PresentationRequest, signal: AbortSignal): Promise<Presentation | null> {
    const wish = wishOf(request);
    if (!wish) return null;
    const fault = () => this.#faults.get(wish.code) ?? wish.fault ?? 'none';
    if (fault() === 'offline') return null;
    const replay = await this.#replay(wish, fault());
    const sound = wish.scene.audio ? await this.#ambience() : null;
    signal.throwIfAborted();
    return {
      name: wish.label,
      media: sound ? [videoMedia(replay), audioMedia(sound.loop)] : [videoMedia(replay)],
      play: ([video, audio]) =>
        this.#play(wish, fault, replay, {
          video: video ?? null,
          audio: audio && sound ? { output: audio, frames: sound.frames } : null,
        }),
      ...(wish.voice === 'off' ? {} : { backChannel: this.speaker(wish.code).channel(wish.voice) }),
    };
  }

  [Symbol.dispose](): void {
    this.stage[Symbol.dispose]();
    for (const { release } of this.#replays.values()) if (release) clearTimeout(release);
  }

  #note(code: string): string {
    return this.#noteOf(code) + (this.#speakers.get(code)?.note ?? '');
  }

  #play(
    wish: Wish,
    fault: () => Fault,
    first: Replay,
    outputs: Pick<PlayerOptions, 'video' | 'audio'>,
  ): () => void {
    const identity = { ...wish, note: () => this.#note(wish.code) };
    let shown = { look: lookOf(fault()), camera: new SimulatedCamera(identity, first) };
    let loading = false;
    const camera = () => {
      const look = lookOf(fault());
      if (look !== shown.look && !loading) {
        loading = true;
        // Until the loop with the fault is there the old one goes on.
        this.#replay(wish, fault()).then(
          (replay) => {
            loading = false;
            if (lookOf(fault()) === look)
              shown = { look, camera: new SimulatedCamera(identity, replay) };
          },
          () => {
            loading = false;
          },
        );
      }
      return shown.camera;
    };
    const key = replayKey(wish, fault());
    const stop = this.stage.play({ camera, fault, random: Math.random, ...outputs });
    this.#hold(key, 1);
    let playing = true;
    return () => {
      if (playing) this.#hold(key, -1);
      playing = false;
      stop();
    };
  }

  #replay(wish: Wish, fault: Fault): Promise<Replay> {
    const key = replayKey(wish, fault);
    const known = this.#replays.get(key);
    if (known) return known.replay;
    const loopKey = { scene: wish.scene, look: lookOf(fault), stream: wish.stream };
    const replay = this.#store.get(loopKey).then((loop) => prepareReplay(loop, wish.stream));
    this.#replays.set(key, { replay, users: 0, release: null });
    replay.then(
      () => {
        this.#store.forget(loopKey);
        this.#hold(key, 0);
      },
      () => this.#replays.delete(key),
    );
    return replay;
  }

  #hold(key: string, change: number): void {
    const cached = this.#replays.get(key);
    if (!cached) return;
    cached.users += change;
    if (cached.release) clearTimeout(cached.release);
    cached.release = null;
    if (cached.users > 0) return;
    cached.release = setTimeout(() => this.#replays.delete(key), REPLAY_IDLE_MS);
    cached.release.unref();
  }

  #ambience(): Promise<{ loop: AudioLoop; frames: readonly RtpBatch[] }> {
    this.#sound ??= encodeAmbience().then((loop) => ({
      loop,
      frames: loop.frames.map((frame) => makeBatch(packetizeAac(frame))),
    }));
    return this.#sound;
  }
}

function replayKey(wish: Wish, fault: Fault): string {
  return `${wish.scene.id}/${lookOf(fault)}/${wish.stream}`;
}

/** `/<camera code>/main?scene=…&label=…&fault=…&voice=…`; cameras with sound have a loudspeaker, unless said. */
function wishOf({ path, query }: PresentationRequest): Wish | null {
  const [, code = '', stream, ...more] = path.split('/');
  if (!CODE.test(code) || more.length > 0 || (stream !== 'main' && stream !== 'sub')) return null;
  const named = query.get('scene');
  const scene = named === null ? sceneOfCamera(code) : sceneById(named);
  const fault = query.get('fault');
  const known = FAULTS.find((one) => one === fault) ?? null;
  if (!scene || (fault !== null && known === null)) return null;
  const voice = VOICES.find((one) => one === query.get('voice')) ?? (scene.audio ? 'pcma' : 'off');
  return { code, stream, scene, label: query.get('label') ?? code, fault: known, voice };
}

function videoMedia({ track }: Replay): ServedMedia {
  const sets = [track.sps, ...track.pps]
    .map((set) => Buffer.from(set).toString('base64'))
    .join(',');
  const profile = Buffer.from(track.sps.subarray(1, 4)).toString('hex');
  return {
    type: 'video',
    payloadType: 96,
    rtpmap: 'H264/90000',
    fmtp: `packetization-mode=1;profile-level-id=${profile};sprop-parameter-sets=${sets}`,
  };
}

function audioMedia({ track }: AudioLoop): ServedMedia {
  const config = Buffer.from(track.config).toString('hex');
  return {
    type: 'audio',
    payloadType: 97,
    rtpmap: `MPEG4-GENERIC/${track.sampleRate}/${track.channels}`,
    fmtp: `streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=${config}`,
  };
}

/** The address of a simulated camera's stream. */
export function simulatedAddress(
  camera: { readonly code: string; readonly label?: string; readonly scene?: string },
  stream: StreamName,
  port: number,
): string {
  if (!CODE.test(camera.code)) throw new MediaError('bug', `${camera.code} is not a camera code`);
  const query = new URLSearchParams();
  if (camera.scene) query.set('scene', camera.scene);
  if (camera.label) query.set('label', camera.label);
  const text = query.size > 0 ? `?${query.toString().replaceAll('+', '%20')}` : '';
  return `rtsp://127.0.0.1:${port}/${camera.code}/${stream}${text}`;
}
