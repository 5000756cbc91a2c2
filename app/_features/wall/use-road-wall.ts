'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import { ALONG } from '../live/use-open-road-wall.ts';
import { useWallApi } from './context.tsx';
import { evenLayout } from './layouts.ts';
import type { WallContent } from './store.ts';

/** Either way along the road; where cameras are sparse, the nearest nine. */
const STRETCH = { withinM: 2_000, atLeast: 9 };

/** `/wall?along=<camera>`: the stretch of road around a camera, shown once and then gone from the address. */
export function useRoadWall(show: (content: WallContent, text: string) => void): void {
  const t = useTranslations('wall');
  const trpc = useTRPC();
  const client = useQueryClient();
  const errorText = useErrorText();
  const api = useWallApi();
  const showToast = useToasts((store) => store.show);
  const cameraId = useSearchParams().get(ALONG);
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (asked.current === cameraId) return;
    asked.current = cameraId;
    if (cameraId === null) return;
    const url = new URL(window.location.href);
    url.searchParams.delete(ALONG);
    window.history.replaceState(null, '', url);
    client.fetchQuery(trpc.cameras.along.queryOptions({ id: cameraId, ...STRETCH })).then(
      ({ ids, reachM }) => {
        if (ids.length < 2) return showToast({ tone: 'plain', text: t('roadAlone') });
        const cells = ids.map((id) => ({ cameraId: id, quality: 'auto' as const }));
        show(
          { layout: evenLayout(ids.length), cells },
          t('road', { count: ids.length, km: Math.ceil(reachM / 1000) }),
        );
        api.getState().focusCell(ids.indexOf(cameraId));
      },
      (error: unknown) => showToast({ tone: 'error', text: errorText(error) }),
    );
  });
}
