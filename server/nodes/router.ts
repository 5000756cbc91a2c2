import { permittedProcedure, router } from '../trpc/init.ts';
import { okSchema } from '../trpc/schema.ts';
import { listNodes, listStreams, listViewers } from './data.ts';
import { drainNode, kickViewer } from './mutations.ts';
import {
  drainInputSchema,
  kickInputSchema,
  nodeListSchema,
  nodeStreamsInputSchema,
  nodeStreamsSchema,
  nodeViewersSchema,
} from './schema.ts';

const view = permittedProcedure('nodes.view');

export const nodesRouter = router({
  list: view
    .output(nodeListSchema)
    .query(({ ctx }) => listNodes(ctx.services.db, ctx.scope, ctx.services.clock.wallNow())),

  streams: view
    .input(nodeStreamsInputSchema)
    .output(nodeStreamsSchema)
    .query(({ ctx, input }) => listStreams(ctx.services, ctx.scope, input)),

  viewers: view.output(nodeViewersSchema).query(({ ctx }) => listViewers(ctx.services, ctx.scope)),

  drain: permittedProcedure('nodes.manage')
    .input(drainInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await drainNode(ctx.services, ctx.scope, input);
      return { ok: true } as const;
    }),

  kick: permittedProcedure('nodes.manage')
    .input(kickInputSchema)
    .output(okSchema)
    .mutation(async ({ ctx, input }) => {
      await kickViewer(ctx.services, ctx.scope, input);
      return { ok: true } as const;
    }),
});
