'use client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { WallView } from '../../../server/walls/schema.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import { useWallApi, useWallStore } from './context.tsx';
import { useSaveView, useWallView } from './queries.ts';
import { contentOf, EMPTY_WALL, hasUnsaved, type WallContent } from './store.ts';

/** Somebody saved a newer version meanwhile: what to do is the person's choice. */
export type Conflict = { version: number; name: string };

/**
 * Ties the wall on the screen to its saved view: by link, by opening, by saving. Whatever replaces
 * pictures that are not saved offers to bring them back.
 */
export function useWallViews(linkedId: string | null) {
  const t = useTranslations();
  const api = useWallApi();
  const opened = useWallStore((store) => store.opened);
  const [viewId, setViewId] = useState(linkedId ?? opened?.id ?? null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const showToast = useToasts((store) => store.show);
  const view = useWallView(viewId);
  const { create, update } = useSaveView();

  useEffect(() => {
    const path = viewId === null ? '/wall' : `/wall/${viewId}`;
    if (window.location.pathname !== path)
      window.history.replaceState(null, '', path + window.location.search);
  }, [viewId]);

  /** A saved view, or pictures that are none: then `text` says what they are. */
  const show = useCallback(
    (next: WallView | WallContent, text: string) => {
      const { layout, cells, opened: from, open, replace } = api.getState();
      const unsaved = hasUnsaved(api.getState());
      const isView = 'id' in next;
      if (isView) open(next);
      else replace(next, null);
      setViewId(isView ? next.id : null);
      if (isView && !unsaved) return;
      const undo = () => {
        replace({ layout, cells }, from);
        setViewId(from?.id ?? null);
      };
      const action = { label: t('common.undo'), run: undo };
      showToast({ tone: 'plain', text, ...(unsaved && { action }) });
    },
    [api, showToast, t],
  );
  const showView = useCallback(
    (next: WallView) => show(next, t('wall.opened', { name: next.name })),
    [show, t],
  );

  const { data, error } = view;
  useEffect(() => {
    if (data === undefined || data.id !== viewId) return;
    const wall = api.getState();
    const same = wall.opened?.id === data.id;
    const newer = same && data.version > (wall.opened?.version ?? 0);
    if (!same || (newer && !hasUnsaved(wall))) showView(data);
  }, [data, viewId, api, showView]);

  const gone = error !== null && appError(error).code === 'wall.not-found';
  useEffect(() => {
    if (!gone || api.getState().opened?.id !== viewId) return;
    api.getState().detach();
    setViewId(null);
    showToast({ tone: 'error', text: t('wall.gone') });
  }, [gone, viewId, api, showToast, t]);

  const saveAs = async (fields: { name: string; shared: boolean; locked: boolean }) => {
    const content = contentOf(api.getState());
    const made = await create.mutateAsync({ ...content, ...fields, cells: [...content.cells] });
    api.getState().markSaved(made.id, made.version, content);
    setViewId(made.id);
    showToast({ tone: 'plain', text: t('wall.saved', { name: made.name }) });
  };

  /** On top of `version`, or of the one that was opened. */
  const save = (version?: number) => {
    const wall = api.getState();
    if (wall.opened === null) return;
    const content = contentOf(wall);
    const base = version ?? wall.opened.version;
    update.mutate(
      { id: wall.opened.id, version: base, layout: content.layout, cells: [...content.cells] },
      {
        onSuccess: (saved) => {
          api.getState().markSaved(saved.id, saved.version, content);
          setConflict(null);
          showToast({ tone: 'plain', text: t('wall.saved', { name: saved.name }) });
        },
        onError: (failed) => {
          const { code, details } = appError(failed);
          if (code === 'wall.changed')
            setConflict({ version: Number(details.version), name: String(details.name) });
        },
      },
    );
  };

  const current = data !== undefined && opened?.id === data.id ? data : null;

  /** Name and marks only: what is on the screen stays unsaved or saved as it was. */
  const change = async (fields: { name: string; shared: boolean; locked: boolean }) => {
    if (current === null || opened === null) return;
    const changed = await update.mutateAsync({
      id: current.id,
      version: current.version,
      ...fields,
    });
    const wall = api.getState();
    if (wall.opened?.version === current.version) wall.replaceVersion(changed.id, changed.version);
  };

  const loadNewer = async () => {
    const fresh = await view.refetch();
    if (fresh.data !== undefined) showView(fresh.data);
    setConflict(null);
  };

  return {
    view: current,
    viewId,
    loading: viewId !== null && opened?.id !== viewId && view.isPending,
    failed: viewId !== null && opened?.id !== viewId ? error : null,
    retry: () => void view.refetch(),
    saving: update.isPending || create.isPending,
    conflict,
    endConflict: () => setConflict(null),
    openId: setViewId,
    keepCurrent: () => setViewId(api.getState().opened?.id ?? null),
    fresh: () => show(EMPTY_WALL, t('wall.fresh')),
    show,
    save,
    saveAs,
    change,
    loadNewer,
  };
}

export type WallViews = ReturnType<typeof useWallViews>;
