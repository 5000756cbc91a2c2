import { permittedProcedure, router } from '../trpc/init.ts';
import { trackOf, trackSetting } from './data.ts';
import { updateTrackSetting } from './mutations.ts';
import { trackInputSchema, trackSchema, trackSettingSchema } from './schema.ts';

const view = permittedProcedure('cameras.view');

export const tracksRouter = router({
  get: view
    .input(trackInputSchema)
    .output(trackSchema)
    .query(({ ctx, input }) => trackOf(ctx.services.db, ctx.scope, input)),

  setting: view.output(trackSettingSchema).query(({ ctx }) => trackSetting(ctx.services.db)),

  updateSetting: permittedProcedure('settings.edit')
    .input(trackSettingSchema)
    .output(trackSettingSchema)
    .mutation(async ({ ctx, input }) => {
      await updateTrackSetting(ctx.services.db, ctx.scope, input);
      return input;
    }),
});
