import { MediaError } from './errors.ts';

declare const streamIdBrand: unique symbol;

/** Names one live stream on a worker: 1–96 characters of `A–Z a–z 0–9 . _ -`, safe in a path and in a log. */
export type StreamId = string & { readonly [streamIdBrand]: true };

const PATTERN = /^[A-Za-z0-9._-]{1,96}$/;

/** @throws MediaError `malformed` when the text is not a stream id. */
export function streamId(text: string): StreamId {
  if (!PATTERN.test(text))
    throw new MediaError(
      'malformed',
      'stream id has characters other than A-Z a-z 0-9 . _ - or is too long',
    );
  return text as StreamId;
}

const DERIVED_NAME = /^[a-z0-9-]{1,16}$/;

/**
 * Names a stream made from another one, `<origin>~<name>`. What comes from outside has no `~`, so that nobody can put,
 * publish or ask for one by name.
 */
export function derivedStreamId(origin: StreamId, name: string): StreamId {
  if (!DERIVED_NAME.test(name)) throw new MediaError('bug', `no name of a derived stream: ${name}`);
  return `${origin}~${name}` as StreamId;
}

/** The stream that people know: itself, or what a derived one was made from in the first place. */
export function originStreamId(id: StreamId): StreamId {
  return id.split('~', 1).join() as StreamId;
}
