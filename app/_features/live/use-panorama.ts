'use client';
import { type RefObject, useMemo, useRef, useState } from 'react';
import type { PanoramaFailure } from '../../_player/panorama/failure.ts';
import type { Panorama } from '../../_player/panorama/panorama.ts';
import { useCamera } from './queries.ts';

/** An all-round picture that can be looked around in, or be shown flat as it comes. */
export type PanoramaMode = {
  on: boolean;
  toggle: () => void;
  /** Filled in while it is on. */
  panorama: RefObject<Panorama | null>;
  /** Why it is flat although nobody wanted that. */
  failure: PanoramaFailure | null;
  fail: (reason: PanoramaFailure) => void;
};

/** Null for a camera that sees as a lens does, and where it is not `wanted`. */
export function usePanorama(cameraId: string, wanted: boolean): PanoramaMode | null {
  const { data } = useCamera(cameraId, wanted);
  const [on, setOn] = useState(true);
  const [failure, setFailure] = useState<PanoramaFailure | null>(null);
  const panorama = useRef<Panorama>(null);
  const allRound = wanted && data?.projection === 'equirectangular';
  return useMemo(
    () =>
      allRound
        ? {
            on,
            toggle: () => {
              setFailure(null);
              setOn(!on);
            },
            panorama,
            failure,
            fail: (reason) => {
              setFailure(reason);
              setOn(false);
            },
          }
        : null,
    [allRound, on, failure],
  );
}
