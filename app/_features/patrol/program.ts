/** From a plan to the pages of one round. */
import type { CameraStatus } from '../../../server/cameras/schema.ts';
import { type PatrolProgram, pageDwellS, splitPages } from '../../../server/patrols/schema.ts';
import type { StagePage } from './stage.ts';

type Entry = PatrolProgram['entries'][number];
export type PatrolSlot = Entry & { readonly position: number };
export type PatrolPage = StagePage<PatrolSlot>;

/**
 * Pages of a round: without cameras that are gone, and without those that are offline where the plan
 * says so. When none would be left all are shown, so that people see why.
 */
export function pagesOf(
  program: Pick<PatrolProgram, 'entries' | 'skipOffline'>,
  cells: number,
  statusOf: (cameraId: string) => CameraStatus,
): PatrolPage[] {
  const slots = program.entries.map((entry, position) => ({ ...entry, position }));
  const there = slots.filter(({ camera }) => camera !== null);
  const skips = ({ cameraId }: Entry) => program.skipOffline && statusOf(cameraId) === 'offline';
  const wanted = there.filter((slot) => !skips(slot));
  return splitPages(wanted.length > 0 ? wanted : there, cells).map((page) => ({
    dwellMs: pageDwellS(page) * 1000,
    slots: page,
  }));
}

/** The same pages as before, where nothing changed: a page that stays needs no new pictures. */
export function samePages(a: readonly PatrolPage[], b: readonly PatrolPage[]): boolean {
  const key = (pages: readonly PatrolPage[]) =>
    pages.map(({ slots }) => slots.map(({ position }) => position).join()).join('|');
  return key(a) === key(b);
}
