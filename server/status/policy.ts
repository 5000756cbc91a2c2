/** When a camera counts as online, faulty or offline: pure rules, so that a flaky network does not flap. */
import type { CameraStatus } from '../cameras/schema.ts';

/** In a row, before a camera that answered counts as gone. */
export const MISSES_BEFORE_CHANGE = 3;

/** Reached and signed in to, but no picture comes: answering is no cure, only playing is. */
const VIDEO_STEPS: ReadonlySet<string> = new Set([
  'setup',
  'first-packet',
  'tracks',
  'first-key-frame',
]);
/** The device is there and says no, or nonsense. */
const FAULT_KINDS: ReadonlySet<string> = new Set(['refused', 'unsupported', 'malformed']);
const ABSENCE_KINDS: ReadonlySet<string> = new Set(['unreachable', 'timeout']);

type Failure = {
  readonly kind: string;
  readonly code: string;
  readonly step?: string | undefined;
};

/** `answers`: it described itself; `plays`: frames came; `fails`: neither. */
export type Observation =
  | { readonly kind: 'answers' }
  | { readonly kind: 'plays' }
  | { readonly kind: 'fails'; readonly failure: Failure };

export type Known = {
  readonly status: CameraStatus;
  readonly reason: string | null;
  readonly step: string | null;
};

export type Verdict = { readonly misses: number; readonly change: Known | null };

const ONLINE: Known = { status: 'online', reason: null, step: null };

export function judge(known: Known, misses: number, observation: Observation): Verdict {
  if (observation.kind === 'fails') return judgeFailure(known, misses, observation.failure);
  const needsVideo = known.status === 'fault' && VIDEO_STEPS.has(known.step ?? '');
  if (observation.kind === 'answers' && needsVideo) return { misses: 0, change: null };
  return { misses: 0, change: known.status === 'online' ? null : ONLINE };
}

function judgeFailure(known: Known, before: number, failure: Failure): Verdict {
  const status = statusOf(failure);
  // Our own trouble (a full disk, a bug) says nothing about the camera.
  if (status === null) return { misses: before, change: null };
  const misses = Math.min(before + 1, MISSES_BEFORE_CHANGE);
  const change = { status, reason: failure.code, step: failure.step ?? null };
  const news = known.status !== status || known.reason !== failure.code;
  return { misses, change: misses === MISSES_BEFORE_CHANGE && news ? change : null };
}

function statusOf({ kind, step }: Failure): 'fault' | 'offline' | null {
  if (VIDEO_STEPS.has(step ?? '') || FAULT_KINDS.has(kind)) return 'fault';
  return ABSENCE_KINDS.has(kind) ? 'offline' : null;
}
