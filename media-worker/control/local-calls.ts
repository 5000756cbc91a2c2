import { isIP } from 'node:net';
import { z } from 'zod';
import { asMediaError } from '../hub/failure.ts';
import { MediaError } from '../media/errors.ts';
import { streamId } from '../media/stream-id.ts';
import type { HttpAnswer } from '../protocols/http/answer.ts';
import type { SignallingRequest } from '../sinks/webrtc-requests.ts';
import { streamIdSchema, streamSpecSchema } from './contract.ts';
import type { ControlServices } from './services.ts';

const PATH = /^\/streams(?:\/([^/]*))?$/;
/** An address with credentials is below 4 KB. */
const MAX_BODY_BYTES = 64 * 1024;
const STATUS: Readonly<Record<string, number>> = {
  'request.not-local': 403,
  'request.bad-method': 405,
  'stream.unknown': 404,
};

export type LocalCalls = Pick<ControlServices, 'specs' | 'streams' | 'stream'>;
type Call = Pick<SignallingRequest, 'method' | 'target' | 'header' | 'address' | 'body'>;

/**
 * Control of a worker that runs alone, for whoever sits at this machine: `PUT`, `GET` and `DELETE /streams/NAME` and
 * `GET /streams`, with the stream of the contract as JSON. `null` for other paths. Never rejects.
 */
export function answerLocal(call: Call, calls: LocalCalls): Promise<HttpAnswer> | null {
  const [path = ''] = call.target.split('?', 1);
  const match = PATH.exec(path);
  return match ? answered(call, match[1] ?? null, calls) : null;
}

async function answered(call: Call, name: string | null, calls: LocalCalls): Promise<HttpAnswer> {
  try {
    if (!isLocal(call)) throw refused('request.not-local', 'only for programs on this machine');
    return json(200, await perform(call, name, calls));
  } catch (thrown) {
    const { context, kind, message } = asMediaError(thrown);
    const code = context.code ?? `request.${kind}`;
    return json(kind === 'bug' ? 500 : (STATUS[code] ?? 400), { code, message });
  }
}

/** Nothing that came from a page, by a name that leads here, or through a proxy. */
function isLocal({ address, header }: Call): boolean {
  const host = (header('host') ?? '').replace(/:\d+$/, '');
  const named = host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''));
  const passedOn = header('origin') ?? header('x-forwarded-for') ?? header('forwarded');
  return isLoopback(address) && named && passedOn === undefined;
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

async function perform(call: Call, name: string | null, calls: LocalCalls): Promise<unknown> {
  const { specs, streams, stream } = calls;
  if (name === null) {
    if (call.method !== 'GET') throw refused('request.bad-method', 'GET /streams');
    return streams();
  }
  const id = streamId(valid(streamIdSchema, name, 'the name'));
  switch (call.method) {
    case 'PUT':
      specs.put([{ ...valid(bodySchema, await jsonBody(call.body), 'the body'), id }]);
      return stream(id);
    case 'GET':
    case 'DELETE': {
      const state = stream(id);
      if (!state) throw refused('stream.unknown', 'no such stream');
      if (call.method === 'DELETE') specs.remove([id]);
      return state;
    }
    default:
      throw refused('request.bad-method', 'PUT, GET or DELETE /streams/NAME');
  }
}

const bodySchema = streamSpecSchema.omit({ id: true }).strict();

function valid<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MediaError('malformed', `${what}: ${z.prettifyError(parsed.error)}`, {
    code: 'request.bad-body',
  });
}

async function jsonBody(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES)
      throw new MediaError('overflow', 'the body is too long', { code: 'request.bad-body' });
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch (cause) {
    throw new MediaError('malformed', 'the body is no JSON', { code: 'request.bad-body', cause });
  }
}

function json(status: number, body: unknown): HttpAnswer {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return { status, headers, body: `${JSON.stringify(body, null, 2)}\n` };
}

function refused(code: string, message: string): MediaError {
  return new MediaError('refused', message, { code });
}
