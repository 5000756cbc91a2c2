/**
 * What went wrong on the media path, by what can be done about it:
 * `malformed` peer sent nonsense: end that session · `unsupported` we cannot carry it: say what ·
 * `unreachable` / `timeout` try again · `refused` credentials, rights or busy: try again slowly and tell the user ·
 * `overflow` a limit was hit · `storage` the disk failed: alarm · `bug` one of our own invariants broke.
 */
export type MediaErrorKind =
  | 'malformed'
  | 'unsupported'
  | 'unreachable'
  | 'timeout'
  | 'refused'
  | 'overflow'
  | 'storage'
  | 'bug';

/** Where in a session it happened; enough to find it in a packet capture. Never holds credentials. */
export type MediaErrorContext = {
  readonly peer?: string;
  readonly session?: string;
  readonly step?: string;
  readonly offset?: number;
  readonly sequence?: number;
  /** At most 32 bytes of the offending input, as hex. */
  readonly hex?: string;
  /** Stable, finer code where one is known, e.g. `rtsp.unauthorized`, `rtmp.bad-chunk-size`. */
  readonly code?: string;
};

/** The one error class of the worker process. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly kind: MediaErrorKind;
  readonly context: MediaErrorContext;

  constructor(
    kind: MediaErrorKind,
    message: string,
    context: MediaErrorContext & { cause?: unknown } = {},
  ) {
    const { cause, ...rest } = context;
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.context = rest;
  }
}

/** Our own invariants: a failed assert ends the session as a `bug`. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new MediaError('bug', message);
}

/** Closes a switch over a union: a new member without a branch does not compile. */
export function assertNever(value: never): never {
  throw new MediaError('bug', `unexpected value ${JSON.stringify(value)}`);
}

/** The first 32 bytes as hex, for an error's context. */
export function hexHead(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
