import { permittedProcedure, router } from '../trpc/init.ts';
import { collect } from './collect.ts';
import { collectedSchema, collectInputSchema } from './schema.ts';

export const picturesRouter = router({
  collect: permittedProcedure('snapshots.take')
    .input(collectInputSchema)
    .output(collectedSchema)
    .mutation(({ ctx, input }) => collect(ctx.services.db, ctx.scope, input.selection)),
});
