import { permittedProcedure, router } from '../trpc/init.ts';
import { faultDetails, listFaults } from './data.ts';
import { assignFault, closeFault, mendFault } from './mutations.ts';
import {
  faultAssignInputSchema,
  faultDetailsSchema,
  faultIdSchema,
  faultListInputSchema,
  faultListSchema,
  faultStepInputSchema,
} from './schema.ts';

const view = permittedProcedure('faults.view');
const edit = permittedProcedure('faults.edit');

export const faultsRouter = router({
  list: view
    .input(faultListInputSchema)
    .output(faultListSchema)
    .query(({ ctx, input }) => listFaults(ctx.services.db, ctx.scope, input)),

  get: view
    .input(faultIdSchema)
    .output(faultDetailsSchema)
    .query(({ ctx, input }) => faultDetails(ctx.services.db, ctx.scope, input.id)),

  assign: edit
    .input(faultAssignInputSchema)
    .output(faultIdSchema)
    .mutation(({ ctx, input }) =>
      assignFault(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  mend: edit
    .input(faultStepInputSchema)
    .output(faultIdSchema)
    .mutation(({ ctx, input }) =>
      mendFault(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  close: edit
    .input(faultStepInputSchema)
    .output(faultIdSchema)
    .mutation(({ ctx, input }) =>
      closeFault(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),
});
