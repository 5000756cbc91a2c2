'use client';
import { useRouter } from 'next/navigation';
import { useCallback } from 'react';

/** In the wall's address: the camera whose stretch of road it is to show. */
export const ALONG = 'along';

/** Opens the wall with a camera and those before and behind it on its road. */
export function useOpenRoadWall(): (cameraId: string) => void {
  const router = useRouter();
  return useCallback(
    (cameraId) => router.push(`/wall?${new URLSearchParams({ [ALONG]: cameraId })}`),
    [router],
  );
}
