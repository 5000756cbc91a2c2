'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { MapCamera, PlacedCamera } from '../../../../server/cameras/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useToasts } from '../../../_ui/toast-store.ts';
import { onCameraChanges } from '../../changes/change-feed.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { toMapCamera } from './session.ts';
import { usePlacing } from './store.ts';

/** Asks the server where cameras are, past every cache. */
export function usePlacesOf(): (ids: readonly string[]) => Promise<PlacedCamera[]> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useCallback(
    async (ids) =>
      (
        await queryClient.fetchQuery({
          ...trpc.cameras.places.queryOptions({ ids: [...ids] }),
          staleTime: 0,
        })
      ).items,
    [queryClient, trpc],
  );
}

/** Chooses a camera to be put somewhere else, as soon as it is known where it is. */
export function useChoosePlaced(): (cameraId: string) => void {
  const placesOf = usePlacesOf();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  return useCallback(
    (cameraId) => {
      const { learn, choose } = usePlacing.getState();
      void placesOf([cameraId]).then(
        (fresh) => {
          learn(fresh);
          if (usePlacing.getState().on) choose(cameraId);
        },
        (error: unknown) => showToast({ tone: 'error', text: errorText(error) }),
      );
    },
    [placesOf, errorText, showToast],
  );
}

/** Cameras of the session as the map draws them, what is being dragged among them. */
export function usePlacedCameras(): MapCamera[] {
  const session = usePlacing((store) => store.session);
  const draft = usePlacing((store) => store.draft);
  const chosenId = usePlacing((store) => store.chosenId);
  return useMemo(() => {
    const ids = new Set([...session.places.keys(), ...(chosenId === null ? [] : [chosenId])]);
    return [...ids].flatMap((id) => {
      const known = session.cameras.get(id);
      if (known === undefined) return [];
      const place =
        draft !== null && draft.id === id ? draft.place : (session.places.get(id) ?? known.place);
      return toMapCamera({ camera: known.camera, place }) ?? [];
    });
  }, [session, draft, chosenId]);
}

/** Has the map draw them where they shall be, and keeps up with what others do to them. */
export function usePlacingOnMap(engine: MapEngine | null, cameras: readonly MapCamera[]): void {
  const placesOf = usePlacesOf();
  useEffect(() => engine?.setEdited(cameras), [engine, cameras]);
  useEffect(
    () =>
      onCameraChanges((changes) => {
        const { session, learn, hearStatus } = usePlacing.getState();
        const known = (id: string) => session.cameras.has(id);
        for (const change of changes)
          if (change.type === 'status' && known(change.id)) hearStatus(change.id, change.status);
        const touched = changes.flatMap((change) =>
          change.type === 'upserted' && known(change.id) ? [change.id] : [],
        );
        // What is not learnt now is learnt from the conflict when it is saved.
        if (touched.length > 0) void placesOf(touched).then(learn, () => undefined);
      }),
    [placesOf],
  );
}
