'use client';
import { type PointerEvent, useEffect, useRef } from 'react';
import { motionTowards } from '../motions.ts';
import { ptzLink, STILL } from '../ptz-link.ts';
import { usePtzState } from '../queries.ts';
import { usePtzStore } from '../store.ts';

/** The wheel has no end: the zoom stops this long after its last step. */
const WHEEL_STOP_MS = 200;

/**
 * Over a picture in PTZ mode: pressed, the camera turns towards the pointer, faster the farther it is
 * from the middle; the wheel zooms. Keys and the panel do the same for those without a pointer.
 */
export function PictureSteer({ cameraId }: { cameraId: string }) {
  const state = usePtzState(cameraId).data;
  const area = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const zooms = state?.mayMove === true && state.sheet?.zoom === true;
  useEffect(() => {
    const element = area.current;
    if (!element || !zooms) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      if (event.deltaY === 0) return;
      const motion = { ...STILL, zoom: event.deltaY < 0 ? 1 : -1 };
      ptzLink.steer(cameraId, motion, usePtzStore.getState().speed);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => ptzLink.stop(), WHEEL_STOP_MS);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => {
      element.removeEventListener('wheel', turn);
      clearTimeout(timer.current);
    };
  }, [cameraId, zooms]);
  if (!state?.mayMove || !state.sheet?.panTilt) return null;

  const steerTo = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 2 - 1;
    const y = ((event.clientY - box.top) / box.height) * 2 - 1;
    const motion = motionTowards(x, y);
    if (motion) ptzLink.steer(cameraId, motion, usePtzStore.getState().speed);
    else ptzLink.stop();
  };
  const letGo = () => ptzLink.stop();
  return (
    <div
      ref={area}
      aria-hidden="true"
      data-picture-steer
      // Else the cell it lies in would be dragged.
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        steerTo(event);
      }}
      onPointerMove={steerTo}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onLostPointerCapture={letGo}
      onDoubleClick={(event) => event.stopPropagation()}
      className="absolute inset-0 cursor-crosshair touch-none"
    />
  );
}
