import { undoSchema } from '../cameras/schema.ts';
import { permittedProcedure, router } from '../trpc/init.ts';
import { listMapViews } from './data.ts';
import { createMapView, removeMapView, restoreMapView, updateMapView } from './mutations.ts';
import {
  mapViewCreateInputSchema,
  mapViewIdSchema,
  mapViewListSchema,
  mapViewUpdateInputSchema,
  namedMapViewSchema,
} from './schema.ts';

const view = permittedProcedure('cameras.view');
const edit = permittedProcedure('mapViews.edit');

export const mapViewsRouter = router({
  list: view.output(mapViewListSchema).query(({ ctx }) => listMapViews(ctx.services.db, ctx.scope)),

  create: edit
    .input(mapViewCreateInputSchema)
    .output(namedMapViewSchema)
    .mutation(({ ctx, input }) => createMapView(ctx.services.db, ctx.scope, input)),

  update: edit
    .input(mapViewUpdateInputSchema)
    .output(namedMapViewSchema)
    .mutation(({ ctx, input }) =>
      updateMapView(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  remove: edit
    .input(mapViewIdSchema)
    .output(undoSchema)
    .mutation(({ ctx, input }) =>
      removeMapView(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.id),
    ),

  restore: edit
    .input(undoSchema)
    .output(namedMapViewSchema)
    .mutation(({ ctx, input }) =>
      restoreMapView(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.undoToken),
    ),
});
