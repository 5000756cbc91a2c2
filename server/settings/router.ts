import { permittedProcedure, router } from '../trpc/init.ts';
import { mapSetting } from './data.ts';
import { updateMap } from './mutations.ts';
import { mapSettingSchema } from './schema.ts';

export const settingsRouter = router({
  map: permittedProcedure('cameras.view')
    .output(mapSettingSchema)
    .query(({ ctx }) => mapSetting(ctx.services.db)),

  updateMap: permittedProcedure('settings.edit')
    .input(mapSettingSchema)
    .output(mapSettingSchema)
    .mutation(async ({ ctx, input }) => {
      await updateMap(ctx.services.db, ctx.scope, input);
      return input;
    }),
});
