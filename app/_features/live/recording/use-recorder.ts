'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Quality } from '../../../../server/cameras/schema.ts';
import { get } from '../../../_lib/http/post.ts';
import { saveFile } from '../../../_lib/http/save-file.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useTRPCClient } from '../../../_lib/trpc/client.ts';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useMay } from '../../session/current-user.tsx';
import { workerOrigins } from '../play-url.ts';
import { pictureName } from '../snapshot.ts';
import { Recorder, type RecordingEnd } from './recorder.ts';
import { useRecordings } from './store.ts';

/** One camera's picture on this page. */
type Subject = {
  readonly picture: string;
  readonly cameraId: string;
  readonly name: string;
  /** What is shown now: that runs, so recording begins at once. */
  readonly quality: Quality;
};

/**
 * Records the stream that is shown into a file of this computer, from one press to the next; also ends, with its file, when the
 * picture goes. null for whom it is not allowed.
 */
export function useRecorder({ picture, cameraId, name, quality }: Subject): (() => void) | null {
  const t = useTranslations('live.record');
  const client = useTRPCClient();
  const errorText = useErrorText();
  const times = useTimes();
  const showToast = useToasts((store) => store.show);
  const may = useMay('snapshots.take');
  const recorder = useRef<Recorder | null>(null);

  const say: Record<Exclude<RecordingEnd, 'stopped'>, string> = {
    full: t('full'),
    changed: t('changed'),
    lost: t('lost'),
  };
  const record = async () => {
    const began = new Date();
    const { begin, grow, end } = useRecordings.getState();
    const own = new Recorder({
      open: async (signal) => {
        const play = await client.live.play.mutate({ cameraId, quality }, { signal });
        return get(`${workerOrigins(play, window.location).http}${play.paths.fmp4}`, signal);
      },
      now: () => performance.now(),
      onBytes: (bytes) => grow(picture, bytes),
    });
    recorder.current = own;
    begin(picture, performance.now());
    try {
      const recorded = await own.run();
      if (recorded === null) return showToast({ tone: 'plain', text: t('nothing') });
      saveFile(recorded.file, pictureName(name, times.dateTime(began), 'mp4'));
      if (recorded.because !== 'stopped') showToast({ tone: 'plain', text: say[recorded.because] });
    } catch (error) {
      showToast({ tone: 'error', text: errorText(error) });
    } finally {
      if (recorder.current === own) recorder.current = null;
      end(picture);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another camera is another recording
  useEffect(() => () => recorder.current?.stop(), [cameraId, picture]);
  if (!may) return null;
  return () => {
    if (recorder.current === null) void record();
    else recorder.current.stop();
  };
}
