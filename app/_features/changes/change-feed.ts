import type { CameraChange } from '../../../server/cameras/schema.ts';

type Listener = (changes: readonly CameraChange[]) => void;

const listeners = new Set<Listener>();

/** Each batch of changes as it comes, for what is no query: the map's tiles, a running patrol. */
export function onCameraChanges(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function tellChanges(changes: readonly CameraChange[]): void {
  for (const listener of listeners) listener(changes);
}
