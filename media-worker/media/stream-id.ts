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
