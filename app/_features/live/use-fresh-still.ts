'use client';
import { useEffect } from 'react';

/** The server takes no picture of a camera more often. */
const EVERY_MS = 4_000;

/** Has the server renew a camera's picture while somebody looks at it instead of the stream; the changes bring it. */
export function useFreshStill(cameraId: string): void {
  useEffect(() => {
    const life = new AbortController();
    const ask = () => {
      const address = `/api/pictures/${encodeURIComponent(cameraId)}.jpg?live=1`;
      // The next one comes in a moment; while none does, the age of the picture says so.
      fetch(address, { method: 'HEAD', signal: life.signal }).catch(() => undefined);
    };
    ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      clearInterval(timer);
      life.abort();
    };
  }, [cameraId]);
}
