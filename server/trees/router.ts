import { permittedProcedure, router } from '../trpc/init.ts';
import {
  deviceNodes,
  divisionChoices,
  divisionNodes,
  driverNodes,
  groupChoices,
  groupNodes,
  markedNodes,
  roadNodes,
  sectionNodes,
} from './data.ts';
import {
  deviceNodesInputSchema,
  deviceNodesSchema,
  driverNodesSchema,
  markedNodesSchema,
  roadNodesSchema,
  sectionNodesSchema,
  sectionsInputSchema,
  treeChoicesSchema,
  treeInputSchema,
  treeNodesSchema,
} from './schema.ts';

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

  sections: view
    .input(sectionsInputSchema)
    .output(sectionNodesSchema)
    .query(({ ctx, input }) => sectionNodes(ctx.services.db, ctx.scope, input)),

  drivers: view
    .output(driverNodesSchema)
    .query(({ ctx }) => driverNodes(ctx.services.db, ctx.scope)),

  devices: view
    .input(deviceNodesInputSchema)
    .output(deviceNodesSchema)
    .query(({ ctx, input }) => deviceNodes(ctx.services.db, ctx.scope, input)),

  marked: view
    .output(markedNodesSchema)
    .query(({ ctx }) => markedNodes(ctx.services.db, ctx.scope)),

  divisionChoices: view
    .output(treeChoicesSchema)
    .query(({ ctx }) => divisionChoices(ctx.services.db, ctx.scope)),

  groupChoices: view
    .output(treeChoicesSchema)
    .query(({ ctx }) => groupChoices(ctx.services.db, ctx.scope)),
});
