'use client';
import { useEffect } from 'react';
import { useSound } from './sound-store.ts';

/** How loud a picture is, null while it is not the one that is heard; it falls silent when it goes. */
export function useHeard(picture: string): number | null {
  const volume = useSound((store) => (store.heard === picture ? store.volume : null));
  const silence = useSound((store) => store.silence);
  useEffect(() => () => silence(picture), [picture, silence]);
  return volume;
}
