import { permittedProcedure, router } from '../trpc/init.ts';
import { divisionChoices, divisionNodes, groupChoices, groupNodes, roadNodes } from './data.ts';
import { roadNodesSchema, treeChoicesSchema, treeInputSchema, treeNodesSchema } from './schema.ts';

const view = permittedProcedure('cameras.view');

export const treesRouter = router({
  divisions: view
    .input(treeInputSchema)
    .output(treeNodesSchema)
    .query(({ ctx, input }) => divisionNodes(ctx.services.db, ctx.scope, input.parentId)),

  groups: view
    .input(treeInputSchema)
    .output(treeNodesSchema)
    .query(({ ctx, input }) => groupNodes(ctx.services.db, ctx.scope, input.parentId)),

  roads: view.output(roadNodesSchema).query(({ ctx }) => roadNodes(ctx.services.db, ctx.scope)),

  divisionChoices: view
    .output(treeChoicesSchema)
    .query(({ ctx }) => divisionChoices(ctx.services.db, ctx.scope)),

  groupChoices: view
    .output(treeChoicesSchema)
    .query(({ ctx }) => groupChoices(ctx.services.db, ctx.scope)),
});
