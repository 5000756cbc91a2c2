import { undoSchema } from '../cameras/schema.ts';
import type { Services } from '../trpc/context.ts';
import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { duePlans, getPlan, getProgram, listPlans } from './data.ts';
import { pickCameras } from './expand.ts';
import { appendCameras, createPlan, removePlan, restorePlan, updatePlan } from './mutations.ts';
import { getRun, listRuns, patrolDay } from './run-data.ts';
import { beginRun, endRun, reportRun } from './run-mutations.ts';
import * as schema from './schema.ts';

const view = permittedProcedure('patrols.view');
const edit = permittedProcedure('patrols.edit');
const run = permittedProcedure('patrols.run');

/** Now, and where. */
const here = ({ clock, site }: Services) => ({ nowMs: clock.wallNow(), timeZone: site.timeZone });

export const patrolsRouter = router({
  list: view
    .input(schema.patrolListInputSchema)
    .output(schema.patrolListSchema)
    .query(({ ctx, input }) => listPlans(ctx.services.db, ctx.scope, input)),

  get: view
    .input(schema.patrolIdSchema)
    .output(schema.patrolSchema)
    .query(({ ctx, input }) => getPlan(ctx.services.db, ctx.scope, input.id)),

  program: view
    .input(schema.patrolIdSchema)
    .output(schema.patrolProgramSchema)
    .query(({ ctx, input }) =>
      getProgram(ctx.services.db, ctx.scope, input.id, here(ctx.services)),
    ),

  due: view
    .output(schema.patrolDueSchema)
    .query(({ ctx }) => duePlans(ctx.services.db, ctx.scope, here(ctx.services))),

  pick: edit
    .input(schema.patrolPickInputSchema)
    .output(schema.patrolPickSchema)
    .query(({ ctx, input }) => pickCameras(ctx.services.db, ctx.scope, input)),

  create: edit
    .input(schema.patrolCreateInputSchema)
    .output(schema.patrolSchema)
    .mutation(({ ctx, input }) => createPlan(ctx.services.db, ctx.scope, input)),

  update: edit
    .input(schema.patrolUpdateInputSchema)
    .output(schema.patrolSchema)
    .mutation(({ ctx, input }) =>
      updatePlan(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  append: edit
    .input(schema.patrolAppendInputSchema)
    .output(schema.patrolAppendedSchema)
    .mutation(({ ctx, input }) =>
      appendCameras(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  remove: edit
    .input(schema.patrolIdSchema)
    .output(undoSchema)
    .mutation(({ ctx, input }) =>
      removePlan(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.id),
    ),

  restore: edit
    .input(undoSchema)
    .output(schema.patrolSchema)
    .mutation(({ ctx, input }) =>
      restorePlan(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input.undoToken),
    ),

  begin: run
    .input(schema.patrolBeginInputSchema)
    .output(schema.patrolBeganSchema)
    .mutation(({ ctx, input }) => beginRun(ctx.services.db, ctx.scope, here(ctx.services), input)),

  report: run
    .input(schema.patrolReportInputSchema)
    .output(okSchema)
    .mutation(({ ctx, input }) => reportRun(ctx.services.db, ctx.scope, here(ctx.services), input)),

  end: run
    .input(schema.patrolEndInputSchema)
    .output(okSchema)
    .mutation(({ ctx, input }) => endRun(ctx.services.db, ctx.scope, here(ctx.services), input)),

  runs: view
    .input(schema.patrolRunsInputSchema)
    .output(schema.patrolRunsSchema)
    .query(({ ctx, input }) =>
      listRuns(ctx.services.db, ctx.scope, input, ctx.services.site.timeZone),
    ),

  run: view
    .input(schema.runIdInputSchema)
    .output(schema.patrolRunSchema)
    .query(({ ctx, input }) => getRun(ctx.services.db, ctx.scope, input.id)),

  day: view
    .input(schema.patrolDayInputSchema)
    .output(schema.patrolDaySchema)
    .query(({ ctx, input }) =>
      patrolDay(ctx.services.db, ctx.scope, input.day, here(ctx.services)),
    ),
});
