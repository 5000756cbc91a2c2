import { lookOf } from './orientation.ts';
import type { Direction } from './view.ts';

export type GyroscopeFailure = 'insecure' | 'refused' | 'silent';

/** What iOS adds to the constructor: it asks the person. */
type Asking = { requestPermission?: () => Promise<'granted' | 'denied'> };

/** Long enough for the slowest phone's first word. */
const SILENT_AFTER_MS = 2_000;

/** A device that is held in a hand and may know how. */
export function mayHaveGyroscope(): boolean {
  return matchMedia('(pointer: coarse)').matches && 'DeviceOrientationEvent' in window;
}

/** Tells where the device looks, until the signal ends. Must be called on a press: some browsers ask then. */
export async function followGyroscope(
  onLook: (look: Direction & { roll: number }) => void,
  signal: AbortSignal,
): Promise<GyroscopeFailure | null> {
  if (!window.isSecureContext) return 'insecure';
  const asking = DeviceOrientationEvent as typeof DeviceOrientationEvent & Asking;
  const answer = await asking.requestPermission?.().catch(() => 'denied' as const);
  if (answer === 'denied') return 'refused';
  const heard = Promise.withResolvers<GyroscopeFailure | null>();
  const timer = setTimeout(() => heard.resolve('silent'), SILENT_AFTER_MS);
  const listen = ({ alpha, beta, gamma }: DeviceOrientationEvent) => {
    if (alpha === null || beta === null || gamma === null) return;
    heard.resolve(null);
    onLook(lookOf({ alpha, beta, gamma, screen: screen.orientation?.angle ?? 0 }));
  };
  window.addEventListener('deviceorientation', listen, { signal });
  const failure = await heard.promise;
  clearTimeout(timer);
  if (failure !== null) window.removeEventListener('deviceorientation', listen);
  return failure;
}
