import type { EventItem } from '../../../server/events/schema.ts';
import { useOpenEvents } from './open-store.ts';

/** Longer than this an event nobody acknowledges holds no picture. */
const HOLDS_MS = 60_000;

type Facts = Pick<EventItem, 'cameraId' | 'severity' | 'raisedAt'>;

/** Whether one of them is more than information, of this camera, and of a moment ago. */
export function holdsPicture(
  unacknowledged: readonly Facts[],
  cameraId: string,
  nowMs: number,
): boolean {
  return unacknowledged.some(
    (event) =>
      event.cameraId === cameraId &&
      event.severity !== 'info' &&
      nowMs - event.raisedAt.getTime() < HOLDS_MS,
  );
}

/** Whether something happened at a camera a moment ago, and nobody has taken it. */
export function hasLiveEvent(cameraId: string, nowMs: number): boolean {
  return holdsPicture(useOpenEvents.getState().open?.newest ?? [], cameraId, nowMs);
}
