'use client';
import { useRouter } from 'next/navigation';
import { useCallback } from 'react';

/** In the wall's address: the cameras it is to show, in their order. */
export const CAMERAS = 'cameras';
/** In the wall's address: a camera for the chosen cell, the rest stays. */
export const ADD = 'add';

/** Opens the wall with these cameras. */
export function useOpenWall(): (cameraIds: readonly string[]) => void {
  const router = useRouter();
  return useCallback(
    (cameraIds) => router.push(`/wall?${new URLSearchParams({ [CAMERAS]: cameraIds.join() })}`),
    [router],
  );
}

/** Opens the wall as it stands, with one more camera. */
export function useAddToWall(): (cameraId: string) => void {
  const router = useRouter();
  return useCallback(
    (cameraId) => router.push(`/wall?${new URLSearchParams({ [ADD]: cameraId })}`),
    [router],
  );
}
