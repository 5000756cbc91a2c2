'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useWanted } from '../../wall/use-wanted.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { useOpenView, VIEW } from '../use-open-view.ts';

/** `/?view=<id>` opens that named view: how the palette points at it. */
export function LinkedView({ engine }: { engine: MapEngine }) {
  const t = useTranslations('map.views');
  const trpc = useTRPC();
  const client = useQueryClient();
  const openView = useOpenView(engine);
  const showToast = useToasts((store) => store.show);
  useWanted(VIEW, async (id) => {
    const { items } = await client.fetchQuery(trpc.mapViews.list.queryOptions());
    const view = items.find((item) => item.id === id);
    if (view === undefined) return showToast({ tone: 'error', text: t('gone') });
    openView(view);
    showToast({ tone: 'plain', text: t('opened', { name: view.name }) });
  });
  return null;
}
