import { undoSchema } from '../cameras/schema.ts';
import { playableStream } from '../live/data.ts';
import { play } from '../live/mutations.ts';
import { liveInputSchema, liveStateSchema, playSchema } from '../live/schema.ts';
import { liveState } from '../live/state.ts';
import { proveScreen } from '../session/policy.ts';
import { permittedProcedure, publicProcedure, router, screenProcedure } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { streamOf } from '../trpc/stream.ts';
import { listScreens } from './data.ts';
import { followOrder, followScreens } from './follow.ts';
import { enrol, forget, identify, rename, restore, send, setBlank, takeBack } from './mutations.ts';
import { beat, begin } from './own/mutations.ts';
import {
  screenBeatInputSchema,
  screenBlankInputSchema,
  screenEnrolInputSchema,
  screenIdSchema,
  screenListSchema,
  screenOrderSchema,
  screenRenameInputSchema,
  screenSendInputSchema,
  screenSentSchema,
  screenTakeBackInputSchema,
} from './schema.ts';
import { demandSent } from './showing.ts';

const sender = permittedProcedure('screens.send');
const keeper = permittedProcedure('screens.manage');
const ok = { ok: true } as const;

export const screensRouter = router({
  list: sender
    .output(screenListSchema)
    .query(({ ctx }) => listScreens(ctx.services.db, ctx.scope, ctx.services.clock.wallNow())),

  follow: sender
    .output(streamOf(screenListSchema))
    .subscription(({ ctx, signal }) => followScreens(ctx.services, ctx.scope, signal)),

  send: sender
    .input(screenSendInputSchema)
    .output(screenSentSchema)
    .mutation(({ ctx, input }) =>
      send(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  takeBack: sender
    .input(screenTakeBackInputSchema)
    .output(screenSentSchema)
    .mutation(({ ctx, input }) =>
      takeBack(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  setBlank: sender
    .input(screenBlankInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await setBlank(ctx.services.db, ctx.scope, input);
      return ok;
    }),

  identify: sender
    .input(screenIdSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await identify(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.id);
      return ok;
    }),

  enrol: keeper
    .input(screenEnrolInputSchema)
    .output(screenIdSchema)
    .mutation(({ ctx, input }) =>
      enrol(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  rename: keeper
    .input(screenRenameInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await rename(ctx.services.db, ctx.scope, input);
      return ok;
    }),

  forget: keeper
    .input(screenIdSchema)
    .output(undoSchema)
    .mutation(({ ctx, input }) =>
      forget(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.id),
    ),

  restore: keeper
    .input(undoSchema)
    .output(screenIdSchema)
    .mutation(({ ctx, input }) =>
      restore(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.undoToken),
    ),

  /** From here on: what the screen itself calls. */
  begin: publicProcedure.output(okSchema).mutation(async ({ ctx }) => {
    await begin(ctx.services.db, ctx.request, ctx.services.clock.wallNow());
    return ok;
  }),

  /** Open like `begin`: whoever waits for its code is no screen yet. The cookie decides. */
  order: publicProcedure
    .output(streamOf(screenOrderSchema))
    .subscription(({ ctx, signal }) => followOrder(ctx.services, ctx.request, signal)),

  beat: screenProcedure
    .input(screenBeatInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await beat(ctx.services.db, ctx.screen, ctx.services.clock.wallNow(), input);
      return ok;
    }),

  play: screenProcedure
    .input(liveInputSchema)
    .output(playSchema)
    .mutation(async ({ ctx, input }) => {
      await demandSent(ctx.services, ctx.screen, input.cameraId);
      return play(ctx.services, proveScreen(ctx.screen, ctx.request.address), input);
    }),

  state: screenProcedure
    .input(liveInputSchema)
    .output(liveStateSchema)
    .query(async ({ ctx, input }) => {
      await demandSent(ctx.services, ctx.screen, input.cameraId);
      const { db, media } = ctx.services;
      const scope = proveScreen(ctx.screen, ctx.request.address);
      const stream = await playableStream(db, scope, input, (id) => media.isLive(id));
      return liveState(stream.id, await media.state(stream.id));
    }),
});
