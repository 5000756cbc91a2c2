'use client';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Selection } from '../../../../server/cameras/schema.ts';
import { saveFile } from '../../../_lib/http/save-file.ts';
import { useCodeText, useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { appError } from '../../../_lib/trpc/app-error.ts';
import { LONG, useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { FormError } from '../../../_ui/field.tsx';
import { Progress } from '../../../_ui/states.tsx';
import { collect } from './collect.ts';
import { type CollectedCamera, isMissed, isTaken, type Shot } from './shot.ts';

type SnapshotsDialogProps = { selection: Selection; onClose: () => void };

/** Takes a picture of each chosen camera while one watches; what was taken can be kept, also of a run that was stopped. */
export function SnapshotsDialog({ selection, onClose }: SnapshotsDialogProps) {
  const t = useTranslations('map.select');
  const close = useTranslations('common')('close');
  const errorText = useErrorText();
  const reason = useReason();
  const { error, cameras, shots, running, stop, again } = useCollecting(selection);
  const taken = shots.filter(isTaken);
  const missed = shots.filter(isMissed);
  const total = cameras?.length ?? 0;
  const stopped = !running && cameras !== null && shots.length < total;
  const save = useSave(shots);
  return (
    <Dialog
      title={t('snapshotsTitle')}
      closeLabel={close}
      onClose={onClose}
      footer={
        <>
          {running && <Button onClick={stop}>{t('stop')}</Button>}
          {!running && missed.length > 0 && (
            <Button onClick={() => again(missed.map(({ camera }) => camera))}>
              {t('snapshotsAgain')}
            </Button>
          )}
          <Button look="primary" icon="download" disabled={taken.length === 0} onClick={save}>
            {t('snapshotsSave', { count: taken.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <FormError>{error !== null && errorText(error)}</FormError>
        {error === null && (
          <>
            <p role="status">
              {t(stopped ? 'snapshotsStopped' : 'snapshotsTaken', {
                taken: taken.length,
                failed: missed.length,
                total,
              })}
            </p>
            <Progress label={t('snapshotsTitle')} value={shots.length} max={total} />
          </>
        )}
        {missed.length > 0 && (
          <section aria-label={t('snapshotsFailed')}>
            <h3 className="mb-1 text-quiet text-sm">{t('snapshotsFailed')}</h3>
            <ul className="scroll-area max-h-64 divide-y text-sm">
              {missed.map(({ camera, failure }) => (
                <li key={camera.id} className="flex justify-between gap-4 py-1">
                  <span className="truncate">{camera.name}</span>
                  <span className="shrink-0 text-quiet">{reason(failure)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  );
}

function useCollecting(selection: Selection) {
  const trpc = useTRPC();
  const [shots, setShots] = useState<readonly Shot[]>([]);
  const [running, setRunning] = useState(true);
  const stopping = useRef<AbortController | null>(null);
  const { mutate, data, error } = useMutation(trpc.pictures.collect.mutationOptions(LONG));
  useEffect(() => () => stopping.current?.abort(), []);

  const run = async (cameras: readonly CollectedCamera[]) => {
    const controller = new AbortController();
    stopping.current = controller;
    setRunning(true);
    await collect(cameras, controller.signal, (shot) =>
      setShots((before) => [...before.filter(({ camera }) => camera !== shot.camera), shot]),
    );
    setRunning(false);
  };
  const begun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each dialog, however often its effects run
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate(
      { selection },
      { onSuccess: ({ items }) => void run(items), onError: () => setRunning(false) },
    );
  }, []);
  return {
    error,
    cameras: data?.items ?? null,
    shots,
    running,
    stop: () => stopping.current?.abort(),
    again: (cameras: readonly CollectedCamera[]) => {
      setShots((before) => before.filter(isTaken));
      void run(cameras);
    },
  };
}

/** Why a camera gave no picture: the media worker's own reason where there is one. */
function useReason(): (failure: unknown) => string {
  const errorText = useErrorText();
  const codeText = useCodeText();
  return (failure) => {
    const { code, details } = appError(failure);
    const told = code === 'picture.not-taken' && typeof details.code === 'string';
    return told ? codeText(String(details.code)) : errorText(failure);
  };
}

function useSave(shots: readonly Shot[]): () => void {
  const t = useTranslations('map.select');
  const reason = useReason();
  const times = useTimes();
  return () =>
    void import('./archive.ts').then(({ archiveOf }) => {
      const words = {
        list: t('snapshotsFile'),
        columns: t('snapshotsColumns'),
        time: times.dateTime,
        failure: reason,
      };
      const stamp = times.dateTime(new Date()).replaceAll(/[^\d]+/g, '');
      saveFile(archiveOf(shots, words), `lukou-snapshots-${stamp}.zip`);
    });
}
