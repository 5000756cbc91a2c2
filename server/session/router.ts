import { publicProcedure, router, signedInProcedure } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { currentSession } from './data.ts';
import { changePassword, setPreferences, signIn, signOut, signOutEverywhere } from './mutations.ts';
import {
  changePasswordInputSchema,
  currentSessionSchema,
  preferencesInputSchema,
  signInInputSchema,
} from './schema.ts';

const ok = { ok: true } as const;

export const sessionRouter = router({
  current: publicProcedure
    .output(currentSessionSchema)
    .query(({ ctx }) => currentSession(ctx.services.db, ctx.actor, ctx.services.site)),

  signIn: publicProcedure
    .input(signInInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await signIn(ctx.services, ctx.request, input);
      return ok;
    }),

  signOut: signedInProcedure.output(okSchema).mutation(async ({ ctx }) => {
    await signOut(ctx.services, ctx.request, ctx.actor);
    return ok;
  }),

  signOutEverywhere: signedInProcedure.output(okSchema).mutation(async ({ ctx }) => {
    await signOutEverywhere(ctx.services, ctx.request, ctx.actor);
    return ok;
  }),

  changePassword: signedInProcedure
    .input(changePasswordInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await changePassword(ctx.services, ctx.request, ctx.actor, input);
      return ok;
    }),

  setPreferences: signedInProcedure
    .input(preferencesInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await setPreferences(ctx.services.db, ctx.actor, input);
      return ok;
    }),
});
