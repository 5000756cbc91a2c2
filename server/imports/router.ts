import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { streamOf } from '../trpc/stream.ts';
import { getImport, listImports, listRows } from './data.ts';
import { followImport } from './follow.ts';
import { applyImport, cancelImport } from './mutations.ts';
import {
  importIdSchema,
  importJobSchema,
  importListInputSchema,
  importListSchema,
  importRowsInputSchema,
  importRowsSchema,
} from './schema.ts';

const run = permittedProcedure('imports.run');
const ok = { ok: true } as const;

export const importsRouter = router({
  list: run
    .input(importListInputSchema)
    .output(importListSchema)
    .query(({ ctx, input }) => listImports(ctx.services.db, ctx.scope, input)),

  get: run
    .input(importIdSchema)
    .output(importJobSchema)
    .query(({ ctx, input }) => getImport(ctx.services.db, ctx.scope, input.id)),

  rows: run
    .input(importRowsInputSchema)
    .output(importRowsSchema)
    .query(({ ctx, input }) => listRows(ctx.services.db, ctx.scope, input)),

  // tRPC keeps the name "apply" for itself.
  applyRows: run
    .input(importIdSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await applyImport(ctx.services, ctx.scope, input.id);
      return ok;
    }),

  cancel: run
    .input(importIdSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await cancelImport(ctx.services, ctx.scope, input.id);
      return ok;
    }),

  follow: run
    .input(importIdSchema)
    .output(streamOf(importJobSchema))
    .subscription(({ ctx, input, signal }) =>
      followImport(ctx.services, ctx.scope, input.id, signal ?? ctx.services.stopping),
    ),
});
