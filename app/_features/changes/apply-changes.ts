import type { CameraChange, MapCamera } from '../../../server/cameras/schema.ts';

type StatusChange = Extract<CameraChange, { type: 'status' }>;

/** The last status of each camera in a batch. */
export function latestStatuses(changes: readonly CameraChange[]): StatusChange[] {
  const statuses = changes.filter((change) => change.type === 'status');
  return [...new Map(statuses.map((change) => [change.id, change])).values()];
}

/** The cameras after a batch of status changes and removals; the same array when nothing here changed. */
export function applyChanges(cameras: MapCamera[], changes: readonly CameraChange[]): MapCamera[] {
  const statuses = new Map(latestStatuses(changes).map((change) => [change.id, change]));
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
    counts: changes.some(({ type }) => type !== 'picture' && type !== 'roadside'),
  };
}

/** Cameras whose details may have changed, each once. */
export function touchedIds(changes: readonly CameraChange[]): Set<string> {
  const ids = changes.flatMap((change) =>
    change.type === 'status' || change.type === 'upserted' ? [change.id] : [],
  );
  return new Set(ids);
}
