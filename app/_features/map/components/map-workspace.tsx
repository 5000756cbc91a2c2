'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { SINGLES_ZOOM } from '../../../../server/map/schema.ts';
import { loadMpegts } from '../../../_player/mpegts-engine.ts';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useUiScale } from '../../../_ui/use-ui-scale.ts';
import { useOpensCameras } from '../../palette/camera-opener.ts';
import { useMapStore } from '../context.tsx';
import { Dock } from '../dock/dock.tsx';
import type { LonLat } from '../engine/library.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { placeForPin } from '../pin-place.ts';
import { useFindMapCamera, useMapCameras } from '../queries.ts';
import { MOST_PINS } from '../store.ts';
import { useChooseCamera } from '../use-selected.ts';
import { LargeView } from './large-view.tsx';
import { MapStage } from './map-stage.tsx';

/** Closer where cameras come in tiles: before that a neighbour may share one's cluster. */
const PIN_ZOOM = { listed: 13, tiled: SINGLES_ZOOM };
const NO_BOX = { left: 0, top: 0, width: 998, height: 768 };

/** The map page: find on the left, see in the middle, each one click from the other. */
export function MapWorkspace() {
  const t = useTranslations();
  const { map, isSuccess } = useMapCameras();
  const pinZoom = map.tiled === null ? PIN_ZOOM.listed : PIN_ZOOM.tiled;
  const find = useFindMapCamera();
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const [large, setLarge] = useState<{ cameraId: string; requestedAt: number } | null>(null);
  const requests = useRef(new Map<string, number>());
  const stage = useRef<HTMLDivElement>(null);
  const pin = useMapStore((store) => store.pin);
  const pins = useMapStore((store) => store.pins);
  const scale = useUiScale();
  const select = useMapStore((store) => store.select);
  const choose = useChooseCamera();
  const showToast = useToasts((store) => store.show);

  useEffect(() => void loadMpegts(), []);

  const play = useCallback(
    (cameraId: string, from: LonLat | 'afar') => {
      requests.current.set(cameraId, performance.now());
      const box = stage.current?.getBoundingClientRect();
      if (box === undefined) return;
      const at =
        from === 'afar' || engine === null
          ? { x: box.width / 2, y: box.height / 2 }
          : engine.project(from);
      const others = pins.filter((other) => other.cameraId !== cameraId);
      const madeRoom = pin({ cameraId, ...placeForPin(at, box, others, scale) });
      if (madeRoom) showToast({ tone: 'plain', text: t('live.tooMany', { count: MOST_PINS }) });
    },
    [engine, pin, pins, scale, showToast, t],
  );
  const show = useCallback(
    (cameraId: string) => {
      select(cameraId);
      const fly = (camera: MapCamera | null) => {
        if (camera !== null)
          engine?.moveTo([camera.lon, camera.lat], Math.max(pinZoom, engine.view().zoom));
      };
      // A camera that cannot be found has its picture say so.
      void find(cameraId).then(fly, () => undefined);
    },
    [engine, find, pinZoom, select],
  );
  const flyTo = useCallback(
    (cameraId: string) => {
      play(cameraId, 'afar');
      show(cameraId);
    },
    [play, show],
  );
  useOpensCameras(flyTo);
  const open = useCallback(
    (cameraId: string) => {
      select(cameraId);
      setLarge({ cameraId, requestedAt: performance.now() });
    },
    [select],
  );

  useLinkedCamera(engine !== null && isSuccess, flyTo);

  return (
    <main className="flex h-full" aria-label={t('map.title')}>
      <Dock onPlay={flyTo} onShow={show} onChoose={choose} />
      <div ref={stage} className="relative min-w-0 flex-1 overflow-hidden bg-page">
        <MapStage
          engine={engine}
          onEngine={setEngine}
          stageBox={() => stage.current?.getBoundingClientRect() ?? NO_BOX}
          onPick={(cameraId, at) => play(cameraId, at ?? 'afar')}
          onOpen={open}
          onShow={show}
          onChoose={choose}
          requestedAt={(cameraId) => requests.current.get(cameraId)}
        />
      </div>
      {large !== null && <LargeView {...large} onMove={open} onClose={() => setLarge(null)} />}
    </main>
  );
}

/** `/?camera=<id>` shows that camera: how other pages point at the map. */
function useLinkedCamera(ready: boolean, show: (cameraId: string) => void): void {
  const cameraId = useSearchParams().get('camera');
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (!ready || cameraId === null || shown.current === cameraId) return;
    shown.current = cameraId;
    show(cameraId);
    window.history.replaceState(null, '', '/');
  }, [ready, cameraId, show]);
}
