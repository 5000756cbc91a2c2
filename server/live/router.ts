import { permittedProcedure, router } from '../trpc/init.ts';
import { playableStream } from './data.ts';
import { play } from './mutations.ts';
import { liveInputSchema, liveStateSchema, playSchema } from './schema.ts';
import { liveState } from './state.ts';

const watch = permittedProcedure('live.play');

export const liveRouter = router({
  play: watch
    .input(liveInputSchema)
    .output(playSchema)
    .mutation(({ ctx, input }) => play(ctx.services, ctx.scope, input)),

  state: watch
    .input(liveInputSchema)
    .output(liveStateSchema)
    .query(async ({ ctx, input }) => {
      const stream = await playableStream(ctx.services.db, ctx.scope, input);
      return liveState(stream.id, await ctx.services.media.state(stream.id));
    }),
});
