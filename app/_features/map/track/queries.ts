'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../../_lib/trpc/client.ts';

const HOUR_MS = 3_600_000;

/** The last hours of a camera, as they are when asked for. */
export function useTrackOf(cameraId: string, hours: number) {
  const trpc = useTRPC();
  const [askedAt, setAskedAt] = useState(() => Date.now());
  const window = {
    from: new Date(askedAt - hours * HOUR_MS),
    // Clocks of devices may be a little ahead.
    to: new Date(askedAt + 120_000),
  };
  const query = useQuery(
    trpc.tracks.get.queryOptions(
      { cameraId, ...window },
      {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 60_000,
        placeholderData: keepPreviousData,
      },
    ),
  );
  return { ...query, window, askAgain: () => setAskedAt(Date.now()) };
}

export function useTrackSetting() {
  const trpc = useTRPC();
  return useQuery(trpc.tracks.setting.queryOptions());
}
