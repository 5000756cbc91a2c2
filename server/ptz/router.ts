import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { streamOf } from '../trpc/stream.ts';
import { autoLens, auxiliary, frame, goHome, setHome } from './commands.ts';
import { removeCruise, saveCruise, startCruise, stopCruise } from './cruises.ts';
import { lastMoves, readState } from './data.ts';
import { followPtz } from './follow.ts';
import { lockMany, unlockMany } from './many.ts';
import { leaveQueue, lock, takeOver, unlock, wait } from './mutations.ts';
import { calibrate, pointAt } from './pointing.ts';
import { aim, callPreset, listPresets, removePreset, renamePreset, savePreset } from './presets.ts';
import { setScanLimit, startScan, stopScan } from './scans.ts';
import {
  aimInputSchema,
  autoLensInputSchema,
  auxiliaryInputSchema,
  cruiseInputSchema,
  cruiseSaveInputSchema,
  frameInputSchema,
  lockedManySchema,
  lockInputSchema,
  lockManyInputSchema,
  pointedSchema,
  pointInputSchema,
  presetInputSchema,
  presetRenameInputSchema,
  presetSaveInputSchema,
  ptzCameraSchema,
  ptzMovesSchema,
  ptzPresetSchema,
  ptzPresetsSchema,
  ptzStateSchema,
  scanLimitInputSchema,
  scanStartInputSchema,
  sightInputSchema,
  takeOverInputSchema,
  unlockedManySchema,
  unlockManyInputSchema,
} from './schema.ts';

const steer = permittedProcedure('ptz.move');
const ok = { ok: true } as const;

/** Moves themselves come over a connection of their own: see ptz-socket. */
export const ptzRouter = router({
  state: steer
    .input(ptzCameraSchema)
    .output(ptzStateSchema)
    .query(({ ctx, input }) => {
      const { db, clock } = ctx.services;
      return readState(db, ctx.scope, input.cameraId, clock.wallNow());
    }),

  follow: steer
    .input(ptzCameraSchema)
    .output(streamOf(ptzStateSchema))
    .subscription(({ ctx, input, signal }) =>
      followPtz(ctx.services, ctx.scope, input.cameraId, signal),
    ),

  moves: steer
    .input(ptzCameraSchema)
    .output(ptzMovesSchema)
    .query(async ({ ctx, input }) => ({
      items: await lastMoves(ctx.services.db, ctx.scope, input.cameraId),
    })),

  presets: steer
    .input(ptzCameraSchema)
    .output(ptzPresetsSchema)
    .query(async ({ ctx, input }) => ({
      items: await listPresets(ctx.services, ctx.scope, input.cameraId),
    })),

  callPreset: steer
    .input(presetInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await callPreset(ctx.services, ctx.scope, input);
      return ok;
    }),

  aim: steer
    .input(aimInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await aim(ctx.services, ctx.scope, input);
      return ok;
    }),

  savePreset: steer
    .input(presetSaveInputSchema)
    .output(ptzPresetSchema)
    .mutation(({ ctx, input }) => savePreset(ctx.services, ctx.scope, input)),

  renamePreset: steer
    .input(presetRenameInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await renamePreset(ctx.services.db, ctx.scope, input);
      return ok;
    }),

  removePreset: steer
    .input(presetInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await removePreset(ctx.services, ctx.scope, input);
      return ok;
    }),

  home: steer
    .input(ptzCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await goHome(ctx.services, ctx.scope, input.cameraId);
      return ok;
    }),

  setHome: steer
    .input(ptzCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await setHome(ctx.services, ctx.scope, input.cameraId);
      return ok;
    }),

  auxiliary: steer
    .input(auxiliaryInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await auxiliary(ctx.services, ctx.scope, input);
      return ok;
    }),

  autoLens: steer
    .input(autoLensInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await autoLens(ctx.services, ctx.scope, input);
      return ok;
    }),

  frame: steer
    .input(frameInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await frame(ctx.services, ctx.scope, input);
      return ok;
    }),

  saveCruise: steer
    .input(cruiseSaveInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await saveCruise(ctx.services.db, ctx.scope, input);
      return ok;
    }),

  removeCruise: steer
    .input(cruiseInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await removeCruise(ctx.services.db, ctx.scope, input);
      return ok;
    }),

  startCruise: steer
    .input(cruiseInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await startCruise(ctx.services, ctx.scope, input);
      return ok;
    }),

  stopCruise: steer
    .input(ptzCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await stopCruise(ctx.services, ctx.scope, input.cameraId);
      return ok;
    }),

  setScanLimit: steer
    .input(scanLimitInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await setScanLimit(ctx.services, ctx.scope, input);
      return ok;
    }),

  startScan: steer
    .input(scanStartInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await startScan(ctx.services, ctx.scope, input);
      return ok;
    }),

  stopScan: steer
    .input(ptzCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await stopScan(ctx.services, ctx.scope, input.cameraId);
      return ok;
    }),

  pointAt: steer
    .input(pointInputSchema)
    .output(pointedSchema)
    .mutation(({ ctx, input }) => pointAt(ctx.services, ctx.scope, input)),

  calibrate: steer
    .input(sightInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await calibrate(ctx.services, ctx.scope, input);
      return ok;
    }),

  lock: steer
    .input(lockInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await lock(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input);
      return ok;
    }),

  lockMany: steer
    .input(lockManyInputSchema)
    .output(lockedManySchema)
    .mutation(({ ctx, input }) =>
      lockMany(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  unlockMany: steer
    .input(unlockManyInputSchema)
    .output(unlockedManySchema)
    .mutation(({ ctx, input }) =>
      unlockMany(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  takeOver: steer
    .input(takeOverInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await takeOver(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input);
      return ok;
    }),

  unlock: steer
    .input(ptzCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await unlock(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.cameraId);
      return ok;
    }),

  wait: steer
    .input(ptzCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await wait(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.cameraId);
      return ok;
    }),

  leaveQueue: steer
    .input(ptzCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await leaveQueue(ctx.services.db, ctx.scope, input.cameraId);
      return ok;
    }),
});
