/** What a screen shows now: what was sent, as far as it is still there and still for whoever sent it. */

import { newestNew } from '../events/data.ts';
import type { EventItem } from '../events/schema.ts';
import { getProgram } from '../patrols/data.ts';
import { camerasByIds } from '../patrols/expand.ts';
import type { PatrolCamera, PatrolProgram } from '../patrols/schema.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { prove } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { cellsIn, suits } from '../walls/schema.ts';
import { readContent, type Screen, senderOf, wallCameras } from './data.ts';
import type { ScreenContent, ScreenOrder } from './schema.ts';

type Enrolled = Extract<ScreenOrder, { state: 'enrolled' }>;
type Showing = { shows: Enrolled['shows']; cameras: PatrolCamera[]; events: EventItem[] };
type Facts = Pick<Services, 'db' | 'clock' | 'site'>;

export async function showingOf(services: Facts, screen: Screen): Promise<Showing> {
  const content = readContent(screen.content);
  switch (content.kind) {
    case 'none':
      return { shows: content, cameras: [], events: [] };
    case 'patrol':
      return showPatrol(services, screen, content);
    case 'camera':
      return showWall(services.db, {
        kind: 'wall',
        name: content.name,
        layout: '1',
        cells: [{ cameraId: content.cameraId, quality: 'auto' }],
      });
    case 'wall':
      return showWall(services.db, content);
  }
}

async function showWall(db: Db, wall: Extract<ScreenContent, { kind: 'wall' }>): Promise<Showing> {
  const events = await eventsFor(db, wall);
  const ids = new Set([...wallCameras(wall), ...camerasOf(events)]);
  const cameras = await camerasByIds(db, [...ids]);
  return { shows: wall, cameras: [...cameras.values()], events };
}

/** What may come into its event cells; without such cells nothing. */
async function eventsFor(
  db: Db,
  { layout, cells }: Extract<ScreenContent, { kind: 'wall' }>,
): Promise<EventItem[]> {
  const rules = cells.slice(0, cellsIn(layout)).flatMap(({ events }) => events ?? []);
  if (rules.length === 0) return [];
  const newest = await newestNew(db);
  return newest.filter((event) => rules.some((rule) => suits(rule, event)));
}

const camerasOf = (events: readonly EventItem[]) =>
  events.flatMap(({ cameraId }) => cameraId ?? []);

async function showPatrol(
  services: Facts,
  screen: Screen,
  { name, planId }: Extract<ScreenContent, { kind: 'patrol' }>,
): Promise<Showing> {
  try {
    const program = await programOf(services, screen, planId);
    return {
      shows: { kind: 'patrol', program },
      cameras: [],
      events: await holding(services.db, program),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { shows: { kind: 'unavailable', name, code: error.code }, cameras: [], events: [] };
  }
}

/** What holds a picture of the plan where it is: see the page for how long. */
async function holding(db: Db, { entries }: PatrolProgram): Promise<EventItem[]> {
  const ours = new Set<string | null>(entries.map(({ cameraId }) => cameraId));
  return (await newestNew(db)).filter(
    ({ cameraId, severity }) => severity !== 'info' && ours.has(cameraId),
  );
}

async function programOf(
  { db, clock, site }: Facts,
  screen: Screen,
  planId: string,
): Promise<PatrolProgram> {
  const sender = await senderOf(db, screen.sentById);
  if (!sender) throw new AppError('patrol.not-found', { details: { id: planId } });
  const at = { nowMs: clock.wallNow(), timeZone: site.timeZone };
  return getProgram(db, prove(sender, 'patrols.view'), planId, at);
}

/** A screen plays and sees nothing but what was sent to it. */
export async function demandSent(services: Facts, screen: Screen, cameraId: string): Promise<void> {
  if (!(await isSent(services, screen, cameraId)))
    throw new AppError('screen.not-sent', { details: { cameraId } });
}

export async function isSent(services: Facts, screen: Screen, cameraId: string): Promise<boolean> {
  return (await camerasOn(services, screen)).includes(cameraId);
}

async function camerasOn(services: Facts, screen: Screen): Promise<string[]> {
  const content = readContent(screen.content);
  if (content.kind === 'camera') return [content.cameraId];
  if (content.kind === 'wall')
    return [...wallCameras(content), ...camerasOf(await eventsFor(services.db, content))];
  if (content.kind === 'none') return [];
  const { entries } = await programOf(services, screen, content.planId);
  return entries.map((entry) => entry.cameraId);
}
