'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { TRAIL_MS, type Trail } from '../engine/track-features.ts';
import { grown, joined } from './trails.ts';

const MOST_POINTS = 400;

/** Behind each moving camera that is selected or pinned: the way of its last ten minutes, which grows as it goes on. */
export function useTrailsOnMap(engine: MapEngine | null, cameras: readonly MapCamera[]): void {
  const trpc = useTRPC();
  const client = useQueryClient();
  const trails = useRef(new Map<string, Trail>());
  const [answers, setAnswers] = useState(0);
  useEffect(() => {
    const moving = cameras.filter(({ movedAt }) => movedAt !== null);
    const watched = new Set(moving.map(({ id }) => id));
    for (const id of trails.current.keys()) if (!watched.has(id)) trails.current.delete(id);
    for (const camera of moving) {
      const known = trails.current.get(camera.id);
      trails.current.set(camera.id, grown(known ?? [], camera));
      if (known !== undefined || camera.movedAt === null) continue;
      const to = camera.movedAt;
      const from = new Date(to.getTime() - TRAIL_MS);
      const asked = { cameraId: camera.id, from, to, most: MOST_POINTS };
      // Without an answer the trail begins here.
      void client.fetchQuery(trpc.tracks.get.queryOptions(asked, { gcTime: 0 })).then(
        ({ points }) => {
          const since = trails.current.get(camera.id);
          if (since === undefined) return;
          trails.current.set(camera.id, joined(points, since));
          setAnswers((count) => count + 1);
        },
        () => undefined,
      );
    }
  }, [cameras, client, trpc]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads changes with these
  useEffect(() => engine?.setTrails([...trails.current.values()]), [engine, cameras, answers]);
}
