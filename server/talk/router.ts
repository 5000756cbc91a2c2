import { permittedProcedure, router } from '../trpc/init.ts';
import { streamOf } from '../trpc/stream.ts';
import { readSupport } from './data.ts';
import { followTalks } from './follow.ts';
import { startTalk } from './mutations.ts';
import { talkCameraSchema, talkingSchema, talkStartedSchema, talkSupportSchema } from './schema.ts';

const speak = permittedProcedure('talk.speak');

/** The voice itself goes from the page to the worker, and a talk ends there: see its `/talk/…`. */
export const talkRouter = router({
  support: speak
    .input(talkCameraSchema)
    .output(talkSupportSchema)
    .query(({ ctx, input }) => {
      const { db, clock } = ctx.services;
      return readSupport(db, ctx.scope, input.cameraId, clock.wallNow());
    }),

  follow: speak
    .output(streamOf(talkingSchema))
    .subscription(({ ctx, signal }) => followTalks(ctx.services, ctx.scope, signal)),

  start: speak
    .input(talkCameraSchema)
    .output(talkStartedSchema)
    .mutation(({ ctx, input }) => startTalk(ctx.services, ctx.scope, input.cameraId)),
});
