'use client';
import { MapStoreProvider } from '../../map/context.tsx';
import { WallStoreProvider } from '../context.tsx';
import { WallWorkspace } from './wall-workspace.tsx';

/** The trees stand open as on the map: the dock is the same one. */
export function WallPage({ viewId, patrolId }: { viewId: string | null; patrolId: string | null }) {
  return (
    <MapStoreProvider>
      <WallStoreProvider>
        <WallWorkspace linkedId={viewId} linkedPatrolId={patrolId} />
      </WallStoreProvider>
    </MapStoreProvider>
  );
}
