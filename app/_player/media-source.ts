export type MediaSourceClass = typeof MediaSource;

/** Media source extensions of this browser; iPhones have them as managed ones only. */
export function mediaSourceClass(): MediaSourceClass | null {
  if (typeof MediaSource !== 'undefined') return MediaSource;
  const managed: unknown = Reflect.get(globalThis, 'ManagedMediaSource');
  return isMediaSourceClass(managed) ? managed : null;
}

function isMediaSourceClass(value: unknown): value is MediaSourceClass {
  return typeof value === 'function' && 'isTypeSupported' in value;
}
