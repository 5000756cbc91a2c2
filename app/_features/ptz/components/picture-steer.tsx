'use client';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { PtzSheet } from '../../../../server/drivers/schema.ts';
import { type Box, framingOf, sidesOf, timedMove } from '../framing.ts';
import { motionTowards } from '../motions.ts';
import { ptzLink, STILL } from '../ptz-link.ts';
import { usePtzActs, usePtzState } from '../queries.ts';
import { usePtzStore } from '../store.ts';

/** The wheel has no end: the zoom stops this long after its last step. */
const WHEEL_STOP_MS = 200;

/**
 * Over a picture in PTZ mode: pressed, the camera turns towards the pointer, faster the farther it is
 * from the middle; the wheel zooms. With Shift, or where the panel says so, a box is drawn that the camera
 * turns to. Keys and the panel do the same for those without a pointer.
 */
export function PictureSteer({ cameraId }: { cameraId: string }) {
  const state = usePtzState(cameraId).data;
  const area = useRef<HTMLDivElement>(null);
  const frame = useFraming(cameraId, state?.sheet ?? null);
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
  const cancel = () => {
    if (!frame.cancel()) letGo();
  };
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
        if (!frame.begin(event)) steerTo(event);
      }}
      onPointerMove={(event) => {
        if (!frame.draw(event)) steerTo(event);
      }}
      onPointerUp={() => {
        if (!frame.end()) letGo();
      }}
      onPointerCancel={cancel}
      onLostPointerCapture={cancel}
      onDoubleClick={(event) => event.stopPropagation()}
      className="absolute inset-0 cursor-crosshair touch-none"
    >
      {frame.box && <DrawnBox box={frame.box} />}
    </div>
  );
}

function DrawnBox({ box }: { box: Box }) {
  const percent = (share: number) => `${share * 100}%`;
  const { left, top, width, height } = sidesOf(box);
  return (
    <div
      data-drawn-box
      className="pointer-events-none absolute border-2 border-accent bg-accent/15"
      style={{
        left: percent(left),
        top: percent(top),
        width: percent(width),
        height: percent(height),
      }}
    />
  );
}

/** The box that is being drawn. Each answers whether it was a box, and not a hand that steers. */
function useFraming(cameraId: string, sheet: PtzSheet | null) {
  const acts = usePtzActs();
  const [box, setBox] = useState<Box | null>(null);
  const clear = () => {
    setBox(null);
    return box !== null;
  };
  const end = () => {
    const framing = box && framingOf(box);
    if (!framing || !sheet) return clear();
    if (sheet.framing === 'timed') {
      const { motion, ms } = timedMove(framing);
      ptzLink.steerFor(cameraId, motion, ms);
    } else acts.frame.mutate({ cameraId, ...framing });
    return clear();
  };
  return {
    box,
    begin: (event: PointerEvent<HTMLElement>) => {
      const wanted = event.shiftKey !== usePtzStore.getState().frames;
      if (!wanted || !sheet?.zoom) return false;
      ptzLink.stop();
      const { x, y } = pointIn(event);
      setBox({ fromX: x, fromY: y, toX: x, toY: y });
      return true;
    },
    draw: (event: PointerEvent<HTMLElement>) => {
      if (box === null) return false;
      const { x, y } = pointIn(event);
      setBox({ ...box, toX: x, toY: y });
      return true;
    },
    end,
    cancel: clear,
  };
}

/** From 0 to 1, y downwards; beyond the picture its edge. */
function pointIn({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  const share = (value: number) => Math.max(0, Math.min(1, value));
  return { x: share((clientX - left) / width), y: share((clientY - top) / height) };
}
