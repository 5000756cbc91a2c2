'use client';
import { useEffect } from 'react';
import { create } from 'zustand';

type Open = (cameraId: string) => void;

/** How the page that is open shows a camera; null: it has no place for one, the map does it. */
export const useCameraOpener = create<{ open: Open | null }>(() => ({ open: null }));

/** The page shows cameras itself while it is open. */
export function useOpensCameras(open: Open): void {
  useEffect(() => {
    useCameraOpener.setState({ open });
    return () => useCameraOpener.setState((now) => (now.open === open ? { open: null } : now));
  }, [open]);
}
