'use client';
import { useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import type { Basemap, MapSetting } from '../../../../server/settings/schema.ts';
import { ErrorState } from '../../../_ui/states.tsx';
import { loadLibrary } from '../engine/load-engine.ts';
import type { MapEngine, MapEngineEvents, MapView } from '../engine/map-engine.ts';

type MapCanvasProps = {
  settings: Pick<MapSetting, 'engine' | 'mapboxToken'>;
  basemap: Basemap;
  /** Where to look first; later moves are the engine's own. */
  start: MapView;
  events: Partial<MapEngineEvents>;
  onEngine: (engine: MapEngine | null) => void;
};

/** Holds the map engine: made once, told about basemap, language and theme, disposed with the page. */
export function MapCanvas({ settings, basemap, start, events, onEngine }: MapCanvasProps) {
  const t = useTranslations();
  const locale = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const engine = useRef<MapEngine>(null);
  const latest = useRef({ events, basemap, start, locale, onEngine, label: t('map.canvas') });
  latest.current = { events, basemap, start, locale, onEngine, label: t('map.canvas') };
  const [failure, setFailure] = useState<string | null>(null);
  const { engine: library, mapboxToken } = settings;

  useEffect(() => {
    let gone = false;
    void loadLibrary({ engine: library, mapboxToken })
      .then(({ create, Engine }) => {
        if (gone || box.current === null) return;
        const { start: view, ...options } = latest.current;
        const map = create({
          container: box.current,
          center: [view.lon, view.lat],
          zoom: view.zoom,
          font: getComputedStyle(document.body).fontFamily,
        });
        engine.current = new Engine(
          map,
          options,
          forward(() => latest.current.events),
        );
        latest.current.onEngine(engine.current);
      })
      .catch((error: unknown) => {
        if (!gone) setFailure(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone = true;
      latest.current.onEngine(null);
      engine.current?.[Symbol.dispose]();
      engine.current = null;
    };
  }, [library, mapboxToken]);

  useEffect(() => {
    engine.current?.setBasemap(basemap);
  }, [basemap]);
  useEffect(() => {
    engine.current?.refresh(locale);
    const watch = new MutationObserver(() => engine.current?.refresh(locale));
    watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => watch.disconnect();
  }, [locale]);

  return (
    <>
      <div className="absolute inset-0">
        {/* The library gives its own box a position; its size comes from the one around it. */}
        <div ref={box} className="size-full" />
      </div>
      {failure !== null && (
        <ErrorState
          className="absolute inset-0"
          message={t('map.engineFailed', { reason: hasWebgl() ? failure : t('map.noWebgl') })}
          retryLabel={t('common.retry')}
          onRetry={() => window.location.reload()}
        />
      )}
    </>
  );
}

/** Listeners that always call what the page passed last. */
function forward(current: () => Partial<MapEngineEvents>): MapEngineEvents {
  return {
    onReady: () => current().onReady?.(),
    onMove: () => current().onMove?.(),
    onView: (view) => current().onView?.(view),
    onHover: (cameraId) => current().onHover?.(cameraId),
    onPick: (cameraId, at) => current().onPick?.(cameraId, at),
    onOpen: (cameraId) => current().onOpen?.(cameraId),
    onChoose: (cameraId) => current().onChoose?.(cameraId),
    onMenu: (cameraId, at) => current().onMenu?.(cameraId, at),
    onDevice: (deviceId, at) => current().onDevice?.(deviceId, at),
    onHoverDevice: (deviceId) => current().onHoverDevice?.(deviceId),
    onGround: (at) => current().onGround?.(at),
    onPoint: (at) => current().onPoint?.(at),
    onGroundMenu: (at, point) => current().onGroundMenu?.(at, point),
    onPointer: (at) => current().onPointer?.(at),
    onBasemapFailed: (basemap, shown) => current().onBasemapFailed?.(basemap, shown),
  };
}

function hasWebgl(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}
