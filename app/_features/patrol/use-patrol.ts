'use client';
import { type RefObject, use, useCallback, useEffect, useRef, useState } from 'react';
import type { CameraStatus } from '../../../server/cameras/schema.ts';
import type { PatrolProgram } from '../../../server/patrols/schema.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import { pageWays } from '../../_player/browser-ways.ts';
import { browserClock } from '../../_player/clock.ts';
import { VideoDeck } from '../../_player/video-deck.ts';
import { videoSurface } from '../../_player/video-surface.ts';
import { latestStatuses } from '../changes/apply-changes.ts';
import { onCameraChanges } from '../changes/change-feed.ts';
import { playAddress } from '../live/queries.ts';
import { useMapCameras } from '../map/queries.ts';
import { GivenCameras } from '../wall/given-cameras.tsx';
import { cellCount, shortSide } from '../wall/layouts.ts';
import { StartGate } from '../wall/start-gate.ts';
import type { WallCamera } from '../wall/use-wall-camera.ts';
import { wantedQuality } from '../wall/wanted-quality.ts';
import { captureFrame } from './capture.ts';
import type { PatrolSlot } from './program.ts';
import { PatrolSession, type PatrolView } from './session.ts';
import { useOutbox } from './use-outbox.ts';

export type RunningPatrol = {
  view: PatrolView | null;
  session: PatrolSession | null;
  /** What is told too late, or not yet. */
  waiting: number;
  troubled: boolean;
  retry: (cell: number) => void;
  qualityOf: (cell: number) => 'main' | 'sub';
};

/** Sixteen letters and digits at least, as the server wants them. */
function newRunId(): string {
  return `c${crypto.getRandomValues(new Uint32Array(4)).reduce((id, part) => id + part.toString(36).padStart(7, '0'), '')}`;
}

type PatrolEvents = {
  onEnd: () => void;
  /** Whether a camera's picture stays where it is for now: something is happening there. */
  holds: (cameraId: string, nowMs: number) => boolean;
};

/** Runs a program on the video elements below `grid`, two in every cell. */
export function usePatrol(
  program: PatrolProgram,
  receivedAt: number,
  grid: RefObject<HTMLElement | null>,
  { onEnd, holds }: PatrolEvents,
): RunningPatrol {
  const client = useTRPCClient();
  const given = use(GivenCameras);
  const { byId } = useMapCameras(given === null);
  const [view, setView] = useState<PatrolView | null>(null);
  const [session, setSession] = useState<PatrolSession | null>(null);
  const decks = useRef<(readonly [VideoDeck<PatrolSlot>, VideoDeck<PatrolSlot>])[]>([]);
  const heard = useHeardStatuses(program);
  const latest = useRef({ byId, given, heard, onEnd, holds, session });
  latest.current = { byId, given, heard, onEnd, holds, session };
  const shown = useRef('');
  const refresh = useCallback(() => {
    const next = latest.current.session?.view();
    if (next === undefined) return;
    const key = fingerprint(next);
    if (key === shown.current) return;
    shown.current = key;
    setView(next);
  }, []);
  const offsetMs = program.now.getTime() - receivedAt;
  const outbox = useOutbox(() => offsetMs, refresh);

  useEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const statusOf = (id: string) =>
      latest.current.byId.get(id)?.status ??
      latest.current.heard.get(id) ??
      givenStatus(latest.current.given?.get(id)) ??
      knownStatus(program, id);
    const cells = cellCount(program.layout);
    const gate = new StartGate(() => performance.now());
    const videos = [...element.querySelectorAll<HTMLVideoElement>('[data-wall-cell] video')];
    const deck = (index: number) => {
      const video = videos[index];
      if (video === undefined) throw new Error('a cell without its two videos');
      const cell = Math.floor(index / 2);
      return new VideoDeck<PatrolSlot>({
        surface: videoSurface(video),
        ways: pageWays(video),
        clock: browserClock,
        address: (wanted, signal, accepts) => playAddress(client, wanted, signal, accepts),
        enter: gate.enter,
        qualityOf: ({ quality }) => {
          const { width, height } = element.getBoundingClientRect();
          return wantedQuality(quality, shortSide(program.layout, cell, { width, height }), cells);
        },
        onState: () => latest.current.session?.observe(),
      });
    };
    const made = Array.from(
      { length: cells },
      (_, cell) => [deck(cell * 2), deck(cell * 2 + 1)] as const,
    );
    decks.current = made;
    const running = new PatrolSession({
      program,
      decks: made,
      outbox,
      clock: browserClock,
      wallNow: () => Date.now() + offsetMs,
      newId: newRunId,
      statusOf,
      holds: (cameraId) => latest.current.holds(cameraId, Date.now() + offsetMs),
      // A screen steers nothing.
      aim: (slot) => (latest.current.given === null ? aimed(client, slot) : Promise.resolve(null)),
      // The frame after the next: what was changed is painted by then.
      afterPaint: (run) => requestAnimationFrame(() => requestAnimationFrame(run)),
      capture: async (cell, side) => {
        const video = videos[cell * 2 + side];
        return video === undefined ? null : captureFrame(video);
      },
      onChange: refresh,
      onEnd: () => latest.current.onEnd(),
    });
    latest.current.session = running;
    setSession(running);
    running.start();
    const onVisibility = () => running.setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', onVisibility);
    onVisibility();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      running[Symbol.dispose]();
      for (const pair of made) for (const one of pair) one[Symbol.dispose]();
      latest.current.session = null;
    };
  }, [program, grid, client, outbox, offsetMs, refresh]);

  const front = (cell: number) => {
    const pair = decks.current[cell];
    const slot = view?.cells[cell]?.slot;
    const place = slot ? session?.frontOf(slot.position) : null;
    return place ? pair?.[place.side] : undefined;
  };
  return {
    view,
    session,
    waiting: outbox.waiting,
    troubled: outbox.troubled,
    retry: (cell) => front(cell)?.retry(),
    qualityOf: (cell) => front(cell)?.quality() ?? 'sub',
  };
}

/** Statuses told since the program came; where there are too many cameras to list nothing else knows them. */
function useHeardStatuses({ entries }: PatrolProgram): ReadonlyMap<string, CameraStatus> {
  const [heard] = useState(() => new Map<string, CameraStatus>());
  useEffect(() => {
    const ours = new Set(entries.map(({ cameraId }) => cameraId));
    return onCameraChanges((changes) => {
      for (const { id, status } of latestStatuses(changes)) if (ours.has(id)) heard.set(id, status);
    });
  }, [entries, heard]);
  return heard;
}

async function aimed(
  client: ReturnType<typeof useTRPCClient>,
  { cameraId, preset }: PatrolSlot,
): Promise<string | null> {
  try {
    if (preset !== null) await client.ptz.aim.mutate({ cameraId, token: preset.token });
    return null;
  } catch (error) {
    return appError(error).code;
  }
}

function givenStatus(camera: WallCamera | undefined) {
  return camera?.state === 'known' ? camera.status : undefined;
}

function knownStatus({ entries }: PatrolProgram, cameraId: string) {
  return entries.find((entry) => entry.cameraId === cameraId)?.camera?.status ?? 'unknown';
}

/** What people can see of it: drawn again when this differs, not ten times a second. */
function fingerprint({ runner, cells, counts }: PatrolView): string {
  return JSON.stringify([
    { ...runner, remainingMs: Math.ceil(runner.remainingMs / 250) },
    cells.map(({ slot, next, state, pictured, record }) => [
      slot?.position,
      next?.position,
      state,
      pictured,
      record?.remark,
      record?.remarkedAt,
      record?.presetFailure,
    ]),
    counts,
  ]);
}
