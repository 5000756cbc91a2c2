import { permittedProcedure, router } from '../trpc/init.ts';
import { getDevice, listDevices, nearbyCameras } from './data.ts';
import { createDevice, removeDevices, restoreDevices, updateDevice } from './mutations.ts';
import {
  nearbyCamerasSchema,
  roadsideCreateInputSchema,
  roadsideDeviceSchema,
  roadsideIdSchema,
  roadsideListInputSchema,
  roadsideListSchema,
  roadsideRemoveInputSchema,
  roadsideRestoredSchema,
  roadsideUndoSchema,
  roadsideUpdateInputSchema,
} from './schema.ts';

const view = permittedProcedure('cameras.view');
const edit = permittedProcedure('roadside.edit');

export const roadsideRouter = router({
  list: view
    .input(roadsideListInputSchema)
    .output(roadsideListSchema)
    .query(({ ctx, input }) => listDevices(ctx.services.db, ctx.scope, input)),

  get: view
    .input(roadsideIdSchema)
    .output(roadsideDeviceSchema)
    .query(({ ctx, input }) => getDevice(ctx.services.db, ctx.scope, input.id)),

  nearby: view
    .input(roadsideIdSchema)
    .output(nearbyCamerasSchema)
    .query(async ({ ctx, input }) => ({
      items: await nearbyCameras(ctx.services.db, ctx.scope, input.id),
    })),

  create: edit
    .input(roadsideCreateInputSchema)
    .output(roadsideIdSchema)
    .mutation(({ ctx, input }) => createDevice(ctx.services.db, ctx.scope, input)),

  update: edit
    .input(roadsideUpdateInputSchema)
    .output(roadsideIdSchema)
    .mutation(({ ctx, input }) => updateDevice(ctx.services.db, ctx.scope, input)),

  remove: edit
    .input(roadsideRemoveInputSchema)
    .output(roadsideUndoSchema)
    .mutation(({ ctx, input }) =>
      removeDevices(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.ids),
    ),

  restore: edit
    .input(roadsideUndoSchema)
    .output(roadsideRestoredSchema)
    .mutation(({ ctx, input }) =>
      restoreDevices(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.undoToken),
    ),
});
