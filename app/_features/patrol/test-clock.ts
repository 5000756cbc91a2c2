import type { PlayerClock } from '../../_player/clock.ts';

/** Time that stands still until it is told to pass. */
export function simulatedClock(now = 1_000) {
  const due: { at: number; ms: number; tick: () => void }[] = [];
  const clock: PlayerClock = {
    now: () => now,
    every: (ms, tick) => {
      const entry = { at: now + ms, ms, tick };
      due.push(entry);
      return () => void due.splice(due.indexOf(entry), 1);
    },
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
  };
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = due.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      now = next.at;
      next.at += next.ms;
      next.tick();
    }
    now = until;
  };
  return { clock, pass, timers: () => due.length };
}
