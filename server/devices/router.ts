import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { streamOf } from '../trpc/stream.ts';
import { ownDevice } from './data.ts';
import { setTakesEvents } from './mutations.ts';
import {
  add,
  discoverDevices,
  probe,
  readClock,
  reboot,
  scanDevices,
  setClock,
} from './probing.ts';
import {
  addedSchema,
  deviceAddInputSchema,
  deviceCameraSchema,
  deviceClockSchema,
  deviceEventsInputSchema,
  deviceEventsSchema,
  deviceProbeInputSchema,
  probedDeviceSchema,
  scanInputSchema,
  searchProgressSchema,
} from './schema.ts';

const edit = permittedProcedure('cameras.edit');

export const devicesRouter = router({
  probe: edit
    .input(deviceProbeInputSchema)
    .output(probedDeviceSchema)
    .mutation(({ ctx, input, signal }) => probe(ctx.services, ctx.scope, input, signal)),

  add: edit
    .input(deviceAddInputSchema)
    .output(addedSchema)
    .mutation(({ ctx, input }) => add(ctx.services, ctx.scope, input)),

  discover: edit
    .output(streamOf(searchProgressSchema))
    .subscription(({ ctx, signal }) =>
      discoverDevices(ctx.services, ctx.scope, untilEither(ctx.services.stopping, signal)),
    ),

  scan: edit
    .input(scanInputSchema)
    .output(streamOf(searchProgressSchema))
    .subscription(({ ctx, input, signal }) =>
      scanDevices(ctx.services, ctx.scope, input, untilEither(ctx.services.stopping, signal)),
    ),

  clock: edit
    .input(deviceCameraSchema)
    .output(deviceClockSchema)
    .query(({ ctx, input }) => readClock(ctx.services, ctx.scope, input.cameraId)),

  setClock: edit
    .input(deviceCameraSchema)
    .output(deviceClockSchema)
    .mutation(({ ctx, input }) => setClock(ctx.services, ctx.scope, input.cameraId)),

  reboot: edit
    .input(deviceCameraSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await reboot(ctx.services, ctx.scope, input.cameraId);
      return { ok: true };
    }),

  events: edit
    .input(deviceCameraSchema)
    .output(deviceEventsSchema)
    .query(({ ctx, input }) => ownDevice(ctx.services.db, ctx.scope, input.cameraId)),

  setEvents: edit
    .input(deviceEventsInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await setTakesEvents(ctx.services.db, ctx.scope, input);
      return { ok: true };
    }),
});

function untilEither(stopping: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal ? AbortSignal.any([stopping, signal]) : stopping;
}
