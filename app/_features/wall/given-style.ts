'use client';
import { createContext } from 'react';
import { USUAL_STYLE, type WallStyle } from '../../../server/walls/schema.ts';

/** How pictures look where no wall of one's own says it: on a screen, and in a patrol. */
export const GivenStyle = createContext<WallStyle>(USUAL_STYLE);
