import { permittedProcedure, router } from '../trpc/init.ts';
import { locate, nearest, roadGeometry, roadPosts, stretch } from './data.ts';
import {
  locatedSchema,
  locateInputSchema,
  nearestInputSchema,
  nearestSchema,
  roadGeometrySchema,
  roadPostsSchema,
  stretchInputSchema,
  stretchSchema,
} from './schema.ts';

const view = permittedProcedure('cameras.view');

export const roadsRouter = router({
  geometry: view
    .output(roadGeometrySchema)
    .query(({ ctx }) => roadGeometry(ctx.services.db, ctx.scope)),

  posts: view.output(roadPostsSchema).query(({ ctx }) => roadPosts(ctx.services.db, ctx.scope)),

  locate: view
    .input(locateInputSchema)
    .output(locatedSchema)
    .query(({ ctx, input }) => locate(ctx.services.db, ctx.scope, input)),

  nearest: view
    .input(nearestInputSchema)
    .output(nearestSchema)
    .query(({ ctx, input }) => nearest(ctx.services.db, ctx.scope, input)),

  stretch: view
    .input(stretchInputSchema)
    .output(stretchSchema)
    .query(({ ctx, input }) => stretch(ctx.services.db, ctx.scope, input)),
});
