import type { TalkSupport } from './schema.ts';

/** What is not so because the line or the device was busy, but because of what the device is. */
const LASTING: readonly string[] = ['talk.no-back-channel', 'talk.codec-unsupported'];
/** Firmware is changed now and then: the day after it is asked again. */
export const REFUSAL_LASTS_MS = 24 * 60 * 60_000;
/** A worker ends a talk after ten minutes; one that was not heard of by then is over. */
export const TALK_OVER_MS = 11 * 60_000;

export function isLasting(code: string): boolean {
  return LASTING.includes(code);
}

export type TalkFacts = {
  readonly askedUrl: string | null;
  readonly askedAt: Date | null;
  readonly codec: string | null;
  readonly refusal: string | null;
};

/** What is remembered of a camera with this main stream. */
export function supportOf(url: string | null, facts: TalkFacts | null, nowMs: number): TalkSupport {
  if (!url?.startsWith('rtsp:')) return { kind: 'no', code: 'talk.no-way' };
  if (!facts?.askedAt || facts.askedUrl !== url) return { kind: 'unknown' };
  if (facts.codec !== null) return { kind: 'yes' };
  const isFresh = nowMs - facts.askedAt.getTime() < REFUSAL_LASTS_MS;
  return facts.refusal !== null && isFresh
    ? { kind: 'no', code: facts.refusal }
    : { kind: 'unknown' };
}
