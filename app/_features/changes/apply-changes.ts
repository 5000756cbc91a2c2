import type { CameraChange, CameraMove, MapCamera } from '../../../server/cameras/schema.ts';

type StatusChange = Extract<CameraChange, { type: 'status' }>;

/** The last status of each camera in a batch. */
export function latestStatuses(changes: readonly CameraChange[]): StatusChange[] {
  const statuses = changes.filter((change) => change.type === 'status');
  return [...new Map(statuses.map((change) => [change.id, change])).values()];
}

/** The newest move of each camera in a batch. */
export function latestMoves(changes: readonly CameraChange[]): Map<string, CameraMove> {
  const moves = new Map<string, CameraMove>();
  for (const change of changes)
    if (change.type === 'moved')
      for (const move of change.cameras)
        if (move.atMs >= (moves.get(move.id)?.atMs ?? 0)) moves.set(move.id, move);
  return moves;
}

/** The cameras after a batch of changes of status and place and removals; the same array when nothing here changed. */
export function applyChanges(cameras: MapCamera[], changes: readonly CameraChange[]): MapCamera[] {
  const statuses = new Map(latestStatuses(changes).map((change) => [change.id, change]));
  const moves = latestMoves(changes);
  const removed = new Set<string>();
  for (const change of changes) {
    if (change.type === 'removed') for (const id of change.ids) removed.add(id);
  }
  let touched = false;
  const next: MapCamera[] = [];
  for (const camera of cameras) {
    if (removed.has(camera.id)) {
      touched = true;
      continue;
    }
    const change = statuses.get(camera.id);
    const news = change !== undefined && isNews(camera, change);
    const move = moves.get(camera.id);
    const moved = move !== undefined && move.atMs > (camera.movedAt?.getTime() ?? -1);
    touched ||= news || moved;
    const { status, statusSince } = news ? change : camera;
    next.push(
      news || moved ? { ...camera, status, statusSince, ...(moved && placeAfter(move)) } : camera,
    );
  }
  return touched ? next : cameras;
}

/** What a move changes of a camera. */
export function placeAfter({ lon, lat, atMs, speedKmh, heading }: CameraMove) {
  return { lon, lat, movedAt: new Date(atMs), speedKmh, heading };
}

function isNews(camera: MapCamera, change: { status: string; statusSince: Date }): boolean {
  return (
    camera.status !== change.status || camera.statusSince.getTime() !== change.statusSince.getTime()
  );
}

/** What changes no list and no number of cameras. */
const UNCOUNTED: ReadonlySet<CameraChange['type']> = new Set(['picture', 'roadside', 'moved']);

/** What must be asked of the server again after a batch. */
export function staleAfter(changes: readonly CameraChange[]): { map: boolean; counts: boolean } {
  return {
    map: changes.some((change) => change.type === 'upserted' || change.type === 'reset'),
    counts: changes.some(({ type }) => !UNCOUNTED.has(type)),
  };
}

/** Cameras whose details may have changed, each once. */
export function touchedIds(changes: readonly CameraChange[]): Set<string> {
  const ids = changes.flatMap((change) =>
    change.type === 'status' || change.type === 'upserted' ? [change.id] : [],
  );
  return new Set(ids);
}
