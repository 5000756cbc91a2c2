'use client';
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { PtzSheet } from '../../../../server/drivers/schema.ts';
import { type Box, framingOf, sidesOf, timedMove } from '../framing.ts';
import { motionTowards } from '../motions.ts';
import { PictureHand, type Point } from '../picture-hand.ts';
import { FULL_SPEED, ptzLink, STILL } from '../ptz-link.ts';
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
  const { hand, box } = usePictureHand(cameraId, state?.sheet ?? null);
  const zooms = state?.mayMove === true && state.sheet?.zoom === true;
  useEffect(() => {
    const element = area.current;
    if (!element || !zooms) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      if (event.deltaY === 0) return;
      const motion = { ...STILL, zoom: event.deltaY < 0 ? 1 : -1 };
      ptzLink.steerFor(cameraId, motion, usePtzStore.getState().speed, WHEEL_STOP_MS);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [cameraId, zooms]);
  if (!state?.mayMove || !state.sheet?.panTilt) return null;

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
        const boxed = event.shiftKey !== usePtzStore.getState().frames;
        hand.press(pointIn(event), boxed && zooms);
      }}
      onPointerMove={(event) => hand.move(pointIn(event))}
      onPointerUp={() => hand.release()}
      onPointerCancel={() => hand.cancel()}
      onLostPointerCapture={() => hand.cancel()}
      onDoubleClick={(event) => event.stopPropagation()}
      className="absolute inset-0 cursor-crosshair touch-none"
    >
      {box && <DrawnBox box={box} />}
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

/** What a pressed pointer does, and the box it draws. */
function usePictureHand(cameraId: string, sheet: PtzSheet | null) {
  const { mutate } = usePtzActs().frame;
  const [box, setBox] = useState<Box | null>(null);
  const how = sheet?.framing;
  const hand = useMemo(() => {
    const frame = (drawn: Box) => {
      const framing = framingOf(drawn);
      if (framing === null) return;
      if (how !== 'timed') return mutate({ cameraId, ...framing });
      const { motion, ms } = timedMove(framing);
      ptzLink.steerFor(cameraId, motion, FULL_SPEED, ms);
    };
    const steer = ({ x, y }: Point) => {
      const motion = motionTowards(x * 2 - 1, y * 2 - 1);
      if (motion) ptzLink.steer(cameraId, motion, usePtzStore.getState().speed);
      else ptzLink.stop();
    };
    return new PictureHand({ steer, letGo: () => ptzLink.stop(), draw: setBox, frame });
  }, [cameraId, how, mutate]);
  return { hand, box };
}

/** From 0 to 1, y downwards; beyond the picture its edge. */
function pointIn({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  const share = (value: number) => Math.max(0, Math.min(1, value));
  return { x: share((clientX - left) / width), y: share((clientY - top) / height) };
}
