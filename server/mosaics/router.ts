import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { mosaicState } from './data.ts';
import { closeMosaic, playMosaic, shareMosaic } from './mutations.ts';
import {
  mosaicAddressesSchema,
  mosaicOfSchema,
  mosaicPlaySchema,
  mosaicStateSchema,
} from './schema.ts';

const play = permittedProcedure('mosaics.play');
const share = permittedProcedure('mosaics.share');

export const mosaicsRouter = router({
  state: play
    .input(mosaicOfSchema)
    .output(mosaicStateSchema)
    .query(({ ctx, input }) => mosaicState(ctx.services, ctx.scope, input.viewId)),

  play: play
    .input(mosaicOfSchema)
    .output(mosaicPlaySchema)
    .mutation(({ ctx, input }) => playMosaic(ctx.services, ctx.scope, input.viewId)),

  share: share
    .input(mosaicOfSchema)
    .output(mosaicAddressesSchema)
    .mutation(({ ctx, input }) => shareMosaic(ctx.services, ctx.scope, input.viewId)),

  close: share
    .input(mosaicOfSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await closeMosaic(ctx.services, ctx.scope, input.viewId);
      return { ok: true } as const;
    }),
});
