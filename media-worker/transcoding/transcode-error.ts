import { FFmpegError } from 'node-av/lib';
import { asMediaError } from '../hub/failure.ts';
import { MediaError } from '../media/errors.ts';

/** What FFmpeg says while pictures are decoded, scaled or encoded, as `transcode.failed`; other errors as they are. */
export function asTranscodeError(thrown: unknown): MediaError {
  if (!(thrown instanceof FFmpegError)) return asMediaError(thrown);
  return new MediaError('malformed', `the pictures cannot be transcoded: ${thrown.message}`, {
    code: 'transcode.failed',
    cause: thrown,
  });
}
