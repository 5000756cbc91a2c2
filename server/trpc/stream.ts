import { isTrackedEnvelope, type TrackedEnvelope, tracked } from '@trpc/server';
import { z } from 'zod';

type Values<T> = AsyncIterable<T, void, undefined>;

/** Output of a subscription: every value is checked as it passes. */
export function streamOf<S extends z.ZodType>(schema: S) {
  return z
    .custom<Values<z.input<S>>>(isAsyncIterable)
    .transform(async function* (values): AsyncGenerator<z.output<S>, void, undefined> {
      for await (const value of values) yield schema.parse(value);
    });
}

/** The same for values that carry an id to resume from. */
export function trackedStreamOf<S extends z.ZodType>(schema: S) {
  return z
    .custom<Values<TrackedEnvelope<z.input<S>>>>(isAsyncIterable)
    .transform(async function* (values): AsyncGenerator<
      TrackedEnvelope<z.output<S>>,
      void,
      undefined
    > {
      for await (const value of values) {
        if (!isTrackedEnvelope(value))
          throw new Error('a tracked subscription yields tracked values');
        const [id, data] = value;
        yield tracked(id, schema.parse(data));
      }
    });
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
