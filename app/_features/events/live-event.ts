import { useOpenEvents } from './open-store.ts';

/** Longer than this an event nobody acknowledges holds no picture. */
const HOLDS_MS = 60_000;

/** Whether something more than information happened at a camera a moment ago, and nobody has taken it. */
export function hasLiveEvent(cameraId: string, nowMs: number): boolean {
  const newest = useOpenEvents.getState().open?.newest ?? [];
  return newest.some(
    (event) =>
      event.cameraId === cameraId &&
      event.severity !== 'info' &&
      nowMs - event.raisedAt.getTime() < HOLDS_MS,
  );
}
