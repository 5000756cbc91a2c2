/** A media worker for tests: the control API over real HTTP, with what it was told and what it says in the test's hands. */
import { createServer } from 'node:http';
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { z } from 'zod';
import {
  type CheckResult,
  type NodeReport,
  type ProbeStep,
  type StreamSpec,
  type StreamState,
  streamSpecSchema,
  type TalkRequest,
  talkRequestSchema,
  type ViewerState,
  type WorkerEvent,
} from '../../media-worker/control/contract.ts';
import type { WorkerRouter } from '../../media-worker/control/router.ts';

export type FakeWorker = AsyncDisposable & {
  readonly report: NodeReport;
  readonly streams: Map<string, StreamSpec>;
  readonly states: Map<string, StreamState>;
  readonly viewers: ViewerState[];
  readonly events: WorkerEvent[];
  readonly acked: number[];
  check: CheckResult;
  readonly talks: TalkRequest[];
  readonly endedTalks: string[];
  /** The code talks are refused with; null: they are let in. */
  talkRefusal: string | null;
  /** JPEG bytes of the next still, base64; null: none can be taken. */
  still: string | null;
};

export async function openFakeWorker(nodeId: string, secret: string): Promise<FakeWorker> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const worker: FakeWorker = {
    report: {
      nodeId,
      epoch: 'epoch-1',
      version: '0',
      controlUrl: `http://127.0.0.1:${port}`,
      mediaPort: 8080,
      rtmpPort: 1935,
      rtspPort: null,
      httpsPort: null,
      rtmpsPort: null,
      rtspsPort: null,
      publicHost: null,
      region: null,
      weight: 100,
      startedAt: 0,
      streams: 0,
      viewers: 0,
      cpu: 0,
      residentBytes: 0,
    },
    streams: new Map(),
    states: new Map(),
    viewers: [],
    events: [],
    acked: [],
    check: { ok: true, roundTripMs: 1, failure: null },
    talks: [],
    endedTalks: [],
    talkRefusal: null,
    still: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const handler = createHTTPHandler({ router: routerOf(worker) });
  server.on('request', (request, response) => {
    if (request.headers.authorization === `Bearer ${secret}`) handler(request, response);
    else response.writeHead(401).end();
  });
  return worker;
}

const STEP: ProbeStep = { step: 'connect', ok: true, afterMs: 1, done: true };

function routerOf(worker: FakeWorker) {
  const t = initTRPC.create({
    errorFormatter: ({ shape, error }) => {
      const mediaCode = error.message.startsWith('talk.') ? error.message : null;
      return { ...shape, data: { ...shape.data, mediaCode, mediaKind: null } };
    },
  });
  const streams = t.router({
    put: t.procedure
      .input(z.object({ streams: z.array(streamSpecSchema) }))
      .mutation(({ input }) => {
        for (const spec of input.streams) worker.streams.set(spec.id, spec);
        return { count: input.streams.length };
      }),
    remove: t.procedure.input(z.object({ ids: z.array(z.string()) })).mutation(({ input }) => {
      for (const id of input.ids) worker.streams.delete(id);
      return { count: input.ids.length };
    }),
    list: t.procedure.query(() => [...worker.states.values()]),
    get: t.procedure.input(z.object({ id: z.string() })).query(({ input }) => {
      const state = worker.states.get(input.id);
      if (!state) throw new TRPCError({ code: 'NOT_FOUND' });
      return state;
    }),
  });
  const viewers = t.router({
    list: t.procedure.input(z.object({})).query(() => worker.viewers),
    kick: t.procedure.input(z.object({ id: z.string() })).mutation(({ input }) => ({
      found: worker.viewers.some((viewer) => viewer.id === input.id),
    })),
  });
  const probe = t.router({
    run: t.procedure.input(z.unknown()).subscription(async function* () {
      yield STEP;
    }),
    check: t.procedure.input(z.unknown()).query(() => worker.check),
  });
  const stills = t.router({
    take: t.procedure.input(z.unknown()).query(() => {
      if (worker.still === null) throw new TRPCError({ code: 'GATEWAY_TIMEOUT' });
      return { jpegBase64: worker.still, width: 2, height: 1, takenAt: Date.now() };
    }),
  });
  const events = t.router({
    follow: t.procedure
      .input(z.object({ after: z.number().nullable(), epoch: z.string().nullable() }))
      .subscription(async function* ({ input }) {
        for (const event of worker.events)
          if (event.epoch !== input.epoch || event.seq > (input.after ?? 0)) yield event;
      }),
    ack: t.procedure
      .input(z.object({ epoch: z.string(), through: z.number() }))
      .mutation(({ input }) => {
        worker.acked.push(input.through);
        return { pending: 0 };
      }),
  });
  const rtp = t.router({
    lease: t.procedure.input(z.unknown()).mutation(() => ({ id: 'lease', port: 30_000 })),
    release: t.procedure.input(z.unknown()).mutation(() => ({})),
  });
  const relays = t.router({
    put: t.procedure.input(z.unknown()).mutation(() => ({ count: 0 })),
    remove: t.procedure.input(z.unknown()).mutation(() => ({ count: 0 })),
    list: t.procedure.query(() => []),
  });
  const senders = t.router({
    put: t.procedure.input(z.unknown()).mutation(() => ({ port: null })),
    remove: t.procedure.input(z.unknown()).mutation(() => ({ count: 0 })),
    list: t.procedure.query(() => []),
  });
  const talks = t.router({
    open: t.procedure.input(talkRequestSchema).mutation(({ input }) => {
      if (worker.talkRefusal !== null)
        throw new TRPCError({ code: 'UNPROCESSABLE_CONTENT', message: worker.talkRefusal });
      worker.talks.push(input);
      return { streamId: `talk-${input.id}`, codec: 'g711a' as const };
    }),
    end: t.procedure.input(z.object({ id: z.string() })).mutation(({ input }) => {
      worker.endedTalks.push(input.id);
      return {};
    }),
    list: t.procedure.query(() => []),
  });
  const node = t.router({ get: t.procedure.query(() => worker.report) });
  const router = t.router({
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
  // Every procedure the real worker has, this one has too.
  router satisfies { [K in keyof WorkerRouter['_def']['record']]: unknown };
  return router;
}
