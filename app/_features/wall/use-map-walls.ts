'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { MOST_TOGETHER } from '../../../server/cameras/schema.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import { ALONG } from '../live/use-open-road-wall.ts';
import { useWallApi } from './context.tsx';
import { evenLayout } from './layouts.ts';
import type { WallContent } from './store.ts';
import { ADD, CAMERAS } from './use-open-wall.ts';
import { useWanted } from './use-wanted.ts';

/** Either way along the road; where cameras are sparse, the nearest nine. */
const STRETCH = { withinM: 2_000, atLeast: 9 };

type Show = (content: WallContent, text: string) => void;

function contentOf(ids: readonly string[]): WallContent {
  const cells = ids.map((cameraId) => ({ cameraId, quality: 'auto' as const }));
  return { layout: evenLayout(ids.length), cells };
}

/** `/wall?along=<camera>`: the stretch of road around a camera. */
export function useRoadWall(show: Show): void {
  const t = useTranslations('wall');
  const trpc = useTRPC();
  const client = useQueryClient();
  const api = useWallApi();
  const showToast = useToasts((store) => store.show);
  useWanted(ALONG, async (cameraId) => {
    const wanted = trpc.cameras.along.queryOptions({ id: cameraId, ...STRETCH });
    const { ids, reachM } = await client.fetchQuery(wanted);
    if (ids.length < 2) return showToast({ tone: 'plain', text: t('roadAlone') });
    show(contentOf(ids), t('road', { count: ids.length, km: Math.ceil(reachM / 1000) }));
    api.getState().focusCell(ids.indexOf(cameraId));
  });
}

/** `/wall?cameras=<id,id,…>`: those, and no more than a wall has cells. `/wall?add=<id>`: one more. */
export function useGivenWall(show: Show): void {
  const t = useTranslations('wall');
  useWanted(CAMERAS, async (text) => {
    const ids = [...new Set(text.split(',').filter(Boolean))].slice(0, MOST_TOGETHER);
    if (ids.length > 0) show(contentOf(ids), t('given', { count: ids.length }));
  });
  const api = useWallApi();
  useWanted(ADD, async (cameraId) => api.getState().pick(cameraId));
}
