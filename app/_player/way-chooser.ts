import { type Accepts, CODEC_UNSUPPORTED, type PlayerFailure } from './state.ts';
import type { WayMemory } from './way-memory.ts';
import { type Capabilities, engineOrder, type FirstBecause, type Way, type Wish } from './ways.ts';

/** Why a stream comes the way it does. */
export type Because =
  | { readonly kind: FirstBecause }
  | { readonly kind: 'instead'; readonly of: Way; readonly code: string };

export type Choice = {
  readonly way: Way;
  readonly because: Because;
  readonly accepts: Accepts;
};

type Options = {
  readonly capabilities: Capabilities;
  readonly wish: () => Wish;
  readonly memory: WayMemory;
};

type Blame = 'codec' | 'pairing' | 'browser' | 'network' | 'elsewhere';

/** Takes one player from way to way until one shows a picture. */
export class WayChooser {
  readonly #options: Options;
  /** What did not work for this stream. */
  readonly #against = new Map<Way, { code: string; blocked: boolean }>();
  #choice: Choice | null = null;
  /** The codec that comes does not play here: the worker is asked to make H.264 of it. */
  #accepts: Accepts = 'any';

  constructor(options: Options) {
    this.#options = options;
  }

  /** @returns null where this browser has no way at all */
  choose(): Choice | null {
    const { ways, because } = this.#order();
    const first = ways[0];
    if (first === undefined) return null;
    const way = ways.find((one) => this.#codeAgainst(one) === null) ?? first;
    const code = way === first ? null : this.#codeAgainst(first);
    this.#choice = {
      way,
      because: code === null ? { kind: because } : { kind: 'instead', of: first, code },
      accepts: this.#accepts,
    };
    return this.#choice;
  }

  /** Takes a failure to heart. @returns whether something else is worth trying at once */
  failed(failure: PlayerFailure, pictured: boolean): boolean {
    const { memory } = this.#options;
    const way = this.#choice?.way;
    if (way === undefined) return false;
    const blame = blameFor(failure, way, pictured, memory.hasWorked(way));
    if (blame === 'elsewhere') return false;
    if (blame === 'codec' && this.#accepts === 'any') {
      this.#accepts = 'h264';
      return true;
    }
    if (blame === 'browser') memory.ruleOut(way, failure.code);
    else this.#against.set(way, { code: failure.code, blocked: blame === 'network' });
    if (this.#order().ways.some((one) => this.#codeAgainst(one) === null)) return true;
    // Nothing works, so it is not the ways' fault: the best one first again, after a pause.
    this.#against.clear();
    return false;
  }

  /** A picture came: what was blocked before it is not tried again by other players of this page. */
  worked(): void {
    const { memory } = this.#options;
    if (this.#choice !== null) memory.works(this.#choice.way);
    for (const [way, { blocked, code }] of this.#against) if (blocked) memory.ruleOut(way, code);
  }

  /** Another stream: what the one before could not be played by says nothing about it. */
  forget(): void {
    this.#against.clear();
    this.#accepts = 'any';
  }

  #order() {
    return engineOrder(this.#options.capabilities, this.#options.wish());
  }

  #codeAgainst(way: Way): string | null {
    return this.#against.get(way)?.code ?? this.#options.memory.codeAgainst(way);
  }
}

const CODEC_CODES = new Set([CODEC_UNSUPPORTED, 'whep.codec-not-offered']);
const PAIRING_CODES = new Set(['whep.b-frames', 'player.bad-stream', 'player.decode']);
const NETWORK_CODES = new Set(['player.connection-lost', 'webrtc.not-connected']);

/** A failure is the way's own only where the camera and the worker cannot be the reason. */
function blameFor({ code }: PlayerFailure, way: Way, pictured: boolean, hasWorked: boolean): Blame {
  if (CODEC_CODES.has(code)) return 'codec';
  if (code === 'player.unsupported') return 'browser';
  if (pictured) return 'elsewhere';
  if (PAIRING_CODES.has(code)) return 'pairing';
  if (hasWorked) return 'elsewhere';
  // The worker answers WHEP only when it has a picture: one that does not come was lost on the way.
  if (code === 'player.no-picture' && way === 'whep') return 'network';
  return NETWORK_CODES.has(code) ? 'network' : 'elsewhere';
}
