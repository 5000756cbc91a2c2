import {
  type CameraPlace,
  type MapCamera,
  MOST_PLACED,
  type PlacedCamera,
  type PlaceInput,
} from '../../../../server/cameras/schema.ts';

/** Nudges and turns so close together are one step back. */
const ONE_STEP_MS = 1_000;
const MOST_STEPS = 500;

/** What a change is of; two of different kinds never become one step. */
export type ChangeKind = 'drag' | 'nudge' | 'turn' | 'field' | 'snap';
type Step = {
  readonly id: string;
  readonly before: CameraPlace;
  readonly after: CameraPlace;
  readonly kind: ChangeKind;
  readonly atMs: number;
};

/** Places being worked on: as the server has them, as they are here, and the steps between. */
export type PlacingSession = {
  readonly cameras: ReadonlyMap<string, PlacedCamera>;
  readonly places: ReadonlyMap<string, CameraPlace>;
  readonly steps: readonly Step[];
  /** So many of the steps hold; the others were undone. */
  readonly done: number;
};

export const NO_SESSION: PlacingSession = {
  cameras: new Map(),
  places: new Map(),
  steps: [],
  done: 0,
};

const PLACE_FIELDS = [
  ...(['lon', 'lat', 'displayLon', 'displayLat'] as const),
  ...(['azimuth', 'viewAngle', 'viewRangeM'] as const),
  ...(['roadId', 'direction', 'chainageM'] as const),
] satisfies (keyof CameraPlace)[];

export function samePlace(one: CameraPlace, other: CameraPlace): boolean {
  return PLACE_FIELDS.every((field) => one[field] === other[field]);
}

/** As it is here; null for a camera that nobody asked about. */
export function placeIn({ cameras, places }: PlacingSession, id: string): CameraPlace | null {
  return places.get(id) ?? cameras.get(id)?.place ?? null;
}

/** What a save would send. */
export function unsaved({ cameras, places }: PlacingSession): PlaceInput['changes'] {
  return [...places].flatMap(([id, after]) => {
    const before = cameras.get(id)?.place;
    return before === undefined || samePlace(before, after) ? [] : [{ id, before, after }];
  });
}

/** Whether one more camera may be changed before a save. */
export function hasRoom(session: PlacingSession, id: string): boolean {
  const changes = unsaved(session);
  return changes.length < MOST_PLACED || changes.some((change) => change.id === id);
}

/** As the server has them now. What was changed here stays; what was not follows the server. */
export function learn(session: PlacingSession, fresh: readonly PlacedCamera[]): PlacingSession {
  const changed = new Set(unsaved(session).map(({ id }) => id));
  const news = fresh.filter(({ camera, place }) => {
    const known = session.cameras.get(camera.id);
    return !changed.has(camera.id) && (known === undefined || !samePlace(known.place, place));
  });
  return settle(session, news, 'theirs');
}

/** After a conflict: `mine` is to be saved over what the server has, `theirs` gives up what was done here. */
export function settle(
  session: PlacingSession,
  fresh: readonly PlacedCamera[],
  whose: 'mine' | 'theirs',
): PlacingSession {
  if (fresh.length === 0) return session;
  const cameras = new Map(session.cameras);
  for (const placed of fresh) cameras.set(placed.camera.id, placed);
  const kept = { ...session, cameras };
  return whose === 'mine'
    ? kept
    : withoutSteps(
        kept,
        fresh.map(({ camera }) => camera.id),
      );
}

/** Cameras that are gone. */
export function forget(session: PlacingSession, ids: readonly string[]): PlacingSession {
  const cameras = new Map(session.cameras);
  for (const id of ids) cameras.delete(id);
  return withoutSteps({ ...session, cameras }, ids);
}

function withoutSteps(session: PlacingSession, ids: readonly string[]): PlacingSession {
  const places = new Map(session.places);
  for (const id of ids) places.delete(id);
  const stays = ({ id }: Step) => !ids.includes(id);
  const done = session.steps.slice(0, session.done).filter(stays).length;
  return { ...session, places, steps: session.steps.filter(stays), done };
}

/** One step more; what was undone before it is gone. */
export function change(
  session: PlacingSession,
  id: string,
  after: CameraPlace,
  kind: ChangeKind,
  atMs: number,
): PlacingSession {
  const before = placeIn(session, id);
  if (before === null || samePlace(before, after)) return session;
  const held = session.steps.slice(0, session.done);
  const last = held.at(-1);
  const joins =
    last !== undefined &&
    last.id === id &&
    last.kind === kind &&
    kind !== 'drag' &&
    atMs - last.atMs < ONE_STEP_MS;
  const step: Step = { id, before: joins ? last.before : before, after, kind, atMs };
  const steps = [...(joins ? held.slice(0, -1) : held), step].slice(-MOST_STEPS);
  return { ...session, places: withPlace(session, id, after), steps, done: steps.length };
}

/** @returns the camera it was of too, so that it can be shown. */
export function undo(session: PlacingSession): { session: PlacingSession; id: string | null } {
  const step = session.steps[session.done - 1];
  if (step === undefined) return { session, id: null };
  const places = withPlace(session, step.id, step.before);
  return { session: { ...session, places, done: session.done - 1 }, id: step.id };
}

export function redo(session: PlacingSession): { session: PlacingSession; id: string | null } {
  const step = session.steps[session.done];
  if (step === undefined) return { session, id: null };
  const places = withPlace(session, step.id, step.after);
  return { session: { ...session, places, done: session.done + 1 }, id: step.id };
}

/** What was sent is what the server has now; steps stay, an undo after a save is a change to save. */
export function saved(session: PlacingSession, sent: PlaceInput['changes']): PlacingSession {
  const cameras = new Map(session.cameras);
  for (const { id, after } of sent) {
    const known = cameras.get(id);
    if (known !== undefined) cameras.set(id, { ...known, place: after });
  }
  return { ...session, cameras };
}

function withPlace({ places }: PlacingSession, id: string, place: CameraPlace) {
  return new Map(places).set(id, place);
}

/** How the map draws a camera that stands there; null: not at all. */
export function toMapCamera({ camera, place }: PlacedCamera): MapCamera | null {
  const { displayLon, displayLat, ...rest } = place;
  const [lon, lat] = [displayLon ?? place.lon, displayLat ?? place.lat];
  if (lon === null || lat === null) return null;
  // Where it stands when it does not move, which is what is being said here.
  return { ...camera, ...rest, lon, lat, movedAt: null, speedKmh: null, heading: null };
}
