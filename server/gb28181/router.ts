import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { listChannels, listDevices, readSetup } from './data.ts';
import { bringIn, forgetDevice, noteCatalogRead, saveSetup, setMode } from './mutations.ts';
import {
  gbBringInInputSchema,
  gbBroughtInSchema,
  gbCatalogSchema,
  gbChannelsInputSchema,
  gbChannelsSchema,
  gbDeviceIdSchema,
  gbListInputSchema,
  gbListSchema,
  gbModeInputSchema,
  gbSetupInputSchema,
  gbSetupSchema,
} from './schema.ts';

const edit = permittedProcedure('cameras.edit');

export const gb28181Router = router({
  setup: edit
    .output(gbSetupSchema)
    .query(({ ctx }) => readSetup(ctx.services.db, ctx.scope, ctx.services.signalling.port)),

  saveSetup: permittedProcedure('settings.edit')
    .input(gbSetupInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await saveSetup(ctx.services.db, ctx.scope, ctx.services.secrets, input);
      return { ok: true };
    }),

  devices: edit
    .input(gbListInputSchema)
    .output(gbListSchema)
    .query(({ ctx, input }) => listDevices(ctx.services.db, ctx.scope, input)),

  channels: edit
    .input(gbChannelsInputSchema)
    .output(gbChannelsSchema)
    .query(({ ctx, input }) => listChannels(ctx.services.db, ctx.scope, input)),

  setMode: edit
    .input(gbModeInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await setMode(ctx.services.db, ctx.scope, input);
      return { ok: true };
    }),

  readCatalog: edit
    .input(gbDeviceIdSchema)
    .output(gbCatalogSchema)
    .mutation(async ({ ctx, input }) => {
      await noteCatalogRead(ctx.services.db, ctx.scope, input.id);
      return ctx.services.signalling.readCatalog(input.id);
    }),

  forget: edit
    .input(gbDeviceIdSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await forgetDevice(ctx.services.db, ctx.scope, input.id);
      return { ok: true };
    }),

  bringIn: edit
    .input(gbBringInInputSchema)
    .output(gbBroughtInSchema)
    .mutation(({ ctx, input }) => bringIn(ctx.services.db, ctx.scope, input)),
});
