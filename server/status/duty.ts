import { askForKeyFrame } from '../gb28181/key-frames.ts';
import type { Signalling } from '../gb28181/signalling.ts';
import { followWorkers } from '../media/event-intake.ts';
import type { MediaGateway } from '../media/gateway.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Duty } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { takeInEvent } from './mutations.ts';
import { probeInRounds, probeSuspects } from './prober.ts';
import { StatusBook } from './status-book.ts';

type Platform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly media: MediaGateway;
  readonly signalling: Signalling;
  readonly intervalMs: number;
};

/** Knows of every camera whether it is there: by asking in rounds and by what the workers report. */
export function statusDuty(platform: Platform): Duty {
  return {
    name: 'camera-status',
    async run(signal) {
      const book = new StatusBook(platform);
      const all = { ...platform, book };
      const wantKeyFrame = (streamId: string) =>
        askForKeyFrame(platform.db, platform.signalling, streamId).catch((error: unknown) =>
          platform.log.debug({ error, streamId }, 'no key frame could be asked for'),
        );
      await Promise.all([
        probeInRounds(all, signal),
        probeSuspects(all, signal),
        followWorkers(platform, signal, (event) =>
          takeInEvent(platform.db, book, event, wantKeyFrame),
        ),
      ]);
    },
  };
}
