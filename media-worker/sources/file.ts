import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Puller } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { DemuxedFeed } from './demuxed-feed.ts';
import { fileEvents } from './file-reading.ts';
import { Pacer } from './pacer.ts';
import { StepLadder } from './step-ladder.ts';

/** A media file below the worker's media folder. */
export type FileSource = { readonly path: string; readonly loop: boolean };

export type FileOptions = {
  /** The folder files may be played from; `null`: none. */
  readonly folder: string | null;
  readonly clock: Clock;
};

/** Plays an MP4, FLV, MPEG-TS or MPEG-PS file as a live stream, once or over and over. */
export function filePuller(source: FileSource, options: FileOptions): Puller {
  return {
    protocol: 'file',
    async runOnce(output, signal) {
      const ladder = new StepLadder(output);
      try {
        await using file = await openBelow(options.folder, source.path);
        ladder.step('connect', source.path);
        await play(file, source, { ladder, clock: options.clock, signal });
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        throw ladder.located(cause);
      }
    },
  };
}

type Playing = { readonly ladder: StepLadder; readonly clock: Clock; readonly signal: AbortSignal };

async function play(
  file: FileHandle,
  { loop }: FileSource,
  { ladder, clock, signal }: Playing,
): Promise<void> {
  const feed = new DemuxedFeed(ladder);
  const pacer = new Pacer(clock, signal);
  do {
    let frames = 0;
    feed.newTimeline();
    for await (const events of fileEvents(file)) {
      signal.throwIfAborted();
      if (events.length > 0) feed.received(0);
      await pacer.play(events, feed);
      frames += events.filter((event) => event.type === 'frame').length;
    }
    if (frames === 0)
      throw new MediaError('malformed', 'the file holds no frame', { code: 'file.empty' });
  } while (loop);
}

/** Links are followed first, so that none leads out of the folder. @throws `refused`, `unreachable` with `file.*` */
async function openBelow(folder: string | null, path: string): Promise<FileHandle> {
  if (folder === null) throw refused('no folder to play files from is set');
  try {
    const root = await realpath(folder);
    const real = await realpath(resolve(root, path));
    const inside = relative(root, real);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside))
      throw refused('the file is not in the media folder');
    return await open(real, 'r');
  } catch (cause) {
    if (cause instanceof MediaError) throw cause;
    throw new MediaError('unreachable', 'the file cannot be opened', {
      code: 'file.not-found',
      step: 'resolve',
      cause,
    });
  }
}

function refused(message: string): MediaError {
  return new MediaError('refused', message, { code: 'file.not-allowed', step: 'resolve' });
}
