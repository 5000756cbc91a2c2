'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraPlace, PlacedCamera } from '../../../../server/cameras/schema.ts';
import { useUiScale } from '../../../_ui/use-ui-scale.ts';
import { destination } from '../engine/cone.ts';
import type { ScreenPoint } from '../engine/library.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { DragGrip } from './drag-grip.tsx';
import {
  coneOf,
  draggedTo,
  type Handle,
  handlePoint,
  movedTo,
  pointOf,
  type WhichPoint,
} from './handles.ts';
import { placeIn } from './session.ts';
import { usePlacing } from './store.ts';
import { usePlacesOf } from './use-placed-cameras.ts';

type PlacingLayerProps = {
  engine: MapEngine;
  /** Grows with every move of the map. */
  moves: number;
  /** The camera under the pointer. */
  hovered: string | null;
};

/** What can be taken by the pointer: the camera under it, and the chosen one with the handles of its view. */
export function PlacingLayer({ engine, hovered }: PlacingLayerProps) {
  const [inside, setInside] = useState<string | null>(null);
  const session = usePlacing((store) => store.session);
  const draft = usePlacing((store) => store.draft);
  const chosenId = usePlacing((store) => store.chosenId);
  const point = usePlacing((store) => store.point);
  const near = hovered ?? inside;
  useLearning(near);
  const shownOf = (id: string | null): Shown[] => {
    const known = id === null ? undefined : session.cameras.get(id);
    if (known === undefined) return [];
    const { id: cameraId } = known.camera;
    const place = draft?.id === cameraId ? draft.place : placeIn(session, cameraId);
    return place === null ? [] : [{ camera: known.camera, place }];
  };
  const grips = [...new Set([chosenId, near])].flatMap(shownOf);
  const [chosen] = shownOf(chosenId);
  return (
    <div data-placing="layer" className="pointer-events-none absolute inset-0 overflow-hidden">
      {chosen !== undefined && <ChosenLines engine={engine} {...chosen} />}
      {grips.map((shown) => (
        <CameraGrip
          key={shown.camera.id}
          engine={engine}
          {...shown}
          point={shown.camera.id === chosenId ? point : 'display'}
          chosen={shown.camera.id === chosenId}
          onInside={(now) => setInside(now ? shown.camera.id : null)}
        />
      ))}
      {chosen !== undefined && <ViewHandles engine={engine} {...chosen} />}
    </div>
  );
}

type Shown = { camera: PlacedCamera['camera']; place: CameraPlace };
type OnMap = Shown & { engine: MapEngine };

/** Where the camera under the pointer is must be known before it can be taken. */
function useLearning(id: string | null): void {
  const placesOf = usePlacesOf();
  useEffect(() => {
    if (id === null || usePlacing.getState().session.cameras.has(id)) return;
    void placesOf([id]).then(usePlacing.getState().learn, () => undefined);
  }, [id, placesOf]);
}

function CameraGrip({
  engine,
  camera,
  place,
  point,
  chosen,
  onInside,
}: OnMap & { point: WhichPoint; chosen: boolean; onInside: (inside: boolean) => void }) {
  const t = useTranslations('map.placing');
  const scale = useUiScale();
  const { choose, move, drag, dropDraft } = usePlacing.getState();
  const at = pointOf(place, point);
  if (at === null) return null;
  return (
    <DragGrip
      aria-label={t('grip', { name: camera.name })}
      at={engine.project(at)}
      className={chosen ? 'size-6 cursor-move border-2 border-accent' : 'size-5 cursor-move'}
      onInside={onInside}
      onDrag={(to) => {
        if (!chosen) {
          choose(camera.id);
          move('display');
        }
        drag(camera.id, movedTo(place, point, engine.ground(to)));
      }}
      onEnd={(moved) => {
        if (moved) keepDraft();
        else choose(camera.id);
      }}
      onCancel={dropDraft}
    >
      {chosen && point === 'physical' && (
        <svg aria-hidden="true" viewBox="-6 -6 12 12" width={12 * scale} className="m-auto">
          <path d="M-5 0H5M0-5V5" className="stroke-accent" strokeWidth={1.5} />
        </svg>
      )}
    </DragGrip>
  );
}

function keepDraft(): void {
  const { draft, change } = usePlacing.getState();
  if (draft !== null) change(draft.id, draft.place, 'drag');
}

/** How long its view is on the screen, from the camera's mark. */
function viewOf({ engine, place }: Pick<OnMap, 'engine' | 'place'>) {
  const at = pointOf(place, 'display');
  if (at === null) return null;
  const cone = coneOf(place);
  const from = engine.project(at);
  const tip = engine.project(destination(at, cone.azimuth, cone.viewRangeM));
  return { from, cone, rangePx: Math.hypot(tip.x - from.x, tip.y - from.y) };
}

function ChosenLines({ engine, place }: OnMap) {
  const view = viewOf({ engine, place });
  if (view === null) return null;
  const { from, cone, rangePx } = view;
  const ends = HANDLES.map((handle) => handlePoint(from, cone, rangePx, handle));
  const [physical, display] = [pointOf(place, 'physical'), pointOf(place, 'display')];
  const apart = physical !== null && display !== null && physical.join() !== display.join();
  return (
    <svg aria-hidden="true" className="absolute inset-0 size-full">
      {ends.map((end, index) => (
        <Line key={HANDLES[index]} from={from} to={end} dashed={place.azimuth === null} />
      ))}
      {apart && <Line from={engine.project(physical)} to={engine.project(display)} dashed />}
    </svg>
  );
}

function Line({ from, to, dashed }: { from: ScreenPoint; to: ScreenPoint; dashed: boolean }) {
  return (
    <line
      {...{ x1: from.x, y1: from.y, x2: to.x, y2: to.y }}
      className="stroke-accent"
      strokeWidth={1}
      {...(dashed && { strokeDasharray: '3 4' })}
    />
  );
}

const HANDLES: readonly Handle[] = ['aim', 'left', 'right'];

function ViewHandles({ engine, camera, place }: OnMap) {
  const t = useTranslations('map.placing');
  const { drag, dropDraft } = usePlacing.getState();
  const view = viewOf({ engine, place });
  if (view === null) return null;
  const { from, cone, rangePx } = view;
  return HANDLES.map((handle) => (
    <DragGrip
      key={handle}
      aria-label={t(handle)}
      at={handlePoint(from, cone, rangePx, handle)}
      className={
        handle === 'aim'
          ? 'size-4 cursor-grab border-2 border-white bg-accent'
          : 'size-3 cursor-grab border-2 border-accent bg-panel'
      }
      onDrag={(to) => drag(camera.id, draggedTo(place, handle, from, to, rangePx))}
      onEnd={(moved) => {
        if (moved) keepDraft();
      }}
      onCancel={dropDraft}
    />
  ));
}
