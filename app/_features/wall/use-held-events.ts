'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { EventItem } from '../../../server/events/schema.ts';
import type { EventRule, WallCell } from '../../../server/walls/schema.ts';
import { type Held, type Holding, holdEvents, NOTHING_HELD, nextEndMs } from './event-cells.ts';

/** What each cell shows of the events that wait; null: what is its own. */
export function useHeldEvents(
  cells: readonly WallCell[],
  open: readonly EventItem[],
): readonly (Held | null)[] {
  const key = JSON.stringify(cells.map(({ events }) => events ?? null));
  const rules = useMemo(() => JSON.parse(key) as (EventRule | null)[], [key]);
  const before = useRef<Holding>(NOTHING_HELD);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is the time that went on
  const holding = useMemo(
    () => holdEvents(rules, before.current, open, performance.now()),
    [rules, open, turn],
  );
  useEffect(() => {
    before.current = holding;
    const endMs = nextEndMs(rules, holding);
    if (endMs === null) return;
    const timer = setTimeout(() => setTurn((count) => count + 1), endMs - performance.now() + 1);
    return () => clearTimeout(timer);
  }, [rules, holding]);
  return holding.held;
}
