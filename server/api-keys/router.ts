import { permittedProcedure, router } from '../trpc/init.ts';
import { listApiKeys } from './data.ts';
import { createApiKey, revokeApiKey } from './mutations.ts';
import {
  apiKeyCreatedSchema,
  apiKeyCreateInputSchema,
  apiKeyIdSchema,
  apiKeyListInputSchema,
  apiKeyListSchema,
  apiKeySchema,
} from './schema.ts';

const manage = permittedProcedure('apiKeys.manage');

export const apiKeysRouter = router({
  list: manage
    .input(apiKeyListInputSchema)
    .output(apiKeyListSchema)
    .query(({ ctx, input }) => listApiKeys(ctx.services.db, ctx.scope, input)),

  create: manage
    .input(apiKeyCreateInputSchema)
    .output(apiKeyCreatedSchema)
    .mutation(({ ctx, input }) => createApiKey(ctx.services.db, ctx.scope, input)),

  revoke: manage
    .input(apiKeyIdSchema)
    .output(apiKeySchema)
    .mutation(({ ctx, input }) => {
      const { db, clock } = ctx.services;
      return revokeApiKey(db, ctx.scope, new Date(clock.wallNow()), input);
    }),
});
