'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { Neighbour } from '../../../server/cameras/schema.ts';
import { formatChainage } from '../../_lib/format/chainage.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

export type Way = 'backward' | 'forward';

const KNOWN_MS = 60_000;

/** The next cameras along the road, asked for beforehand so that an arrow key shows them at once. */
export function useNeighbours(
  cameraId: string,
  onMap: boolean,
  onMove: (cameraId: string) => void,
) {
  const t = useTranslations('live');
  const trpc = useTRPC();
  const showToast = useToasts((store) => store.show);
  const { data } = useQuery(
    trpc.cameras.neighbours.queryOptions({ id: cameraId, onMap }, { staleTime: KNOWN_MS }),
  );
  const label = (way: Way) => {
    const next: Neighbour | null = data?.[way] ?? null;
    if (next === null) return t(way);
    return `${t(way)}: ${formatChainage(next.chainageM)} ${next.name}`;
  };
  const go = (way: Way) => {
    if (data === undefined) return;
    const next = data[way];
    if (next !== null) onMove(next.id);
    else showToast({ tone: 'plain', text: t('roadEnds') });
  };
  return { label, go, onRoad: data !== undefined && (data.backward ?? data.forward) !== null };
}
