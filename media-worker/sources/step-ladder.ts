import { SOURCE_STEPS, type SourceOutput, type SourceStep } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';

/** Passes everything on and remembers how far the attempt came, so that an error tells the step that broke. */
export class StepLadder implements SourceOutput {
  readonly #output: SourceOutput;
  #reached = -1;

  constructor(output: SourceOutput) {
    this.#output = output;
  }

  step(step: SourceStep, detail?: string): void {
    this.#reached = Math.max(this.#reached, SOURCE_STEPS.indexOf(step));
    this.#output.step(step, detail);
  }

  reached(step: SourceStep): boolean {
    return this.#reached >= SOURCE_STEPS.indexOf(step);
  }

  /** Does what leads to a step; an error from it belongs to that step, its success reports it when `detail` is given. */
  async climb<T>(step: SourceStep, work: () => Promise<T>, detail?: string): Promise<T> {
    try {
      const value = await work();
      if (detail !== undefined) this.step(step, detail);
      return value;
    } catch (cause) {
      throw located(cause, step);
    }
  }

  /** The error with the step after the last one reached, unless it knows better. */
  located(cause: unknown): MediaError {
    return located(cause, SOURCE_STEPS[this.#reached + 1] ?? 'first-key-frame');
  }

  event: SourceOutput['event'] = (event) => this.#output.event(event);
  lost: SourceOutput['lost'] = (packets) => this.#output.lost(packets);
  jitter = (ms: number): void => this.#output.jitter?.(ms);
  takesKeyFrameRequests = (ask: () => void): void => this.#output.takesKeyFrameRequests?.(ask);
  lacksKeyFrame = (): void => this.#output.lacksKeyFrame?.();
  cameraTime: SourceOutput['cameraTime'] = (pts, utcMs) => this.#output.cameraTime(pts, utcMs);
  get watched(): boolean {
    return this.#output.watched;
  }
  received: SourceOutput['received'] = (bytes) => this.#output.received(bytes);
}

function located(cause: unknown, step: SourceStep): MediaError {
  if (!(cause instanceof MediaError))
    return new MediaError('bug', cause instanceof Error ? cause.message : 'unknown failure', {
      step,
      cause,
    });
  if (cause.context.step) return cause;
  return new MediaError(cause.kind, cause.message, { ...cause.context, step, cause });
}
