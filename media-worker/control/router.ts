import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { MediaError, type MediaErrorKind } from '../media/errors.ts';
import { streamId } from '../media/stream-id.ts';
import {
  checkResultSchema,
  nodeReportSchema,
  type ProbeStep,
  probedSourceSchema,
  pushStateSchema,
  relaySpecSchema,
  rtpLeaseRequestSchema,
  rtpLeaseSchema,
  senderSpecSchema,
  stillSchema,
  streamIdSchema,
  streamSpecSchema,
  streamStateSchema,
  talkOpenedSchema,
  talkRequestSchema,
  talkStateSchema,
  viewerStateSchema,
  type WorkerEvent,
} from './contract.ts';
import type { ControlServices } from './services.ts';

const t = initTRPC.context<ControlServices>().create({
  isDev: false, // no stacks in answers
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: {
      ...shape.data,
      // The worker's own code, e.g. `rtsp.unauthorized`, for the server's error model.
      mediaCode: error.cause instanceof MediaError ? (error.cause.context.code ?? null) : null,
      mediaKind: error.cause instanceof MediaError ? error.cause.kind : null,
    },
  }),
});

const TRPC_CODE = {
  malformed: 'BAD_REQUEST',
  unsupported: 'UNPROCESSABLE_CONTENT',
  unreachable: 'BAD_GATEWAY',
  timeout: 'GATEWAY_TIMEOUT',
  refused: 'PRECONDITION_FAILED',
  overflow: 'TOO_MANY_REQUESTS',
  storage: 'INTERNAL_SERVER_ERROR',
  bug: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<MediaErrorKind, TRPCError['code']>;

const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok || !(result.error.cause instanceof MediaError)) return result;
  const { cause } = result.error;
  throw new TRPCError({ code: TRPC_CODE[cause.kind], message: cause.message, cause });
});

const streams = t.router({
  put: procedure
    .input(z.object({ streams: z.array(streamSpecSchema).max(5_000) }))
    .output(z.object({ count: z.number().int() }))
    .mutation(({ ctx, input }) => {
      ctx.specs.put(input.streams);
      return { count: input.streams.length };
    }),
  remove: procedure
    .input(z.object({ ids: z.array(streamIdSchema).max(5_000) }))
    .output(z.object({ count: z.number().int() }))
    .mutation(({ ctx, input }) => {
      ctx.specs.remove(input.ids);
      return { count: input.ids.length };
    }),
  list: procedure.output(z.array(streamStateSchema)).query(({ ctx }) => [...ctx.streams()]),
  get: procedure
    .input(z.object({ id: streamIdSchema }))
    .output(streamStateSchema)
    .query(({ ctx, input }) => {
      const state = ctx.stream(streamId(input.id));
      if (!state) throw new TRPCError({ code: 'NOT_FOUND', message: 'no such stream' });
      return state;
    }),
});

const viewers = t.router({
  list: procedure
    .input(z.object({ streamId: streamIdSchema.optional() }).default({}))
    .output(z.array(viewerStateSchema))
    .query(({ ctx, input }) =>
      ctx.viewers().filter(({ streamId: id }) => (input.streamId ?? id) === id),
    ),
  kick: procedure
    .input(z.object({ id: z.string().max(64) }))
    .output(z.object({ found: z.boolean() }))
    .mutation(({ ctx, input }) => ({ found: ctx.kick(input.id) })),
});

const probe = t.router({
  run: procedure
    .input(
      z.object({
        source: probedSourceSchema,
        networks: z.array(z.string().max(64)).max(64).optional(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }): AsyncGenerator<ProbeStep> {
      yield* ctx.prober.run(input.source, {
        signal: signal ?? new AbortController().signal,
        networks: input.networks,
      });
    }),
  check: procedure
    .input(z.object({ source: probedSourceSchema }))
    .output(checkResultSchema)
    .query(({ ctx, input, signal }) =>
      ctx.prober.check(input.source, signal ?? new AbortController().signal),
    ),
});

const stills = t.router({
  take: procedure
    .input(
      z.object({
        streamId: streamIdSchema,
        maxAgeMs: z.number().int().min(0).max(86_400_000),
        width: z.number().int().min(16).max(3_840),
      }),
    )
    .output(stillSchema)
    .query(({ ctx, input }) =>
      ctx.stills.take({
        id: streamId(input.streamId),
        maxAgeMs: input.maxAgeMs,
        width: input.width,
      }),
    ),
});

const events = t.router({
  follow: procedure
    .input(z.object({ after: z.number().int().nullable(), epoch: z.string().max(64).nullable() }))
    .subscription(async function* ({ ctx, input, signal }): AsyncGenerator<WorkerEvent> {
      const { after, epoch } = input;
      const position = after === null || epoch === null ? null : { epoch, seq: after };
      yield* ctx.outbox.follow(position, signal ?? new AbortController().signal);
    }),
  ack: procedure
    .input(z.object({ epoch: z.string().max(64), through: z.number().int() }))
    .output(z.object({ pending: z.number().int() }))
    .mutation(({ ctx, input }) => {
      ctx.outbox.acknowledge({ epoch: input.epoch, seq: input.through });
      return { pending: ctx.outbox.pending };
    }),
});

const rtp = t.router({
  lease: procedure
    .input(rtpLeaseRequestSchema)
    .output(rtpLeaseSchema)
    .mutation(({ ctx, input }) =>
      input.ssrc === undefined ? ctx.rtpPorts.openOwnPort() : ctx.rtpPorts.openShared(input.ssrc),
    ),
  release: procedure
    .input(z.object({ id: z.string().max(64) }))
    .output(z.object({}))
    .mutation(({ ctx, input }) => {
      ctx.rtpPorts.release(input.id);
      return {};
    }),
});

const pushIdsSchema = z.array(z.string().max(96)).max(1_000);
const countSchema = z.object({ count: z.number().int() });

const relays = t.router({
  put: procedure
    .input(z.object({ relays: z.array(relaySpecSchema).max(1_000) }))
    .output(countSchema)
    .mutation(({ ctx, input }) => {
      ctx.relays.put(input.relays);
      return { count: input.relays.length };
    }),
  remove: procedure
    .input(z.object({ ids: pushIdsSchema }))
    .output(countSchema)
    .mutation(({ ctx, input }) => {
      ctx.relays.remove(input.ids);
      return { count: input.ids.length };
    }),
  list: procedure
    .output(z.array(pushStateSchema))
    .query(({ ctx }) => ctx.relays.list.map((one) => ({ ...one, trace: [...one.trace] }))),
});

const senders = t.router({
  put: procedure
    .input(z.object({ sender: senderSpecSchema }))
    .output(z.object({ port: z.number().int().nullable() }))
    .mutation(async ({ ctx, input }) => ({ port: await ctx.senders.put(input.sender) })),
  remove: procedure
    .input(z.object({ ids: pushIdsSchema }))
    .output(countSchema)
    .mutation(({ ctx, input }) => {
      ctx.senders.remove(input.ids);
      return { count: input.ids.length };
    }),
  list: procedure
    .output(z.array(pushStateSchema))
    .query(({ ctx }) => ctx.senders.list.map((one) => ({ ...one, trace: [...one.trace] }))),
});

const talks = t.router({
  open: procedure
    .input(talkRequestSchema)
    .output(talkOpenedSchema)
    .mutation(({ ctx, input }) => ctx.talks.open(input)),
  end: procedure
    .input(z.object({ id: z.string().max(96) }))
    .output(z.object({}))
    .mutation(({ ctx, input }) => {
      ctx.talks.end(input.id);
      return {};
    }),
  list: procedure.output(z.array(talkStateSchema)).query(({ ctx }) => [...ctx.talks.list]),
});

const node = t.router({
  get: procedure.output(nodeReportSchema).query(({ ctx }) => ctx.report()),
});

/** The worker's control API; the server takes its type and the schemas of the contract, nothing else. */
export const workerRouter = t.router({
  streams,
  viewers,
  probe,
  stills,
  events,
  rtp,
  relays,
  senders,
  talks,
  node,
});
export type WorkerRouter = typeof workerRouter;
