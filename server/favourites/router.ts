import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { favouritesOf } from './data.ts';
import { setFavourite } from './mutations.ts';
import { favouriteInputSchema, favouritesSchema } from './schema.ts';

const view = permittedProcedure('cameras.view');

export const favouritesRouter = router({
  list: view.output(favouritesSchema).query(async ({ ctx }) => ({
    cameraIds: await favouritesOf(ctx.services.db, ctx.scope),
  })),

  set: view
    .input(favouriteInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await setFavourite(ctx.services.db, ctx.scope, input);
      return { ok: true } as const;
    }),
});
