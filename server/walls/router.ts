import { undoSchema } from '../cameras/schema.ts';
import { permittedProcedure, router } from '../trpc/init.ts';
import { getWall, listWalls } from './data.ts';
import { createWall, removeWall, restoreWall, updateWall } from './mutations.ts';
import {
  wallCreateInputSchema,
  wallIdSchema,
  wallListSchema,
  wallSchema,
  wallUpdateInputSchema,
} from './schema.ts';

const view = permittedProcedure('walls.view');
const edit = permittedProcedure('walls.edit');

export const wallsRouter = router({
  list: view.output(wallListSchema).query(({ ctx }) => listWalls(ctx.services.db, ctx.scope)),

  get: view
    .input(wallIdSchema)
    .output(wallSchema)
    .query(({ ctx, input }) => getWall(ctx.services.db, ctx.scope, input.id)),

  create: edit
    .input(wallCreateInputSchema)
    .output(wallSchema)
    .mutation(({ ctx, input }) => createWall(ctx.services.db, ctx.scope, input)),

  update: edit
    .input(wallUpdateInputSchema)
    .output(wallSchema)
    .mutation(({ ctx, input }) =>
      updateWall(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  remove: edit
    .input(wallIdSchema)
    .output(undoSchema)
    .mutation(({ ctx, input }) =>
      removeWall(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.id),
    ),

  restore: edit
    .input(undoSchema)
    .output(wallSchema)
    .mutation(({ ctx, input }) =>
      restoreWall(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.undoToken),
    ),
});
