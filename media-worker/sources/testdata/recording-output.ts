import type { SourceOutput } from '../../hub/source.ts';
import type { StreamEvent } from '../../media/frame.ts';

/** Writes down what a source says; `until` resolves when it has said enough. */
export class RecordingOutput implements SourceOutput {
  readonly events: StreamEvent[] = [];
  readonly steps: string[] = [];
  readonly cameraTimes: { pts: number; utcMs: number }[] = [];
  lostPackets = 0;
  bytes = 0;
  keyFramesLacked = 0;
  /** How the source is asked for a key frame, once it said. */
  askForKeyFrame: (() => void) | null = null;
  #waiters: { enough: () => boolean; resolve: () => void }[] = [];

  event: SourceOutput['event'] = (event) => {
    this.events.push(event);
    this.#check();
  };
  step: SourceOutput['step'] = (step) => {
    this.steps.push(step);
    this.#check();
  };
  lost: SourceOutput['lost'] = (packets) => {
    this.lostPackets += packets;
    this.#check();
  };
  cameraTime: SourceOutput['cameraTime'] = (pts, utcMs) => {
    this.cameraTimes.push({ pts, utcMs });
    this.#check();
  };
  takesKeyFrameRequests = (ask: () => void): void => {
    this.askForKeyFrame = ask;
  };
  lacksKeyFrame = (): void => {
    this.keyFramesLacked += 1;
  };
  readonly watched = true;
  received: SourceOutput['received'] = (bytes) => {
    this.bytes += bytes;
  };

  until(enough: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.push({ enough, resolve });
    this.#check();
    return promise;
  }

  /** One letter per event: T tracks, K picture at random access, P picture, A sound. */
  get summary(): string {
    return this.events
      .map((event) => {
        if (event.type === 'tracks') return 'T';
        if (event.frame.kind === 'audio') return 'A';
        return event.frame.randomAccess ? 'K' : 'P';
      })
      .join('');
  }

  #check(): void {
    for (const waiter of this.#waiters.filter((one) => one.enough())) {
      waiter.resolve();
      this.#waiters = this.#waiters.filter((one) => one !== waiter);
    }
  }
}
