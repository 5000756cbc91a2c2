import { tracked } from '@trpc/server';
import { testStepSchema } from '../live/schema.ts';
import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { streamOf, trackedStreamOf } from '../trpc/stream.ts';
import { cameraMap, countCameras, listCameras } from './data.ts';
import { getCamera } from './details.ts';
import { create, move, remove, restore, revealPublishKey, update } from './edit.ts';
import { followCameras } from './follow.ts';
import { camerasAlong, neighboursOf } from './neighbours.ts';
import { placeCameras, placesOf } from './placing.ts';
import {
  alongInputSchema,
  alongSchema,
  cameraChangeSchema,
  cameraChangesInputSchema,
  cameraCountsSchema,
  cameraCreateInputSchema,
  cameraIdSchema,
  cameraListInputSchema,
  cameraListSchema,
  cameraMapSchema,
  cameraMoveInputSchema,
  cameraRemoveInputSchema,
  cameraSchema,
  cameraSearchInputSchema,
  cameraSearchSchema,
  cameraTestInputSchema,
  cameraUpdateInputSchema,
  neighboursInputSchema,
  neighboursSchema,
  placeInputSchema,
  placesInputSchema,
  placesSchema,
  publishKeyInputSchema,
  publishKeySchema,
  restoredSchema,
  selectedRowsInputSchema,
  selectedRowsSchema,
  selectedSchema,
  selectionSchema,
  undoSchema,
} from './schema.ts';
import { searchCameras } from './search.ts';
import { selectedCameras, selectedRows } from './selection.ts';
import { testCamera } from './test-connection.ts';

const view = permittedProcedure('cameras.view');
const edit = permittedProcedure('cameras.edit');

export const camerasRouter = router({
  map: view.output(cameraMapSchema).query(({ ctx }) => cameraMap(ctx.services.db, ctx.scope)),

  list: view
    .input(cameraListInputSchema)
    .output(cameraListSchema)
    .query(({ ctx, input }) => listCameras(ctx.services.db, ctx.scope, input)),

  search: view
    .input(cameraSearchInputSchema)
    .output(cameraSearchSchema)
    .query(async ({ ctx, input }) => ({
      items: await searchCameras(ctx.services.db, ctx.scope, input),
    })),

  get: view
    .input(cameraIdSchema)
    .output(cameraSchema)
    .query(({ ctx, input }) => getCamera(ctx.services.db, ctx.scope, input.id)),

  neighbours: view
    .input(neighboursInputSchema)
    .output(neighboursSchema)
    .query(({ ctx, input }) => neighboursOf(ctx.services.db, ctx.scope, input)),

  along: view
    .input(alongInputSchema)
    .output(alongSchema)
    .query(({ ctx, input }) => camerasAlong(ctx.services.db, ctx.scope, input)),

  selected: view
    .input(selectionSchema)
    .output(selectedSchema)
    .query(({ ctx, input }) => selectedCameras(ctx.services.db, ctx.scope, input)),

  selectedRows: view
    .input(selectedRowsInputSchema)
    .output(selectedRowsSchema)
    .query(({ ctx, input }) => selectedRows(ctx.services.db, ctx.scope, input)),

  counts: view
    .output(cameraCountsSchema)
    .query(({ ctx }) => countCameras(ctx.services.db, ctx.scope)),

  create: edit
    .input(cameraCreateInputSchema)
    .output(cameraIdSchema)
    .mutation(({ ctx, input }) => create(ctx.services, ctx.scope, input)),

  update: edit
    .input(cameraUpdateInputSchema)
    .output(cameraIdSchema)
    .mutation(({ ctx, input }) => update(ctx.services, ctx.scope, input)),

  move: edit
    .input(cameraMoveInputSchema)
    .output(okSchema)
    .mutation(({ ctx, input }) => move(ctx.services, ctx.scope, input)),

  places: edit
    .input(placesInputSchema)
    .output(placesSchema)
    .query(async ({ ctx, input }) => ({
      items: await placesOf(ctx.services.db, ctx.scope, input.ids),
    })),

  place: edit
    .input(placeInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await placeCameras(ctx.services.db, ctx.scope, input);
      return { ok: true };
    }),

  remove: edit
    .input(cameraRemoveInputSchema)
    .output(undoSchema)
    .mutation(({ ctx, input }) => remove(ctx.services, ctx.scope, input.ids)),

  restore: edit
    .input(undoSchema)
    .output(restoredSchema)
    .mutation(({ ctx, input }) => restore(ctx.services, ctx.scope, input.undoToken)),

  revealPublishKey: edit
    .input(publishKeyInputSchema)
    .output(publishKeySchema)
    .mutation(({ ctx, input }) => revealPublishKey(ctx.services, ctx.scope, input)),

  test: edit
    .input(cameraTestInputSchema)
    .output(streamOf(testStepSchema))
    .subscription(({ ctx, input, signal }) =>
      testCamera(ctx.services, ctx.scope, input, untilEither(ctx.services.stopping, signal)),
    ),

  changes: view
    .input(cameraChangesInputSchema)
    .output(trackedStreamOf(cameraChangeSchema))
    .subscription(async function* ({ ctx, input, signal }) {
      const until = untilEither(ctx.services.stopping, signal);
      const all = followCameras(ctx.services, ctx.scope, input?.lastEventId ?? null, until);
      for await (const [id, change] of all) yield tracked(id, change);
    }),
});

function untilEither(stopping: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal ? AbortSignal.any([stopping, signal]) : stopping;
}
