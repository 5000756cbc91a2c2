import { permittedProcedure, router } from '../trpc/init.ts';
import { countCameras, listCameras, mapCameras } from './data.ts';
import {
  cameraCountsSchema,
  cameraListInputSchema,
  cameraListSchema,
  cameraMapSchema,
  cameraSearchInputSchema,
  cameraSearchSchema,
} from './schema.ts';
import { searchCameras } from './search.ts';

const view = permittedProcedure('cameras.view');

export const camerasRouter = router({
  map: view
    .output(cameraMapSchema)
    .query(async ({ ctx }) => ({ cameras: await mapCameras(ctx.services.db, ctx.scope) })),

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

  counts: view
    .output(cameraCountsSchema)
    .query(({ ctx }) => countCameras(ctx.services.db, ctx.scope)),
});
