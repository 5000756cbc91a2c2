'use client';
import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, useCallback, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraView } from '../../../server/cameras/schema.ts';
import { copyText } from '../../_lib/copy-text.ts';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { ContextMenu, type MenuPlace } from '../../_ui/context-menu.tsx';
import type { MenuItem } from '../../_ui/menu-list.tsx';
import { useToasts } from '../../_ui/toast-store.ts';
import { useMarkEvent } from '../events/mark-store.ts';
import { useOpenRoadWall } from '../live/use-open-road-wall.ts';
import { useMay } from '../session/current-user.tsx';
import { useAddToWall } from '../wall/use-open-wall.ts';
import { useTrack } from './track/store.ts';
import { useFavourites } from './use-favourites.ts';

const CameraDialog = dynamic(() =>
  import('../devices/components/camera-dialog.tsx').then((module) => module.CameraDialog),
);

const PatrolDialog = dynamic(() =>
  import('./components/patrol-dialog.tsx').then((module) => module.PatrolDialog),
);

export type CameraMenuWays = {
  onPlay: (cameraId: string) => void;
  /** Goes there on the map of the page; without it the map page is opened. */
  onShow?: ((cameraId: string) => void) | undefined;
  /** Into the map's selection, or out of it, where the page has one. */
  onChoose?: ((cameraId: string) => void) | undefined;
};

type Opened = { cameraId: string; at: MenuPlace };

/** The menu of a camera, the same on the map, in trees and in search results. */
export function useCameraMenu(ways: CameraMenuWays): {
  open: (cameraId: string, at: MenuPlace) => void;
  menu: ReactNode;
} {
  const t = useTranslations('map.menu');
  const [opened, setOpened] = useState<Opened | null>(null);
  const [editedId, setEditedId] = useState<string | null>(null);
  const [patrolId, setPatrolId] = useState<string | null>(null);
  const open = useCallback((cameraId: string, at: MenuPlace) => setOpened({ cameraId, at }), []);
  const close = useCallback(() => setOpened(null), []);
  const itemsOf = useItems(ways, setEditedId, setPatrolId);
  const menu = (
    <>
      {opened !== null && (
        <ContextMenu
          key={opened.cameraId}
          at={opened.at}
          label={t('label')}
          items={itemsOf(opened.cameraId)}
          onClose={close}
        />
      )}
      {editedId !== null && <CameraDialog cameraId={editedId} onClose={() => setEditedId(null)} />}
      {patrolId !== null && (
        <PatrolDialog ids={[patrolId]} total={1} onClose={() => setPatrolId(null)} />
      )}
    </>
  );
  return { open, menu };
}

function useItems(
  { onPlay, onShow, onChoose }: CameraMenuWays,
  onEdit: (cameraId: string) => void,
  onPatrol: (cameraId: string) => void,
): (cameraId: string) => MenuItem[] {
  const t = useTranslations('map.menu');
  const router = useRouter();
  const addToWall = useAddToWall();
  const openRoadWall = useOpenRoadWall();
  const copy = useCopyOf();
  const favourites = useFavourites();
  const mark = useMarkEvent();
  const markText = useTranslations('events')('mark');
  const may = {
    play: useMay('live.play'),
    wall: useMay('walls.view'),
    patrol: useMay('patrols.edit'),
    edit: useMay('cameras.edit'),
  };
  const trackText = useTranslations('tracks')('open');
  const moves = useMovesOnMap();
  const track = (cameraId: string) => {
    useTrack.getState().open(cameraId);
    if (onShow === undefined) router.push('/');
  };
  const show = onShow ?? ((cameraId: string) => router.push(`/?camera=${cameraId}`));
  return (id) => {
    const item = (
      name: Parameters<typeof t>[0],
      icon: MenuItem['icon'] & string,
      onSelect: () => void,
    ): MenuItem => ({ id: name, icon, label: t(name), onSelect });
    const coordinates = ({ mapPoint }: CameraView) =>
      mapPoint === null ? null : `${mapPoint.lon},${mapPoint.lat}`;
    return [
      ...(may.play ? [item('play', 'play', () => onPlay(id))] : []),
      ...(may.wall
        ? [
            item('wall', 'wall', () => addToWall(id)),
            item('roadWall', 'road', () => openRoadWall(id)),
          ]
        : []),
      ...(may.patrol ? [item('patrol', 'patrol', () => onPatrol(id))] : []),
      item('show', 'locate', () => show(id)),
      ...(moves(id)
        ? [{ id: 'track', icon: 'track' as const, label: trackText, onSelect: () => track(id) }]
        : []),
      ...(onChoose ? [item('choose', 'check', () => onChoose(id))] : []),
      favourites.has(id)
        ? item('unfavourite', 'unstar', () => favourites.set(id, false))
        : item('favourite', 'star', () => favourites.set(id, true)),
      ...(mark
        ? [{ id: 'mark', icon: 'event' as const, label: markText, onSelect: () => mark(id) }]
        : []),
      { ...item('copyName', 'copy', () => copy(id, ({ name }) => name)), apart: true },
      item('copyCode', 'copy', () => copy(id, ({ code }) => code)),
      item('copyCoordinates', 'copy', () => copy(id, coordinates)),
      ...(may.edit ? [{ ...item('edit', 'edit', () => onEdit(id)), apart: true }] : []),
    ];
  };
}

/** Whether a camera has a track, as far as the page knows. */
function useMovesOnMap(): (cameraId: string) => boolean {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (cameraId) => {
    const known = queryClient.getQueryData(trpc.cameras.map.queryKey())?.cameras;
    return known?.find(({ id }) => id === cameraId)?.kind === 'mobile';
  };
}

/** Puts something of a camera on the clipboard and says what. */
function useCopyOf() {
  const t = useTranslations('map.menu');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  return (id: string, pick: (camera: CameraView) => string | null): void => {
    const run = async () => {
      const text = pick(await queryClient.ensureQueryData(trpc.cameras.get.queryOptions({ id })));
      if (text === null) return showToast({ tone: 'plain', text: t('noPlace') });
      const copied = await copyText(text);
      showToast(
        copied
          ? { tone: 'plain', text: t('copied', { text }) }
          : { tone: 'error', text: t('copyFailed', { text }) },
      );
    };
    run().catch((error: unknown) => showToast({ tone: 'error', text: errorText(error) }));
  };
}
