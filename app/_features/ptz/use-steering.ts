'use client';
import { useEffect, useMemo } from 'react';
import { type Motion, ptzLink } from './ptz-link.ts';
import { usePtzStore } from './store.ts';

export type Steer = {
  /** `speed` instead of the slider's. */
  steer: (motion: Motion, speed?: number) => void;
  stop: () => void;
};

/** A hand on this camera while the component lives; it lets go whenever the page is out of sight. */
export function useSteering(cameraId: string): Steer {
  const tell = usePtzStore((store) => store.tell);
  useEffect(() => {
    ptzLink.warmUp();
    const letGo = () => ptzLink.stop();
    const whenHidden = () => {
      if (document.visibilityState === 'hidden') letGo();
    };
    window.addEventListener('blur', letGo);
    window.addEventListener('pagehide', letGo);
    document.addEventListener('visibilitychange', whenHidden);
    const unlisten = ptzLink.listen((report) => {
      if (report.type === 'failed') tell({ code: report.code, details: report.details ?? {} });
      if (report.type === 'lost') tell({ code: 'app.no-connection', details: {} });
      if (report.type === 'moved') tell(null);
    });
    return () => {
      letGo();
      unlisten();
      window.removeEventListener('blur', letGo);
      window.removeEventListener('pagehide', letGo);
      document.removeEventListener('visibilitychange', whenHidden);
    };
  }, [tell]);
  // Another camera, or none any more: the one before is let go.
  useEffect(() => () => void (cameraId && ptzLink.stop()), [cameraId]);
  useEffect(() => () => ptzLink.close(), []);
  return useMemo(
    () => ({
      steer: (motion, speed = usePtzStore.getState().speed) =>
        ptzLink.steer(cameraId, motion, speed),
      stop: () => ptzLink.stop(),
    }),
    [cameraId],
  );
}
