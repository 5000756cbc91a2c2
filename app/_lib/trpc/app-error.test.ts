import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { appError, invalidFields } from './app-error.ts';

const answer = (data: unknown) =>
  TRPCClientError.from({ error: { message: 'refused', code: -32_000, data: { ...Object(data) } } });

describe('application errors', () => {
  it('are read from what a call answers', () => {
    const error = answer({ app: { code: 'auth.locked', details: { untilMs: 5 } } });
    expect(appError(error)).toEqual({ code: 'auth.locked', details: { untilMs: 5 } });
  });
  it('are read from what an upload throws', () => {
    expect(appError({ code: 'import.empty' })).toEqual({ code: 'import.empty', details: {} });
  });
  it('say that there is no connection when no answer came', () => {
    expect(appError(new TRPCClientError('fetch failed')).code).toBe('app.no-connection');
  });
  it.each([null, 'text', new Error('bug'), { code: 5 }])('call %s unexpected', (thrown) => {
    expect(appError(thrown).code).toBe('app.unexpected');
  });
  it('name the fields that were refused, however they are told', () => {
    const fieldsOf = (fields: unknown) => [
      ...invalidFields({ code: 'input.invalid', details: { fields } }),
    ];
    expect([fieldsOf(['a', 1, 'b']), fieldsOf({ lon: 'x' }), fieldsOf(undefined)]).toEqual([
      ['a', 'b'],
      ['lon'],
      [],
    ]);
  });
});
