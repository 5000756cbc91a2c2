'use client';
import { createContext } from 'react';
import type { WallCamera } from './use-wall-camera.ts';

/** Cameras that a page was told of, where it may not ask for them itself; null: it asks. */
export const GivenCameras = createContext<ReadonlyMap<string, WallCamera> | null>(null);
