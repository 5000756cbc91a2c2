'use client';
import { useRef } from 'react';
import { useUiScale } from '../../../_ui/use-ui-scale.ts';
import { useMapStore } from '../context.tsx';
import type { MapEngine } from '../engine/map-engine.ts';
import { PIN_HEIGHT, PIN_WIDTH } from '../pin-place.ts';
import { useMapCamerasOf } from '../queries.ts';
import { PinnedPicture } from './pinned-picture.tsx';

type PinLayerProps = {
  engine: MapEngine;
  /** Grows with every move of the map, so that the lines follow their cameras. */
  moves: number;
  onOpen: (cameraId: string) => void;
  requestedAt: (cameraId: string) => number | undefined;
};

/** Live pictures pinned over the map, each tied to its camera by a line. */
export function PinLayer({ engine, onOpen, requestedAt }: PinLayerProps) {
  const stage = useRef<HTMLDivElement>(null);
  const scale = useUiScale();
  const pins = useMapStore((store) => store.pins);
  const known = useMapCamerasOf(pins.map(({ cameraId }) => cameraId));
  const shown = pins.flatMap((pin) => {
    const camera = known.get(pin.cameraId);
    return camera === undefined
      ? []
      : [{ pin, camera, at: engine.project([camera.lon, camera.lat]) }];
  });
  return (
    <div ref={stage} className="pointer-events-none absolute inset-0 overflow-hidden">
      <svg aria-hidden="true" className="absolute inset-0 size-full">
        {shown.map(({ pin, camera, at }) => {
          const from = nearestEdge(pin, at, scale);
          return (
            <line
              key={pin.cameraId}
              x1={from.x}
              y1={from.y}
              x2={at.x}
              y2={at.y}
              className={camera.status === 'fault' ? 'stroke-fault' : 'stroke-accent'}
              strokeWidth={1.2}
              strokeDasharray="3 4"
            />
          );
        })}
      </svg>
      {shown.map(({ pin, camera }) => (
        <PinnedPicture
          key={pin.cameraId}
          pin={pin}
          camera={camera}
          stage={stage}
          onOpen={() => onOpen(pin.cameraId)}
          requestedAt={requestedAt(pin.cameraId)}
        />
      ))}
    </div>
  );
}

/** The point of a picture's frame nearest to its camera. */
function nearestEdge(pin: { x: number; y: number }, at: { x: number; y: number }, scale: number) {
  return {
    x: Math.min(Math.max(at.x, pin.x), pin.x + PIN_WIDTH * scale),
    y: Math.min(Math.max(at.y, pin.y), pin.y + PIN_HEIGHT * scale),
  };
}
