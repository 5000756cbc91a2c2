'use client';
import dynamic from 'next/dynamic';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Basemap } from '../../../../server/settings/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useAlarmsOnMap } from '../../events/use-alarms-on-map.ts';
import { DevicesOnMap } from '../../roadside/components/devices-on-map.tsx';
import { useDevicesOnMap } from '../../roadside/use-devices-on-map.ts';
import { useLayerStore, useMapStore } from '../context.tsx';
import type { LonLat } from '../engine/library.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { homeView } from '../home-view.ts';
import { usePlacing } from '../placing/store.ts';
import {
  useChoosePlaced,
  usePlacedCameras,
  usePlacingOnMap,
} from '../placing/use-placed-cameras.ts';
import { PointingPanel } from '../pointing/pointing-panel.tsx';
import { useGroundMenu } from '../pointing/use-ground-menu.tsx';
import { usePointing } from '../pointing/use-pointing.ts';
import { useMapCamerasOf, useMapSettings, useRoadGeometry } from '../queries.ts';
import { useSelection } from '../selection-store.ts';
import { useTrack } from '../track/store.ts';
import { useTrailsOnMap } from '../track/use-trails-on-map.ts';
import { useCamerasOnMap } from '../use-cameras-on-map.ts';
import { useLayersOnMap } from '../use-layers.ts';
import { useMapKeys } from '../use-map-keys.ts';
import { useRoadPress } from '../use-road-press.ts';
import { useSelectionOnMap } from '../use-selected.ts';
import { useStageMenu } from '../use-stage-menu.ts';
import { EmptySite } from './empty-site.tsx';
import { HoverCard } from './hover-card.tsx';
import { LinkedView } from './linked-view.tsx';
import { MapCanvas } from './map-canvas.tsx';
import { MapControls } from './map-controls.tsx';
import { MapReadout } from './map-readout.tsx';
import { PinLayer } from './pin-layer.tsx';
import { RoadTool } from './road-tool.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { ShapeTool } from './shape-tool.tsx';

const PlacingTools = dynamic(() =>
  import('../placing/placing-tools.tsx').then((module) => module.PlacingTools),
);

const TrackPanel = dynamic(() =>
  import('../track/track-panel.tsx').then((module) => module.TrackPanel),
);

const NO_BASEMAP: Basemap = { id: 'builtin', name: '', kind: 'builtin', crs: 'wgs84' };

type MapStageProps = {
  engine: MapEngine | null;
  onEngine: (engine: MapEngine | null) => void;
  /** Where the map stands in the window, and how large it is now. */
  stageBox: () => Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>;
  onPick: (cameraId: string, at: LonLat | null) => void;
  onOpen: (cameraId: string) => void;
  /** Flies there. */
  onShow: (cameraId: string) => void;
  /** Into the selection, or out of it. */
  onChoose: (cameraId: string) => void;
  requestedAt: (cameraId: string) => number | undefined;
};

export function MapStage({
  engine,
  onEngine,
  stageBox,
  onPick,
  onOpen,
  onShow,
  onChoose,
  requestedAt,
}: MapStageProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const settings = useMapSettings();
  const { empty } = useCamerasOnMap(engine);
  const roads = useRoadGeometry();
  const pins = useMapStore((store) => store.pins);
  const selectedId = useMapStore((store) => store.selectedId);
  const savedView = useMapStore((store) => store.view);
  const rememberView = useMapStore((store) => store.rememberView);
  const basemapId = useLayerStore((store) => store.basemapId);
  useLayersOnMap(engine);
  const showToast = useToasts((store) => store.show);
  const [hovered, setHovered] = useState<string | null>(null);
  const [device, setDevice] = useState<string | null>(null);
  const [hoveredDevice, setHoveredDevice] = useState<string | null>(null);
  const [pointer, setPointer] = useState<LonLat | null>(null);
  const [moves, setMoves] = useState(0);
  const firstView = useRef(savedView);

  const basemaps = settings.data?.basemaps ?? [];
  const wanted = basemapId ?? settings.data?.defaultBasemapId;
  const basemap = basemaps.find(({ id }) => id === wanted) ?? basemaps[0] ?? NO_BASEMAP;
  const home = settings.data ? homeView(settings.data, stageBox()) : null;

  useEffect(() => {
    if (roads.data) engine?.setRoads(roads.data);
  }, [engine, roads.data]);
  const markedIds = useMemo(
    () => [
      ...new Set([
        ...pins.map((pin) => pin.cameraId),
        ...(selectedId === null ? [] : [selectedId]),
      ]),
    ],
    [pins, selectedId],
  );
  const known = useMapCamerasOf(markedIds);
  const placed = usePlacedCameras();
  const marked = useMemo(() => {
    const moved = new Map(placed.map((camera) => [camera.id, camera]));
    return markedIds.flatMap((id) => moved.get(id) ?? known.get(id) ?? []);
  }, [markedIds, known, placed]);
  useEffect(() => engine?.setMarked(marked), [engine, marked]);
  const pointing = usePointing(engine);
  const groundMenu = useGroundMenu(pointing);
  const cameraMenu = useStageMenu(
    { onPlay: (id) => onPick(id, null), onShow, onChoose },
    {
      project: (at) => engine?.project(at) ?? { x: 0, y: 0 },
      box: stageBox,
      selected: known.get(selectedId ?? ''),
      openGround: (at) => {
        const view = engine?.view();
        if (view) groundMenu.open([view.lon, view.lat], at);
      },
    },
  );
  useMapKeys(engine, home, cameraMenu.openSelected);
  useSelectionOnMap(engine);
  useTrailsOnMap(engine, marked);
  useAlarmsOnMap(engine);
  useDevicesOnMap(engine);
  const tool = useSelection((store) => store.tool);
  const road = useRoadPress(engine);
  const trackOf = useTrack((store) => store.cameraId);
  const placing = usePlacing((store) => store.on);
  const choosePlaced = useChoosePlaced();
  usePlacingOnMap(engine, placed);

  const pressGround = () => {
    setDevice(null);
    usePlacing.getState().choose(null);
  };

  if (settings.isError) {
    return (
      <ErrorState
        className="h-full"
        message={errorText(settings.error)}
        retryLabel={t('common.retry')}
        onRetry={() => void settings.refetch()}
      />
    );
  }
  if (!settings.data || home === null) return <LoadingRows rows={4} label={t('common.loading')} />;
  return (
    <>
      <MapCanvas
        settings={settings.data}
        basemap={basemap}
        start={firstView.current ?? home}
        onEngine={onEngine}
        events={{
          onMove: () => setMoves((count) => count + 1),
          onView: rememberView,
          onHover: setHovered,
          onPick: placing ? choosePlaced : tool === 'road' ? road.pressCamera : onPick,
          onHoverDevice: setHoveredDevice,
          onDevice: tool === 'road' ? (_, at) => road.pressGround(at) : setDevice,
          onGround: tool === 'road' ? road.pressGround : pressGround,
          onPoint: tool === 'road' ? road.pressGround : placing ? pressGround : pointing.point,
          onGroundMenu: (at, { x, y }) => {
            const { left, top } = stageBox();
            if (!placing) groundMenu.open(at, { x: left + x, y: top + y });
          },
          onOpen,
          onChoose,
          onMenu: cameraMenu.openAt,
          onPointer: setPointer,
          onBasemapFailed: ({ name }, shown) =>
            showToast({
              tone: 'error',
              text: t(shown === 'builtin' ? 'map.basemapFailed' : 'map.basemapHoles', { name }),
            }),
        }}
      />
      {cameraMenu.menu}
      {groundMenu.menu}
      <PointingPanel pointing={pointing} onPlay={(id) => onPick(id, null)} />
      {empty && <EmptySite />}
      {engine !== null && (
        <>
          <LinkedView engine={engine} />
          <ShapeTool engine={engine} />
          <PinLayer engine={engine} moves={moves} onOpen={onOpen} requestedAt={requestedAt} />
          {!placing && trackOf !== null && (
            <TrackPanel key={trackOf} engine={engine} cameraId={trackOf} />
          )}
          {placing && <PlacingTools engine={engine} moves={moves} hovered={hovered} />}
          <HoverCard engine={engine} moves={moves} cameraId={placing ? null : hovered} />
          {!placing && (
            <DevicesOnMap
              engine={engine}
              moves={moves}
              hoveredId={hoveredDevice}
              shownId={device}
              onShow={setDevice}
              onPlay={(cameraId) => onPick(cameraId, null)}
            />
          )}
          <MapControls engine={engine} home={home} basemaps={basemaps} basemapId={basemap.id} />
          {tool === 'road' && <RoadTool pressed={road.pressed} />}
          {!placing && <SelectionBar onShow={onShow} />}
          <MapReadout engine={engine} moves={moves} pointer={pointer} crs={basemap.crs} />
        </>
      )}
    </>
  );
}
