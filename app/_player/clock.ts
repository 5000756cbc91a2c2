/** Time as the player sees it; tests bring their own. */
export type PlayerClock = {
  /** Milliseconds that never jump. */
  now: () => number;
  /** Ends early, without a complaint, when the signal fires. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Calls until the returned function is called. */
  every: (ms: number, tick: () => void) => () => void;
};

export const browserClock: PlayerClock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
    }),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};
