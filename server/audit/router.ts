import { permittedProcedure, router } from '../trpc/init.ts';
import { listAudit } from './data.ts';
import { auditListInputSchema, auditListSchema } from './schema.ts';

export const auditRouter = router({
  list: permittedProcedure('audit.view')
    .input(auditListInputSchema)
    .output(auditListSchema)
    .query(({ ctx, input }) => listAudit(ctx.services.db, ctx.scope, input)),
});
