import { MediaError } from '../../media/errors.ts';

const CODES: Readonly<
  Record<string, { kind: 'unreachable' | 'timeout'; code: string; text: string }>
> = {
  ECONNREFUSED: { kind: 'unreachable', code: 'network.refused', text: 'connection refused' },
  ETIMEDOUT: { kind: 'timeout', code: 'network.timeout', text: 'no answer' },
  ENOTFOUND: { kind: 'unreachable', code: 'network.unresolved', text: 'host name not found' },
  EAI_AGAIN: { kind: 'unreachable', code: 'network.unresolved', text: 'host name not resolved' },
};

/** Folds an error of a socket or of the resolver into a `MediaError`. */
export function networkError(cause: unknown, peer: string): MediaError {
  if (cause instanceof MediaError) return cause;
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const known = CODES[errno];
  if (known)
    return new MediaError(known.kind, `${peer}: ${known.text}`, { code: known.code, peer, cause });
  const text = errno === 'ECONNRESET' || errno === 'EPIPE' ? 'connection broken' : 'not reachable';
  return new MediaError('unreachable', `${peer}: ${text}${errno ? ` (${errno})` : ''}`, {
    code: errno === 'ECONNRESET' || errno === 'EPIPE' ? 'network.closed' : 'network.unreachable',
    peer,
    cause,
  });
}

/** Nothing came in time. */
export function timeoutError(peer: string, what: string, afterMs: number): MediaError {
  return new MediaError('timeout', `${peer}: ${what} within ${afterMs / 1000} s`, {
    code: 'network.timeout',
    peer,
  });
}
