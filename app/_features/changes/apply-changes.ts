import type { CameraChange, MapCamera } from '../../../server/cameras/schema.ts';

/** The cameras after a batch of status changes and removals; the same array when nothing here changed. */
export function applyChanges(cameras: MapCamera[], changes: readonly CameraChange[]): MapCamera[] {
  const statuses = new Map<string, Extract<CameraChange, { type: 'status' }>>();
  const removed = new Set<string>();
  for (const change of changes) {
    if (change.type === 'status') statuses.set(change.id, change);
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
    touched ||= news;
    next.push(
      news ? { ...camera, status: change.status, statusSince: change.statusSince } : camera,
    );
  }
  return touched ? next : cameras;
}

function isNews(camera: MapCamera, change: { status: string; statusSince: Date }): boolean {
  return (
    camera.status !== change.status || camera.statusSince.getTime() !== change.statusSince.getTime()
  );
}

/** What must be asked of the server again after a batch. */
export function staleAfter(changes: readonly CameraChange[]): { map: boolean; counts: boolean } {
  return {
    map: changes.some((change) => change.type === 'upserted' || change.type === 'reset'),
    counts: changes.some((change) => change.type !== 'picture'),
  };
}

/** Cameras whose details may have changed, each once. */
export function touchedIds(changes: readonly CameraChange[]): Set<string> {
  const ids = changes.flatMap((change) =>
    change.type === 'status' || change.type === 'upserted' ? [change.id] : [],
  );
  return new Set(ids);
}
