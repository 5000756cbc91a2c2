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
      const { db, media } = ctx.services;
      const stream = await playableStream(db, ctx.scope, input, (id) => media.isLive(id));
      return liveState(stream.id, await media.state(stream.id));
    }),
});
