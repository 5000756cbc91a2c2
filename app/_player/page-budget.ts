import { browserClock } from './clock.ts';
import { DecodeBudget } from './decode-budget.ts';

/** A careful guess of what one core decodes in software beside everything else: two 1080p25 streams. */
const PIXELS_A_CORE = 100_000_000;
/** A careful guess of video hardware: thirty 1080p25 streams. */
const PIXELS_OF_HARDWARE = 1_600_000_000;
const CORES_GUESSED = 4;

/** `localStorage['lukou-decode'] = 'all'`: who would rather see dropped frames than fewer streams. */
const PREFERENCE = 'lukou-decode';
const UNWATCHED = { now: browserClock.now, every: () => () => undefined };

let budget: DecodeBudget | null = null;

/** The one of this page; made with the first picture. */
export function pageBudget(): DecodeBudget {
  budget ??= makeBudget();
  return budget;
}

function makeBudget(): DecodeBudget {
  if (localStorage.getItem(PREFERENCE) === 'all')
    return new DecodeBudget({ clock: UNWATCHED, capacity: Number.POSITIVE_INFINITY });
  const cores = navigator.hardwareConcurrency || CORES_GUESSED;
  const made = new DecodeBudget({ clock: browserClock, capacity: cores * PIXELS_A_CORE });
  const judge = () => made.setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', judge);
  judge();
  void decodesInHardware().then((hardware) => {
    if (hardware) made.guess(PIXELS_OF_HARDWARE);
  });
  return made;
}

/** The browser's own opinion; what is really dropped decides afterwards. */
async function decodesInHardware(): Promise<boolean> {
  try {
    const { powerEfficient, smooth } = await navigator.mediaCapabilities.decodingInfo({
      type: 'media-source',
      video: {
        contentType: 'video/mp4; codecs="avc1.640028"',
        width: 1920,
        height: 1080,
        bitrate: 4_000_000,
        framerate: 25,
      },
    });
    return powerEfficient && smooth;
  } catch {
    return false; // not everywhere
  }
}
