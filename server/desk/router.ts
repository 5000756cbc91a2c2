import { permittedProcedure, router } from '../trpc/init.ts';
import { getDesk } from './data.ts';
import { keepDesk } from './mutations.ts';
import {
  deskGetInputSchema,
  deskKeepInputSchema,
  deskKeptSchema,
  deskVersionSchema,
} from './schema.ts';

/** Everybody who may see anything has a desk. */
const desk = permittedProcedure('cameras.view');

export const deskRouter = router({
  get: desk
    .input(deskGetInputSchema)
    .output(deskKeptSchema)
    .query(({ ctx, input }) => getDesk(ctx.services.db, ctx.scope, input.part)),

  keep: desk
    .input(deskKeepInputSchema)
    .output(deskVersionSchema)
    .mutation(({ ctx, input }) =>
      keepDesk(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),
});
