import { MediaError, type MediaErrorKind } from '../media/errors.ts';
import { SOURCE_STEPS, type SourceStep } from './source.ts';

/** Why a stream has no picture, for people and logs; holds no credentials. */
export type StreamFailure = {
  readonly kind: MediaErrorKind;
  readonly code: string;
  readonly step?: SourceStep;
  readonly message: string;
  readonly at: number;
};

/** Anything thrown as a `MediaError`; what is not one is our own mistake. */
export function asMediaError(thrown: unknown): MediaError {
  if (thrown instanceof MediaError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new MediaError('bug', message, { cause: thrown });
}

/** @param reached the last step that went well, `null` before the first */
export function streamFailure(
  error: MediaError,
  reached: SourceStep | null,
  at: number,
): StreamFailure {
  const step = knownStep(error.context.step) ?? stepAfter(reached);
  const code = error.context.code ?? `source.${error.kind}`;
  const failure = { kind: error.kind, code, message: error.message, at };
  return step === undefined ? failure : { ...failure, step };
}

function knownStep(step: string | undefined): SourceStep | undefined {
  return SOURCE_STEPS.find((known) => known === step);
}

function stepAfter(reached: SourceStep | null): SourceStep | undefined {
  return reached === null ? SOURCE_STEPS[0] : SOURCE_STEPS[SOURCE_STEPS.indexOf(reached) + 1];
}
