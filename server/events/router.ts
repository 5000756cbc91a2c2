import { permittedProcedure, router } from '../trpc/init.ts';
import { streamOf } from '../trpc/stream.ts';
import { eventDetails, eventSetting, listEvents } from './data.ts';
import { followEvents } from './follow.ts';
import { acknowledge, close, mark, updateEventSetting } from './mutations.ts';
import {
  eventAcknowledgeInputSchema,
  eventCloseInputSchema,
  eventDetailsSchema,
  eventHandledSchema,
  eventIdSchema,
  eventListInputSchema,
  eventListSchema,
  eventMarkInputSchema,
  eventSettingSchema,
  openEventsSchema,
} from './schema.ts';

const view = permittedProcedure('events.view');
const handle = permittedProcedure('events.handle');

export const eventsRouter = router({
  list: view
    .input(eventListInputSchema)
    .output(eventListSchema)
    .query(({ ctx, input }) => listEvents(ctx.services.db, ctx.scope, input)),

  get: view
    .input(eventIdSchema)
    .output(eventDetailsSchema)
    .query(({ ctx, input }) => eventDetails(ctx.services.db, ctx.scope, input.id)),

  open: view
    .output(streamOf(openEventsSchema))
    .subscription(({ ctx, signal }) => followEvents(ctx.services, ctx.scope, signal)),

  acknowledge: handle
    .input(eventAcknowledgeInputSchema)
    .output(eventHandledSchema)
    .mutation(({ ctx, input }) =>
      acknowledge(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  close: handle
    .input(eventCloseInputSchema)
    .output(eventHandledSchema)
    .mutation(({ ctx, input }) =>
      close(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  mark: handle
    .input(eventMarkInputSchema)
    .output(eventIdSchema)
    .mutation(({ ctx, input }) =>
      mark(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  setting: view.output(eventSettingSchema).query(({ ctx }) => eventSetting(ctx.services.db)),

  updateSetting: permittedProcedure('settings.edit')
    .input(eventSettingSchema)
    .output(eventSettingSchema)
    .mutation(async ({ ctx, input }) => {
      await updateEventSetting(ctx.services.db, ctx.scope, input);
      return input;
    }),
});
