/** Which event each event cell of a wall shows: pure, so that the wall and physical screens agree. */
import type { EventItem } from '../../../server/events/schema.ts';
import { type EventRule, suits } from '../../../server/walls/schema.ts';

/** An event in a cell; `sinceMs`: of whatever clock is passed in. */
export type Held = {
  readonly event: EventItem;
  readonly cameraId: string;
  readonly sinceMs: number;
};

export type Holding = {
  /** By cell; null: the cell shows what is its own. */
  readonly held: readonly (Held | null)[];
  /** Shown for as long as they may be: they do not come back. */
  readonly done: ReadonlySet<string>;
};

export const NOTHING_HELD: Holding = { held: [], done: new Set() };

function isOver({ sinceMs }: Held, { holdS }: EventRule, nowMs: number): boolean {
  return holdS !== null && nowMs - sinceMs >= holdS * 1000;
}

/** When the next cell gives its place back by itself; null: none does. */
export function nextEndMs(rules: readonly (EventRule | null)[], { held }: Holding): number | null {
  const ends = held.flatMap((one, cell) => {
    const holdS = rules[cell]?.holdS ?? null;
    return one === null || holdS === null ? [] : [one.sinceMs + holdS * 1000];
  });
  return ends.length === 0 ? null : Math.min(...ends);
}

/**
 * Each event stays where it is while it is unacknowledged and its time is not over; the newest others
 * take what is free, or the place of an older one. A camera stands in one event cell at most.
 * @param open unacknowledged events, newest first
 */
export function holdEvents(
  rules: readonly (EventRule | null)[],
  before: Holding,
  open: readonly EventItem[],
  nowMs: number,
): Holding {
  const known = new Set(open.map(({ id }) => id));
  const done = new Set([...before.done].filter((id) => known.has(id)));
  before.held.forEach((one, cell) => {
    const rule = rules[cell];
    if (one && rule && isOver(one, rule, nowMs)) done.add(one.event.id);
  });
  const waiting = newestOfEachCamera(open.filter(({ id }) => !done.has(id)));
  const byCamera = new Map(waiting.map((one) => [one.cameraId, one]));
  const held = rules.map((rule, cell): Held | null => {
    const was = before.held[cell];
    const now = was && byCamera.get(was.cameraId);
    if (!rule || !was || !now || !suits(rule, now.event)) return null;
    byCamera.delete(was.cameraId);
    return now.event.id === was.event.id
      ? { ...was, event: now.event }
      : { ...now, sinceMs: nowMs };
  });
  for (const one of byCamera.values()) {
    const cell = placeFor(rules, held, one.event);
    if (cell !== -1) held[cell] = { ...one, sinceMs: nowMs };
  }
  return { held, done };
}

type Waiting = { readonly event: EventItem; readonly cameraId: string };

function newestOfEachCamera(open: readonly EventItem[]): Waiting[] {
  const seen = new Map<string, Waiting>();
  for (const event of open) {
    const { cameraId } = event;
    if (cameraId !== null && !seen.has(cameraId)) seen.set(cameraId, { event, cameraId });
  }
  return [...seen.values()];
}

/** A free cell, else the one with the oldest event, if it is older; −1: none. */
function placeFor(
  rules: readonly (EventRule | null)[],
  held: readonly (Held | null)[],
  event: EventItem,
): number {
  const fitting = rules.flatMap((rule, cell) => (rule && suits(rule, event) ? [cell] : []));
  const free = fitting.find((cell) => held[cell] === null);
  if (free !== undefined) return free;
  const ageOf = (cell: number) => held[cell]?.event.raisedAt.getTime() ?? Number.POSITIVE_INFINITY;
  const oldest = fitting.reduce((a, b) => (a === -1 || ageOf(b) < ageOf(a) ? b : a), -1);
  return oldest !== -1 && ageOf(oldest) < event.raisedAt.getTime() ? oldest : -1;
}
