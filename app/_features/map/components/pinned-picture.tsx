'use client';
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useUiScale } from '../../../_ui/use-ui-scale.ts';
import { useKey } from '../../keys/context.tsx';
import { LivePicture } from '../../live/components/live-picture.tsx';
import { RoadTools } from '../../live/components/road-tools.tsx';
import { RoadWallTool } from '../../live/components/road-wall-tool.tsx';
import { pressTool } from '../../live/press-tool.ts';
import { SendCamera } from '../../screens/components/send-button.tsx';
import { useMapStore } from '../context.tsx';
import { bareName, usePlaceText } from '../format.ts';
import { keepOnStage, PIN_WIDTH } from '../pin-place.ts';
import type { Pin } from '../store.ts';
import { LastPosition } from '../track/last-position.tsx';
import { useTrack } from '../track/store.ts';
import { useRoadCode } from '../use-road-code.ts';

const KEY_STEP_PX = 16;
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

type PinnedPictureProps = {
  pin: Pin;
  camera: MapCamera;
  stage: RefObject<HTMLDivElement | null>;
  requestedAt: number | undefined;
  onOpen: () => void;
};

export function PinnedPicture({ pin, camera, stage, requestedAt, onOpen }: PinnedPictureProps) {
  const t = useTranslations();
  const placeText = usePlaceText();
  const roadCode = useRoadCode();
  const scale = useUiScale();
  const replacePin = useMapStore((store) => store.replacePin);
  const unpin = useMapStore((store) => store.unpin);
  const select = useMapStore((store) => store.select);
  const selected = useMapStore((store) => store.selectedId === pin.cameraId);
  const openTrack = useTrack((store) => store.open);
  const [stats, setStats] = useState(false);
  const drag = useDrag(pin, stage, scale);
  const place = placeText(camera, roadCode(camera.roadId));

  return (
    <section
      aria-label={t('live.pinned', { name: camera.name })}
      data-pin={camera.id}
      style={{ transform: `translate(${pin.x}px, ${pin.y}px)`, width: PIN_WIDTH * scale }}
      onPointerDown={() => select(camera.id)}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'Escape') unpin(camera.id);
        else pressTool(event.currentTarget, event.nativeEvent);
      }}
      className={cn(
        'pointer-events-auto absolute top-0 left-0 overflow-hidden rounded-md border bg-panel shadow-float',
        selected ? 'z-10 border-accent' : 'border-edge',
      )}
    >
      <header className="flex h-6 items-center gap-1.5 pr-0.5 pl-2">
        <StatusMark
          status={camera.status}
          label={t(`status.${camera.status}`)}
          className="size-2.5"
        />
        <button
          type="button"
          {...drag}
          aria-label={`${place} ${camera.name}: ${t('live.move')}`}
          className="flex h-full min-w-0 flex-1 cursor-grab touch-none items-center gap-1.5 text-left text-sm select-none active:cursor-grabbing"
        >
          {place !== '' && <span className="shrink-0 font-medium">{place}</span>}
          <span className={cn('truncate', place !== '' && 'text-quiet')}>
            {bareName(camera.name, place)}
          </span>
        </button>
        {camera.kind === 'mobile' && (
          <IconButton
            icon="track"
            size="sm"
            label={t('tracks.open')}
            onClick={() => openTrack(camera.id)}
          />
        )}
        <RoadTools
          cameraId={camera.id}
          onMap
          size="sm"
          onMove={(next) => replacePin(camera.id, next)}
        />
        <RoadWallTool cameraId={camera.id} size="sm" />
        <IconButton
          icon="info"
          size="sm"
          label={t('live.stats')}
          shortcut={useKey('stats')}
          aria-pressed={stats}
          onClick={() => setStats((shown) => !shown)}
        />
        <SendCamera cameraId={camera.id} name={camera.name} size="sm" />
        <IconButton icon="expand" size="sm" label={t('live.enlarge')} onClick={onOpen} />
        <IconButton
          icon="close"
          size="sm"
          label={t('live.close')}
          onClick={() => unpin(camera.id)}
        />
      </header>
      {camera.movedAt !== null && <Motion movedAt={camera.movedAt} speedKmh={camera.speedKmh} />}
      {/* Not quite opaque: Chromium leaves out what an opaque video hides, and on the upside-down
          WebGL canvas below it leaves out the mirrored place instead. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the enlarge button in the header does the same */}
      <div className="aspect-video opacity-[0.999]" onDoubleClick={onOpen}>
        <LivePicture
          cameraId={camera.id}
          name={camera.name}
          quality="sub"
          importance={selected ? 'focused' : 'other'}
          stats={stats}
          {...(requestedAt !== undefined && { requestedAt })}
        />
      </div>
    </section>
  );
}

function Motion({ movedAt, speedKmh }: { movedAt: Date; speedKmh: number | null }) {
  const t = useTranslations('tracks');
  return (
    <p
      data-on-picture
      className="absolute top-7 left-1.5 z-10 flex gap-2 rounded-sm bg-black/60 px-1.5 text-white"
    >
      <LastPosition movedAt={movedAt} onPicture />
      {speedKmh !== null && (
        <span className="text-xs">{t('speed', { kmh: Math.round(speedKmh) })}</span>
      )}
    </p>
  );
}

/** Moves a pinned picture by its header, with the pointer or the arrow keys. */
function useDrag(pin: Pin, stage: RefObject<HTMLDivElement | null>, scale: number) {
  const movePin = useMapStore((store) => store.movePin);
  const grip = useRef<{ dx: number; dy: number } | null>(null);
  const moveTo = (x: number, y: number) => {
    const box = stage.current?.getBoundingClientRect();
    if (box === undefined) return;
    const place = keepOnStage({ x, y }, box, scale);
    movePin(pin.cameraId, place.x, place.y);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
      grip.current = { dx: event.clientX - pin.x, dy: event.clientY - pin.y };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      if (grip.current) moveTo(event.clientX - grip.current.dx, event.clientY - grip.current.dy);
    },
    onPointerUp: () => {
      grip.current = null;
    },
    onPointerCancel: () => {
      grip.current = null;
    },
    onKeyDown: (event: KeyboardEvent) => {
      const arrow = ARROWS[event.key];
      if (arrow === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      moveTo(pin.x + arrow[0] * KEY_STEP_PX, pin.y + arrow[1] * KEY_STEP_PX);
    },
  };
}
