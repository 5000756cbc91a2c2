'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useRef } from 'react';
import type { CameraChange, CameraView } from '../../../server/cameras/schema.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import {
  applyChanges,
  latestMoves,
  latestStatuses,
  placeAfter,
  staleAfter,
  touchedIds,
} from './apply-changes.ts';
import { tellChanges } from './change-feed.ts';
import { useConnection } from './connection-store.ts';
import { usePictures } from './picture-store.ts';

/** Between two updates at least: a storm of changes costs four a second, a single one shows at once. */
const BATCH_MS = 250;
const ASK_AGAIN_MS = 1_500;

/** Keeps everything the console shows about cameras up to date, from one subscription. */
export function useCameraChanges(): void {
  const trpc = useTRPC();
  const become = useConnection((store) => store.become);
  const enqueue = useBatches();
  const subscription = useSubscription(
    trpc.cameras.changes.subscriptionOptions(undefined, {
      onData: (event) => enqueue(event.data),
    }),
  );
  const { status } = subscription;
  useEffect(() => {
    if (status === 'pending') become('live');
    else become(status === 'connecting' && subscription.error === null ? 'waiting' : 'lost');
  }, [status, subscription.error, become]);
}

/** What changed goes into the cache in batches; what must be asked again is asked at a slower beat. */
function useBatches(): (change: CameraChange) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const askAgain = useAskAgain();
  const moveOpened = useMoveOpened();
  const queue = useRef<CameraChange[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flushedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => () => clearTimeout(timer.current), []);

  const flush = () => {
    timer.current = undefined;
    flushedAt.current = performance.now();
    const changes = queue.current;
    queue.current = [];
    queryClient.setQueryData(trpc.cameras.map.queryKey(), (before) =>
      before === undefined ? before : { ...before, cameras: applyChanges(before.cameras, changes) },
    );
    for (const { id, status, statusSince, reason } of latestStatuses(changes)) {
      queryClient.setQueryData(trpc.cameras.get.queryKey({ id }), (before) =>
        before === undefined ? before : { ...before, status, statusSince, statusReason: reason },
      );
    }
    moveOpened(changes);
    tellChanges(changes);
    const pictures = changes.filter((change) => change.type === 'picture');
    if (pictures.length > 0) usePictures.getState().taken(pictures);
    askAgain(changes);
  };
  return (change) => {
    queue.current.push(change);
    const wait = Math.max(0, flushedAt.current + BATCH_MS - performance.now());
    timer.current ??= setTimeout(flush, wait);
  };
}

/** Cameras whose details are known here stand where they went; looked up from the few, not from the many that move. */
function useMoveOpened(): (changes: readonly CameraChange[]) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (changes) => {
    const moves = latestMoves(changes);
    if (moves.size === 0) return;
    for (const [key, view] of queryClient.getQueriesData<CameraView>(
      trpc.cameras.get.pathFilter(),
    )) {
      const move = view === undefined ? undefined : moves.get(view.id);
      if (view === undefined || move === undefined) continue;
      const { lon, lat, ...rest } = placeAfter(move);
      queryClient.setQueryData<CameraView>(key, { ...view, ...rest, mapPoint: { lon, lat } });
    }
  };
}

/** Counts, lists and opened cameras, at most once per beat: a storm of changes must not become one of questions. */
function useAskAgain(): (changes: readonly CameraChange[]) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const pending = useRef<CameraChange[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = () => {
    timer.current = undefined;
    const changes = pending.current;
    pending.current = [];
    if (staleAfter(changes).map) void queryClient.invalidateQueries(trpc.cameras.map.queryFilter());
    void queryClient.invalidateQueries(trpc.cameras.counts.queryFilter());
    void queryClient.invalidateQueries(trpc.trees.pathFilter());
    void queryClient.invalidateQueries(trpc.cameras.list.pathFilter());
    for (const id of touchedIds(changes)) {
      void queryClient.invalidateQueries(trpc.cameras.get.queryFilter({ id }));
    }
  };
  return (changes) => {
    if (!staleAfter(changes).counts) return;
    pending.current.push(...changes);
    timer.current ??= setTimeout(ask, ASK_AGAIN_MS);
  };
}
