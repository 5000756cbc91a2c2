import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import { AppError, ERROR_MAPPING } from '../platform/errors.ts';
import { screenOf } from '../screens/data.ts';
import { prove } from '../session/policy.ts';
import type { Permission } from '../session/schema.ts';
import type { Context } from './context.ts';
import type { AppErrorShape } from './schema.ts';

/** Who may call: read by the test that walks all procedures. */
type Access = { access: 'public' | 'signed-in' | 'screen' | Permission };

/** Subscriptions start anew now and then, so that a session that was ended loses them too. */
const SUBSCRIPTION_MS = 120_000;
const PING_MS = 15_000;

const t = initTRPC
  .context<Context>()
  .meta<Access>()
  .create({
    transformer: superjson,
    isDev: false,
    sse: { maxDurationMs: SUBSCRIPTION_MS, ping: { enabled: true, intervalMs: PING_MS } },
    errorFormatter: ({ shape, error }) => {
      const app = appErrorOf(error);
      // The message of an unforeseen error may tell too much: people get the code only.
      return { ...shape, message: app.code, data: { code: shape.data.code, app } };
    },
  });

export const { router, createCallerFactory } = t;

export function appErrorOf(error: TRPCError): AppErrorShape {
  if (error.cause instanceof AppError)
    return {
      code: error.cause.code,
      ...(error.cause.details ? { details: error.cause.details } : {}),
    };
  if (error.cause instanceof z.ZodError && error.code === 'BAD_REQUEST')
    return { code: 'input.invalid', details: { fields: fieldsOf(error.cause) } };
  if (error.code === 'NOT_FOUND') return { code: 'request.not-found' };
  if (error.code === 'METHOD_NOT_SUPPORTED') return { code: 'request.method' };
  if (error.code === 'PAYLOAD_TOO_LARGE') return { code: 'request.too-large' };
  if (error.code === 'PARSE_ERROR' || error.code === 'BAD_REQUEST')
    return { code: 'input.invalid' };
  return { code: 'server.fault' };
}

function fieldsOf(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(error.issues.map((issue) => [issue.path.join('.'), issue.code]));
}

/** Our errors get the status their code stands for. */
const mapped = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok || !(result.error.cause instanceof AppError)) return result;
  const { cause } = result.error;
  throw new TRPCError({ code: ERROR_MAPPING[cause.code].trpc, message: cause.code, cause });
});

const signedIn = t.middleware(({ ctx, next }) => {
  if (!ctx.actor) throw new AppError('auth.required');
  return next({ ctx: { actor: ctx.actor } });
});

const procedure = t.procedure.use(mapped);

export const publicProcedure = procedure.meta({ access: 'public' });

/** Also open to somebody who must change the password first: for session.* only. */
export const signedInProcedure = procedure.meta({ access: 'signed-in' }).use(signedIn);

export function permittedProcedure<P extends Permission>(permission: P) {
  return procedure
    .meta({ access: permission })
    .use(signedIn)
    .use(({ ctx, next }) => next({ ctx: { scope: prove(ctx.actor, permission) } }));
}

const onScreen = t.middleware(async ({ ctx, next }) => {
  const screen = await screenOf(ctx.services.db, ctx.request.headers);
  if (screen) return next({ ctx: { screen } });
  if (!ctx.actor) throw new AppError('auth.required');
  if (ctx.actor.mustChangePassword) throw new AppError('auth.must-change-password');
  throw new AppError('rights.missing', { details: { permission: 'screen' } });
});

/** For physical screens, which come with a cookie of their own and no person. */
export const screenProcedure = procedure.meta({ access: 'screen' }).use(onScreen);
